package io.ckpi.scoring;

import io.ckpi.core.definition.Definitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conformance cases as trees of maps, lists and values. */
@SuppressWarnings("unchecked") // the shape of the files is part of the test
final class Cases {

    private static final String FOLDER = "/conformance-files/scoring/";

    private Cases() {}

    /** A value that is there, or the test fails. */
    static <T> T some(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    static Object json(String file) {
        try (InputStream in = Cases.class.getResourceAsStream(FOLDER + file)) {
            return Definitions.read(file, in, io.ckpi.core.definition.Node::tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Case> of(String file) {
        return ((List<Map<String, Object>>) json(file)).stream().map(Case::new).toList();
    }

    record Case(Map<String, Object> map) {
        String id() {
            return (String) some(map.get("id"));
        }

        String op() {
            return (String) some(map.get("op"));
        }

        Fields input() {
            return new Fields((Map<String, Object>) some(map.get("input")));
        }

        Fields expected() {
            return new Fields((Map<String, Object>) some(map.get("expected")));
        }

        double tolerance() {
            return number(map.get("tolerance"));
        }
    }

    record Fields(Map<String, Object> map) {
        boolean has(String key) {
            return map.containsKey(key);
        }

        boolean isNull(String key) {
            return isNothing(map.get(key));
        }

        String text(String key) {
            return (String) some(map.get(key));
        }

        String text(String key, String other) {
            return has(key) ? text(key) : other;
        }

        double number(String key) {
            return Cases.number(map.get(key));
        }

        double number(String key, double other) {
            return has(key) ? number(key) : other;
        }

        boolean flag(String key) {
            return (Boolean) some(map.get(key));
        }

        double[] numbers(String key) {
            return Cases.numbers(some(map.get(key)));
        }

        double[][] matrix(String key) {
            return list(key).stream().map(Cases::numbers).toArray(double[][]::new);
        }

        Fields fields(String key) {
            return new Fields((Map<String, Object>) some(map.get(key)));
        }

        List<Object> list(String key) {
            return (List<Object>) some(map.get(key));
        }
    }

    static boolean isNothing(@Nullable Object value) {
        return value == null || value.equals(Optional.empty());
    }

    static double number(@Nullable Object value) {
        return isNothing(value) ? Double.NaN : ((BigDecimal) some(value)).doubleValue();
    }

    static double[] numbers(Object list) {
        return ((List<Object>) list).stream().mapToDouble(Cases::number).toArray();
    }
}
