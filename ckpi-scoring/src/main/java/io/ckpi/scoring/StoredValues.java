package io.ckpi.scoring;

import io.ckpi.core.Outcome;
import io.ckpi.core.definition.Canonical;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The values of a stored result, and how they are compared with recomputed ones. */
final class StoredValues {

    private static final double TOLERANCE = 1e-9;
    private static final double MONTE_CARLO_ERRORS = 4;

    private StoredValues() {}

    static Map<String, Object> of(CompositeResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("status", result.status());
        map.put("reading", StoredReading.tree(result.value()));
        map.put("colour", result.colour());
        map.put("coverage", result.coverage());
        result.bounds().ifPresent(bounds -> map.put("bounds", Map.of("low", bounds.low(), "high", bounds.high())));
        put(map, "twin", result.arithmeticTwin());
        put(map, "penalty", result.imbalancePenalty());
        result.equalWeights()
                .ifPresent(equal -> map.put("equalWeights", Map.of("value", equal.value(), "colour", equal.colour())));
        Map<String, Object> groups = new LinkedHashMap<>();
        for (CompositeResult.GroupScore group : result.groups()) {
            put(groups, group.id(), group.score().value());
        }
        map.put("groups", groups);
        Map<String, Object> factors = new LinkedHashMap<>();
        for (FactorScore factor : result.factors()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("weight", factor.weight());
            put(one, "score", factor.points());
            String used = factor.indicator();
            if (used != null) {
                one.put("indicator", used);
            }
            factors.put(factor.id(), one);
        }
        map.put("factors", factors);
        Outcome<Contributions> why = result.contributions();
        why.value().ifPresent(contributions -> {
            Map<String, Object> points = new LinkedHashMap<>();
            contributions.factors().forEach(line -> points.put(line.factor(), line.points()));
            map.put("contributions", points);
        });
        result.spread().ifPresent(spread -> map.put("spread", spread(spread)));
        return map;
    }

    private static Map<String, Object> spread(Spread spread) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("draws", spread.draws());
        map.put("failed", spread.failed());
        map.put("mean", spread.mean());
        map.put("meanError", spread.meanError());
        map.put("sd", spread.sd());
        map.put("lowError", spread.lowError());
        map.put("highError", spread.highError());
        Map<String, Object> chances = new LinkedHashMap<>();
        spread.colours().forEach((colour, chance) -> chances.put(colour.name(), chance));
        map.put("chances", chances);
        return map;
    }

    private static void put(Map<String, Object> map, String key, OptionalDouble value) {
        if (value.isPresent()) {
            map.put(key, value.getAsDouble());
        }
    }

    /** Compares stored values with those of a recomputed result; an accumulator for one thread. */
    static final class Comparison {
        private final List<Verification.Difference> differences;
        private final Map<String, Object> recomputed;
        private final @Nullable Spread spread;
        private final boolean sameGenerator;

        Comparison(List<Verification.Difference> differences, CompositeResult again, boolean sameGenerator) {
            this.differences = differences;
            this.recomputed = of(again);
            this.spread = again.spread().orElse(null);
            this.sameGenerator = sameGenerator;
        }

        /** Notes every known member that differs; what only one of the two has is a difference, unknown members are not. */
        void compare(Map<?, ?> stored) {
            object("values", stored, recomputed, true);
        }

        private void object(String path, Map<?, ?> stored, Map<?, ?> again, boolean optional) {
            List<String> keys = new ArrayList<>();
            again.keySet().forEach(key -> keys.add((String) key));
            if (isTable(path)) {
                stored.keySet().forEach(key -> {
                    if (!keys.contains(key)) {
                        keys.add((String) key);
                    }
                });
            }
            for (String key : keys) {
                Object left = plain(stored.get(key));
                Object right = plain(again.get(key));
                if (left == null && optional) {
                    continue; // an older document, or one that does not show everything
                }
                if (!key.equals("detail")) {
                    value(path + "." + key, left, right); // a detail is words, which may be put better
                }
            }
            // what the data no longer give must not be stored either
            for (String key : List.of("value", "score", "twin", "penalty", "interval", "spread", "contributions")) {
                Object left = plain(stored.get(key));
                if (left != null && !again.containsKey(key)) {
                    value(path + "." + key, left, null);
                }
            }
        }

        /** True for a map whose keys are ids, so that none is unknown. */
        private static boolean isTable(String path) {
            return path.equals("values.groups")
                    || path.equals("values.factors")
                    || path.equals("values.contributions")
                    || path.equals("values.spread.chances");
        }

        private static @Nullable Object plain(@Nullable Object value) {
            if (value instanceof Optional<?> optional) {
                return optional.orElse(null);
            }
            return value instanceof Enum<?> constant ? constant.name() : value;
        }

        private void value(String path, @Nullable Object stored, @Nullable Object again) {
            if (stored instanceof Map<?, ?> left && again instanceof Map<?, ?> right) {
                object(path, left, right, path.startsWith("values.spread"));
            } else if (stored instanceof List<?> left && again instanceof List<?> right) {
                if (!Canonical.text(left).equals(Canonical.text(right))) {
                    differ(path, left, right);
                }
            } else if (stored instanceof Number left && again instanceof Number right) {
                if (!(Math.abs(left.doubleValue() - right.doubleValue()) <= allowed(path, left, right))) {
                    differ(path, left, right);
                }
            } else if (stored != again && (stored == null || !stored.equals(again))) {
                differ(path, stored, again);
            }
        }

        private double allowed(String path, Number stored, Number again) {
            double a = stored.doubleValue();
            double b = again.doubleValue();
            if (!Double.isFinite(a)) {
                return -1; // a decimal beyond every double
            }
            double exact = TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
            Spread now = spread;
            if (sameGenerator || now == null || !isDrawn(path)) {
                return exact;
            }
            double n = Math.max(2, now.draws());
            double error;
            if (path.endsWith("interval.low")) {
                error = now.lowError();
            } else if (path.endsWith("interval.high")) {
                error = now.highError();
            } else if (path.endsWith(".mean")) {
                error = now.meanError();
            } else if (path.endsWith(".sd")) {
                error = now.sd() / Math.sqrt(2 * n);
            } else if (path.contains(".chances.")) {
                double p = Math.min(1, Math.max(0, (a + b) / 2));
                error = Math.sqrt(p * (1 - p) / n) + 1 / n;
            } else {
                return Double.MAX_VALUE; // errors of errors and counts of draws
            }
            return exact + MONTE_CARLO_ERRORS * Math.sqrt(2) * error;
        }

        private static boolean isDrawn(String path) {
            return path.startsWith("values.spread.") || path.startsWith("values.reading.interval.");
        }

        private void differ(String path, @Nullable Object stored, @Nullable Object again) {
            Verification.Kind kind = isDrawn(path) ? Verification.Kind.DRAWS : Verification.Kind.VALUE;
            differences.add(new Verification.Difference(kind, path, text(stored), text(again)));
        }

        private static String text(@Nullable Object value) {
            if (value == null) {
                return "nothing";
            }
            if (value instanceof Double number) {
                return Canonical.text(Canonical.shortest(number));
            }
            if (value instanceof BigDecimal number && Double.isFinite(number.doubleValue())) {
                return Canonical.text(Canonical.shortest(number.doubleValue()));
            }
            return value instanceof String text ? text : Canonical.text(value);
        }
    }
}
