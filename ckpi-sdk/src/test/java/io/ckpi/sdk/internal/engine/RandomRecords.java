package io.ckpi.sdk.internal.engine;

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.SourceRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** Records with any content their types allow: empty and full, ASCII and not, small numbers and huge ones. */
final class RandomRecords {

    private static final String[] ZONES = {"UTC", "Europe/Moscow", "Asia/Kolkata", "Z", "+05:45", "America/New_York"};
    private static final String[] LETTERS = {"a", "Z", "7", "-", "ж", "é", "日", "\uD83D\uDE80", "\uD800", " ", "\""};

    private final RandomGenerator random;
    private final Currency currency;

    RandomRecords(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        currency = Currency.getInstance(random.nextBoolean() ? "RUB" : "KWD");
    }

    /** A record of that type. */
    <R extends SourceRecord> R next(Class<R> type) {
        return type.cast(record(type));
    }

    private Object record(Class<?> type) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            RecordComponent[] components = type.getRecordComponents();
            @Nullable Object[] values = new @Nullable Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = isNullable(components[i]) && random.nextBoolean()
                        ? null
                        : value(components[i].getGenericType(), components[i].getName(), type);
            }
            try {
                return type.getDeclaredConstructor(types).newInstance(values);
            } catch (InvocationTargetException refused) {
                // out of the record's own rules: try again
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(type.getName(), e);
            }
        }
        throw new AssertionError("no valid " + type);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private Object value(Type type, String name, Class<?> owner) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            int size = random.nextInt(4);
            if (generic.getRawType() == Map.class) {
                Map<Object, Object> map = new HashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put("key." + i, text(20));
                }
                return map;
            }
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                items.add(value(arguments[0], name, owner));
            }
            return generic.getRawType() == Set.class ? new HashSet<>(items) : items;
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return owner == Envelope.class && name.equals("source") ? "source-" + random.nextInt(3) : text(12);
        } else if (plain == Instant.class) {
            return Instant.ofEpochSecond(
                    random.nextLong(-5_000_000_000L, 5_000_000_000L), random.nextInt(1_000_000_000));
        } else if (plain == Duration.class) {
            return Duration.ofSeconds(random.nextLong(-1000, 100_000), random.nextInt(1_000_000_000));
        } else if (plain == LocalDate.class) {
            return LocalDate.ofEpochDay(random.nextLong(-30_000, 60_000));
        } else if (plain == ZoneId.class) {
            String id = ZONES[random.nextInt(ZONES.length)];
            return id.equals("Z") ? ZoneOffset.UTC : ZoneId.of(id);
        } else if (plain == Currency.class) {
            return currency;
        } else if (plain == Money.class) {
            return new Money(decimal(), currency);
        } else if (plain == BigDecimal.class) {
            return decimal().abs();
        } else if (plain == boolean.class || plain == Boolean.class) {
            return random.nextBoolean();
        } else if (plain == int.class || plain == Integer.class) {
            return random.nextInt(1, 6);
        } else if (plain == long.class || plain == Long.class) {
            return random.nextLong() >> random.nextInt(64);
        } else if (plain == double.class || plain == Double.class) {
            return random.nextDouble();
        } else if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        return record(plain);
    }

    private BigDecimal decimal() {
        int scale = random.nextInt(-3, 9);
        return switch (random.nextInt(4)) {
            case 0 -> BigDecimal.valueOf(random.nextLong(-1000, 1000), scale);
            case 1 -> BigDecimal.valueOf(random.nextLong(), scale);
            case 2 -> new BigDecimal(BigInteger.valueOf(random.nextLong()).pow(3), scale);
            default -> BigDecimal.valueOf(0, scale);
        };
    }

    private String text(int max) {
        int length = random.nextInt(1, max);
        boolean ascii = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS[random.nextInt(ascii ? 4 : LETTERS.length)]);
        }
        return text.toString();
    }
}
