package io.ckpi.tck;

import io.ckpi.core.Money;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Tokenizer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of any type with a value in every component, the i-th always the same. Immutable; {@code with...} gives a
 * changed copy.
 */
final class Samples {

    private static final Instant FIRST = Instant.parse("2024-03-01T08:00:00Z");
    private static final long STEP_SECONDS = 37 * 60;
    /** Components that name the record itself or something beside it. */
    private static final Set<String> IDS = Set.of(
            "orderRef",
            "callRef",
            "messageRef",
            "taskRef",
            "entityRef",
            "leadRef",
            "dealRef",
            "visit",
            "employee",
            "owner",
            "creator",
            "actor",
            "supervisor",
            "department",
            "campaign",
            "experiment",
            "arm",
            "stratum",
            "pipeline",
            "product",
            "platform",
            "account",
            "adGroup",
            "sequence",
            "supplier",
            "code",
            "unit");

    private static final Set<String> PEOPLE = Set.of("person", "referrer", "referee", "token");
    /** Components that are the beginning or the moment of the record itself. */
    private static final Set<String> MOMENTS = Set.of("createdAt", "since", "from", "firstSeenAt");

    /** The components of a record and its canonical constructor: looking for them takes longer than making one. */
    private record Shape(List<RecordComponent> components, Constructor<?> constructor) {

