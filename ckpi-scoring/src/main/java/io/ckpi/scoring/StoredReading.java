package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.definition.Canonical;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Readings in stored results: the shape that the report's record has too. */
final class StoredReading {

    private static final Absent NOTHING = Absent.because(Reason.NO_DATA);

    private StoredReading() {}

    static Map<String, Object> tree(Reading reading) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (reading instanceof Measured measured) {
            Estimate estimate = measured.estimate();
            map.put("kind", "MEASURED");
            map.put("value", estimate.value());
            map.put("unit", estimate.unit().toString());
            map.put("n", estimate.n());
            map.put("method", estimate.method());
            put(map, "interval", interval(estimate.interval()));
            Estimate.Ratio ratio = estimate.ratio();
            if (ratio != null) {
                map.put("ratio", Map.of("numerator", ratio.numerator(), "denominator", ratio.denominator()));
            }
            if (estimate.pending() != 0) {
                map.put("pending", estimate.pending());
            }
            flags(map, estimate.flags());
        } else if (reading instanceof Bounded bounded) {
            map.put("kind", "BOUNDED");
            map.put("low", bounded.low());
            map.put("high", bounded.high());
            map.put("unit", bounded.unit().toString());
            map.put("reason", bounded.reason());
            map.put("n", bounded.n());
            put(map, "detail", names(bounded.detail()));
            flags(map, bounded.flags());
        } else if (reading instanceof Absent absent) {
            map.put("kind", "ABSENT");
            map.put("reason", absent.reason());
            put(map, "detail", names(absent.detail()));
        }
        return map;
    }

    private static void put(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    private static @Nullable Map<String, Object> interval(@Nullable Interval interval) {
        if (interval == null) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "low", interval.low());
        put(map, "high", interval.high());
        map.put("level", Canonical.shortest(interval.level()));
        return map;
    }

    private static @Nullable Map<String, String> names(@Nullable Names names) {
        return names == null ? null : Map.of("ru", names.ru(), "en", names.en());
    }

    private static void flags(Map<String, Object> map, Set<Flag> flags) {
        if (!flags.isEmpty()) {
            map.put(
                    "flags",
                    flags.stream()
                            .map(flag -> {
                                String subject = flag.subject();
                                return subject == null
                                        ? Map.of("code", flag.code())
                                        : Map.of("code", flag.code(), "subject", subject);
                            })
                            .toList());
        }
    }

    static Reading read(io.ckpi.core.definition.Node node) {
        String kind = node.text("kind");
        return switch (kind) {
            case "MEASURED" -> measured(node);
            case "BOUNDED" ->
                new Bounded(
                        node.number("low"),
                        node.number("high"),
                        unit(node),
                        node.oneOf("reason", Reason.class),
                        node.optionalNames("detail").orElse(null),
                        node.integer("n", 0),
                        flags(node));
            case "ABSENT" ->
                new Absent(
                        node.oneOf("reason", Reason.class),
                        node.optionalNames("detail").orElse(null));
            default -> {
                node.errorAt("kind", "must be MEASURED, BOUNDED or ABSENT");
                yield NOTHING;
            }
        };
    }

    private static Measured measured(io.ckpi.core.definition.Node node) {
        Interval interval =
                node.optionalObject("interval", StoredReading::interval).orElse(null);
        Estimate.Ratio ratio = node.optionalObject(
                        "ratio", part -> new Estimate.Ratio(part.number("numerator"), part.number("denominator")))
                .orElse(null);
        return new Measured(new Estimate(
                node.number("value"),
                unit(node),
                interval,
                node.integer("n", 0),
                node.text("method"),
                ratio,
                node.integer("pending", 0),
                flags(node)));
    }

    private static Interval interval(io.ckpi.core.definition.Node node) {
        Double low = node.has("low") ? (Double) node.number("low") : null;
        Double high = node.has("high") ? (Double) node.number("high") : null;
        return new Interval(low, high, node.number("level"));
    }

    private static Unit unit(io.ckpi.core.definition.Node node) {
        return node.parsed("unit", "a unit such as RATIO or MONEY:EUR", Unit.RATIO, text -> {
            int colon = text.indexOf(':');
            Unit.Kind kind = Unit.Kind.valueOf((colon < 0 ? text : text.substring(0, colon)).toUpperCase(Locale.ROOT));
            return new Unit(kind, colon < 0 ? null : Currency.getInstance(text.substring(colon + 1)));
        });
    }

    private static Set<Flag> flags(io.ckpi.core.definition.Node node) {
        Set<Flag> flags = new TreeSet<>();
        List<Flag> read = node.optionalObjects(
                "flags",
                part -> new Flag(
                        part.oneOf("code", Flag.Code.class),
                        part.optionalText("subject").orElse(null)));
        flags.addAll(read);
        return flags;
    }
}
