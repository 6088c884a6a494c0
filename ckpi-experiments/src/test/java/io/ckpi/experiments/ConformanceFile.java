package io.ckpi.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Outcome;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** The conformance cases of one feature, each a test of its own. */
@SuppressWarnings("unchecked") // the shape of the files is part of the test
final class ConformanceFile {

    private ConformanceFile() {}

    /** A dynamic test per case. */
    static Stream<DynamicTest> tests(String feature, Consumer<Case> check) {
        return cases(feature).stream().map(c -> DynamicTest.dynamicTest(c.id(), () -> check.accept(c)));
    }

    static List<Case> cases(String feature) {
        String file = "/conformance-files/experiments/" + feature + ".json";
        try (InputStream in = Objects.requireNonNull(ConformanceFile.class.getResourceAsStream(file), file)) {
            return ((List<Map<String, Object>>) Definitions.read(file, in, Node::tree))
                    .stream().map(Case::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double number(@Nullable Object value) {
        return ((BigDecimal) Objects.requireNonNull(value)).doubleValue();
    }

    static double[] numbers(@Nullable Object list) {
        return ((List<Object>) Objects.requireNonNull(list))
                .stream().mapToDouble(ConformanceFile::number).toArray();
    }

    /** The result of a computation that must have one. */
    static <T> T some(Outcome<T> outcome) {
        return outcome.value().orElseThrow(() -> new AssertionError(outcome.toString()));
    }

    record Case(Map<String, Object> map) {
        String id() {
            return (String) Objects.requireNonNull(map.get("id"));
        }

        String method() {
            return (String) Objects.requireNonNull(map.get("method"));
        }

        Tree inputs() {
            return tree("inputs");
        }

        Tree expected() {
            return tree("expected");
        }

        private Tree tree(String key) {
            return new Tree((Map<String, Object>) Objects.requireNonNull(map.get(key)));
        }

        /** Checks a number at the case's tolerance: |x − e| ≤ abs + rel·|e|. */
        void check(String what, double actual, double expected) {
            Tree tolerance = tree("tolerance");
            assertThat(actual)
                    .as("%s of %s", what, id())
                    .isCloseTo(
                            expected, within(tolerance.number("abs") + tolerance.number("rel") * Math.abs(expected)));
        }

        /** Checks a field of {@code expected} if it is there. */
        void check(String key, double actual) {
            if (expected().has(key)) {
                check(key, actual, expected().number(key));
            }
        }

        /** Checks both ends of an interval; "inf" stands for an open end. */
        void checkInterval(Tree fields, Interval interval) {
            end("ci_lower", fields, interval.low());
            end("ci_upper", fields, interval.high());
        }

        private void end(String key, Tree fields, @Nullable Double end) {
            if (!fields.has(key)) {
                return;
            }
            if (fields.map().get(key) instanceof String) {
                assertThat(end).as(key + " of " + id()).isNull();
            } else {
                check(key, Objects.requireNonNull(end), fields.number(key));
            }
        }

        void check(String what, double[] actual, double[] expected) {
            assertThat(actual).as(what + " of " + id()).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                check(what + "[" + i + "]", actual[i], expected[i]);
            }
        }
    }

    record Tree(Map<String, Object> map) {
        boolean has(String key) {
            Object value = map.get(key);
            return value != null && !value.equals(Optional.empty());
        }

        double number(String key) {
            return ConformanceFile.number(map.get(key));
        }

        double number(String key, double other) {
            return has(key) ? number(key) : other;
        }

        long whole(String key) {
            return (long) number(key);
        }

        String text(String key) {
            return (String) Objects.requireNonNull(map.get(key));
        }

        boolean flag(String key) {
            return (Boolean) Objects.requireNonNull(map.get(key));
        }

        double[] numbers(String key) {
            return ConformanceFile.numbers(map.get(key));
        }

        List<Object> list(String key) {
            return (List<Object>) Objects.requireNonNull(map.get(key));
        }

        Tree tree(String key) {
            return new Tree((Map<String, Object>) Objects.requireNonNull(map.get(key)));
        }
    }
}