        static Shape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                return new Shape(List.of(components), type.getDeclaredConstructor(types));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("no record: " + type, e);
            }
        }
    }

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private final String personType;
    private final boolean numericIds;
    private final Tokens tokens;
    private final IntFunction<String> texts;
    private final IntFunction<String> ids;
    private final IntFunction<Instant> times;
    private final IntFunction<Money> amounts;
    private final IntFunction<String> people;
    private final long revision;
    private final Envelope.Op op;

    Samples(String personType, boolean numericIds, Tokens tokens) {
        this(
                personType,
                numericIds,
                tokens,
                i -> "text " + i,
                Samples::id,
                i -> FIRST.plusSeconds(i * STEP_SECONDS),
                i -> Money.of(BigDecimal.valueOf(1_990L + i, 2).toPlainString(), "EUR"),
                i -> person(personType, i),
                1,
                Envelope.Op.UPSERT);
    }

    private Samples(
            String personType,
            boolean numericIds,
            Tokens tokens,
            IntFunction<String> texts,
            IntFunction<String> ids,
            IntFunction<Instant> times,
            IntFunction<Money> amounts,
            IntFunction<String> people,
            long revision,
            Envelope.Op op) {
        this.personType = personType;
        this.numericIds = numericIds;
        this.tokens = tokens;
        this.texts = texts;
        this.ids = ids;
        this.times = times;
        this.amounts = amounts;
        this.people = people;
        this.revision = revision;
        this.op = op;
    }

    private static String person(String type, int i) {
        return switch (type) {
            case Tokenizer.EMAIL -> "person" + i % 50 + "@example.org";
            case Tokenizer.PHONE -> "+7900555" + (1000 + i % 50);
            default -> Integer.toString(700_000_001 + i % 50);
        };
    }

    Samples withTexts(IntFunction<String> newTexts) {
        return new Samples(personType, numericIds, tokens, newTexts, ids, times, amounts, people, revision, op);
    }

    /** The ids too, unless the system's are numbers. */
    Samples withTextsAndIds(IntFunction<String> newTexts) {
        return numericIds ? withTexts(newTexts) : withTexts(newTexts).withIds(newTexts);
    }

    Samples withIds(IntFunction<String> newIds) {
        return new Samples(personType, numericIds, tokens, texts, newIds, times, amounts, people, revision, op);
    }

    Samples withTimes(IntFunction<Instant> newTimes) {
        return new Samples(personType, numericIds, tokens, texts, ids, newTimes, amounts, people, revision, op);
    }

    Samples withAmounts(IntFunction<Money> newAmounts) {
        return new Samples(personType, numericIds, tokens, texts, ids, times, newAmounts, people, revision, op);
    }

    /** The raw ids of people, of the vendor's type. */
    Samples withPeople(IntFunction<String> newPeople) {
        return new Samples(personType, numericIds, tokens, texts, ids, times, amounts, newPeople, revision, op);
    }

    /** A later revision, which states or deletes. */
    Samples withRevision(long newRevision, Envelope.Op newOp) {
        return new Samples(personType, numericIds, tokens, texts, ids, times, amounts, people, newRevision, newOp);
    }

    /** The ordinary id of the i-th record. */
    static String id(int i) {
        return Integer.toString(1_000_001 + i);
    }

    /** A record with a value in every component. */
    <R extends SourceRecord> R full(Class<R> type, int i) {
        return make(type, i, Set.of());
    }

    /** A record without those components; those of the envelope are called {@code envelope.recordedAt} and the like. */
    <R extends SourceRecord> R without(Class<R> type, int i, Set<String> absent) {
        return make(type, i, absent);
    }

    /** The components of a type that can be absent or empty. */
    List<String> optional(Class<? extends SourceRecord> type) {
        List<String> optional = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            Class<?> of = component.getType();
            if (of == Envelope.class) {
                optional.add("envelope.recordedAt");
                optional.add("envelope.attributes");
            } else if (of == Origin.class || of == List.class || of == Set.class) {
                optional.add(name);
            } else if (!of.isPrimitive() && canBeNull(type, name)) {
                optional.add(name);
            }
        }
        return optional;
    }

    private boolean canBeNull(Class<? extends SourceRecord> type, String component) {
        try {
            make(type, 0, Set.of(component));
            return true;
        } catch (NullPointerException e) {
            return false;
        }
    }

    private <R> R make(Class<R> type, int i, Set<String> absent) {
        Shape shape = SHAPES.get(type);
        List<RecordComponent> components = shape.components();
        Object[] values = new Object[components.size()];
        for (int c = 0; c < values.length; c++) {
            Object value = component(type, components.get(c), i, absent);
            if (value != null) {
                values[c] = value;
            }
        }
        try {
            return type.cast(shape.constructor().newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException("cannot make a " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    private @Nullable Object component(Class<?> type, RecordComponent component, int i, Set<String> absent) {
        Class<?> of = component.getType();
        String name = component.getName();
        boolean missing = absent.contains(name);
        if (of == Envelope.class) {
            return envelope(i, absent);
        } else if (of == Origin.class) {
            return missing ? Origin.UNKNOWN : make(Origin.class, i, Set.of());
        } else if (of == List.class) {
            return missing ? List.of() : List.of(make(OrderLine.class, i, Set.of()));
        } else if (of == Set.class) {
            return missing ? Set.of() : Set.of(texts.apply(i));
        }
        return missing ? null : value(type, of, name, i);
    }

    private Envelope envelope(int i, Set<String> absent) {
        Instant at = times.apply(i);
        return Envelope.builder(Bench.SOURCE, ids.apply(i), at, ZoneOffset.UTC)
                .recordedAt(absent.contains("envelope.recordedAt") ? null : at.plusSeconds(revision))
                .revision(revision)
                .op(op)
                .attributes(absent.contains("envelope.attributes") ? Map.of() : Map.of("tck.note", texts.apply(i)))
                .build();
    }

    private Object value(Class<?> type, Class<?> of, String name, int i) {
        Instant at = times.apply(i);
        if (of == String.class) {
            return text(type, name, i);
        } else if (of.isEnum()) {
            Object[] constants = of.getEnumConstants();
            return constants[i % constants.length];
        } else if (of == Instant.class) {
            return MOMENTS.contains(name) ? at : at.plus(Duration.ofHours(name.length()));
        } else if (of == LocalDate.class) {
            LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
            return name.equals("until") ? day.plusDays(1) : day;
        } else if (of == Money.class) {
            return amounts.apply(i);
        } else if (of == Currency.class) {
            return Currency.getInstance(name.equals("from") ? "EUR" : "RUB");
        } else if (of == Duration.class) {
            return Duration.ofSeconds(30 + i % 600);
        } else if (of == BigDecimal.class) {
            return BigDecimal.valueOf(name.equals("scale") ? 5 : 1 + i % 5);
        } else if (of == Integer.class || of == int.class) {
            return 1 + i % 5;
        } else if (of == Long.class || of == long.class) {
            return 100L + i;
        } else if (of == Double.class || of == double.class) {
            return 0.25 * (1 + i % 4);
        } else if (of == Boolean.class || of == boolean.class) {
            return i % 2 == 0;
        }
        throw new IllegalStateException("the kit does not know how to make a " + of.getName());
    }

    private String text(Class<?> type, String name, int i) {
        if (PEOPLE.contains(name) || (type == Assignment.class && name.equals("unit"))) {
            int person = name.equals("referee") ? i + 1 : i;
            return tokens.token(personType, people.apply(person));
        } else if (IDS.contains(name) && type != Origin.class) {
            return ids.apply(i);
        } else if (name.equals("path")) {
            return "/page/" + i;
        } else if (name.equals("region")) {
            return "RU-MOW";
        } else if (name.equals("idType")) {
            return personType;
        }
        return texts.apply(i);
    }
}
