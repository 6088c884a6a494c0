package io.ckpi.spi.host;

import io.ckpi.core.Money;
import io.ckpi.core.Names;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Random records of every type, made from their canonical constructors. */
final class RandomRecords {

    static final List<Class<? extends SourceRecord>> TYPES = types();

    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("UTC"), ZoneId.of("Europe/Moscow"), ZoneId.of("Asia/Kolkata"), ZoneId.of("+05:30"));

    private final Random random;

    RandomRecords(long seed) {
        this.random = new Random(seed);
    }

    private static List<Class<? extends SourceRecord>> types() {
        List<Class<? extends SourceRecord>> types = new ArrayList<>();
        for (Class<?> type : SourceRecord.class.getPermittedSubclasses()) {
            types.add(type.asSubclass(SourceRecord.class));
        }
        return List.copyOf(types);
    }

    SourceRecord next() {
        return next(TYPES.get(random.nextInt(TYPES.size())));
    }

    <R extends SourceRecord> R next(Class<R> type) {
        return type.cast(record(type));
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        for (int attempt = 0; attempt < 10_000; attempt++) {
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                @Nullable Object[] values = new @Nullable Object[components.length];
                for (int i = 0; i < values.length; i++) {
                    // fewer and fewer absent values, should the record not allow them
                    boolean absent = !types[i].isPrimitive() && random.nextInt(3 + attempt) == 0;
                    values[i] = absent ? null : value(components[i].getGenericType());
                }
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException
                        || e.getCause() instanceof NullPointerException)) {
                    throw new IllegalStateException(e);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("cannot make a " + type);
    }

    private @Nullable Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            int size = random.nextInt(4);
            if (generic.getRawType() == Map.class) {
                Map<String, String> map = new HashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put("key." + random.nextInt(100), text());
                }
                return map;
            }
            List<Object> members = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                members.add(value(of[0]));
            }
            return generic.getRawType() == Set.class ? new HashSet<>(members) : members;
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        if (raw == Money.class) {
            return Money.of(number().abs().toPlainString(), "EUR");
        }
        if (raw == Envelope.class) {
            return envelope("crm", text());
        }
        if (raw == Names.class) {
            return new Names("имя" + text(), "name" + text());
        }
        if (raw == OrderLine.class) {
            return new OrderLine(text(), number().abs(), Money.of(3, "EUR"));
        }
        if (raw.isRecord()) {
            return record(raw);
        }
        return leaf(raw);
    }

    private Object leaf(Class<?> raw) {
        if (raw == String.class) {
            return text();
        } else if (raw == Instant.class) {
            return instant();
        } else if (raw == LocalDate.class) {
            return LocalDate.of(2020, 1, 1).plusDays(random.nextInt(3000));
        } else if (raw == ZoneId.class) {
            return ZONES.get(random.nextInt(ZONES.size()));
        } else if (raw == Duration.class) {
            return Duration.ofMillis(random.nextInt(100_000));
        } else if (raw == BigDecimal.class) {
            return number();
        } else if (raw == Currency.class) {
            return Currency.getInstance(random.nextBoolean() ? "EUR" : "RUB");
        } else if (raw == Integer.class || raw == int.class) {
            return random.nextInt(6);
        } else if (raw == Long.class || raw == long.class) {
            return (long) random.nextInt(1000);
        } else if (raw == Boolean.class || raw == boolean.class) {
            return random.nextBoolean();
        } else if (raw == Double.class || raw == double.class) {
            return random.nextInt(1000) / 1000.0;
        }
        throw new IllegalStateException("no random " + raw);
    }

    Instant instant() {
        return Instant.ofEpochSecond(1_500_000_000L + random.nextInt(200_000_000), random.nextInt(3) * 1_000_000L);
    }

    private BigDecimal number() {
        return BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, random.nextInt(6));
    }

    private String text() {
        String[] texts = {"a", "B", "Ж", "é", "e\u0301", "😀", "\"", "\\", "10.50", "18446167067214817906", "x y"};
        return texts[random.nextInt(texts.length)] + random.nextInt(1000);
    }

    Envelope envelope(String source, String sourceKey) {
        Set<RecordFlag> flags = new HashSet<>();
        while (random.nextInt(3) == 0) {
            flags.add(RecordFlag.values()[random.nextInt(RecordFlag.values().length)]);
        }
        flags.remove(RecordFlag.SYNTHETIC_KEY);
        return Envelope.builder(source, sourceKey, instant(), ZONES.get(random.nextInt(ZONES.size())))
                .recordedAt(random.nextInt(3) == 0 ? null : instant())
                .revision(random.nextInt(3))
                .op(random.nextInt(5) == 0 ? Envelope.Op.DELETE : Envelope.Op.UPSERT)
                .flags(flags)
                .attributes(random.nextInt(4) == 0 ? Map.of("b", "2", "a", "1") : Map.of())
                .build();
    }
}
