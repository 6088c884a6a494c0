package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A points card, for instance for leads: each characteristic gives points by the first of its attributes that matches; the
 * score is their sum. Its reason codes follow the scorecards of the Predictive Model Markup Language.
 *
 * <p><b>Undefined.</b> No attribute of a characteristic matches: Absent(INVALID_INPUT), naming it.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param initialScore the score before any points, finite
 * @param reasons how reason codes are ranked
 * @param characteristics one or more, their names unique
 */
public record PointsCard(double initialScore, Reasons reasons, List<Characteristic> characteristics) {

    /** How reason codes are ranked. */
    public enum Reasons {
        /** By baseline − points: what was not earned. */
        POINTS_BELOW,
        /** By points − baseline: what was earned beyond. */
        POINTS_ABOVE
    }

    /** Checks that the names are unique. */
    public PointsCard {
        Checks.finite("initialScore", initialScore);
        Objects.requireNonNull(reasons, "reasons");
        characteristics = List.copyOf(characteristics);
        Set<String> names = new HashSet<>();
        for (Characteristic characteristic : characteristics) {
            if (!names.add(characteristic.name())) {
                throw new IllegalArgumentException("two characteristics are called " + characteristic.name());
            }
        }
        if (characteristics.isEmpty()) {
            throw new IllegalArgumentException("the card has no characteristics");
        }
    }

    /**
     * One thing that is judged.
     *
     * @param name its name
     * @param baseline the points that reasons are counted from, finite
     * @param reasonCode its code, or null if every attribute has its own
     * @param attributes tried in this order, one or more
     */
    public record Characteristic(
            String name, double baseline, @Nullable String reasonCode, List<Attribute> attributes) {
        /** Checks that every attribute has a reason code. */
        public Characteristic {
            Objects.requireNonNull(name, "name");
            Checks.finite("baseline of " + name, baseline);
            attributes = List.copyOf(attributes);
            if (attributes.isEmpty()) {
                throw new IllegalArgumentException("characteristic " + name + " has no attributes");
            }
            if (reasonCode == null && attributes.stream().anyMatch(attribute -> attribute.reasonCode() == null)) {
                throw new IllegalArgumentException("an attribute of " + name + " has no reason code");
            }
        }
    }

    /**
     * A condition and the points it gives: {@code points + factor · value}.
     *
     * @param condition when it matches
     * @param points constant points, finite
     * @param factor points per unit of the value of the condition's field, finite; 0 for constant points
     * @param reasonCode its own code, or null for that of the characteristic
     */
    public record Attribute(
            Condition condition,
            double points,
            double factor,
            @Nullable String reasonCode) {
        /** Checks that a factor has a number to work on. */
        public Attribute {
            Objects.requireNonNull(condition, "condition");
            Checks.finite("points", points);
            Checks.finite("factor", factor);
            if (factor != 0 && !(condition instanceof Between)) {
                throw new IllegalArgumentException("a factor needs a condition on a number: " + condition);
            }
        }

        /** An attribute of constant points with the characteristic's reason code. */
        public static Attribute of(Condition condition, double points) {
            return new Attribute(condition, points, 0, null);
        }
    }

    /** When an attribute matches. */
    public sealed interface Condition {}

    /**
     * The field has no value.
     *
     * @param field its name
     */
    public record IsMissing(String field) implements Condition {}

    /**
     * The field is that text.
     *
     * @param field its name
     * @param text the text
     */
    public record Is(String field, String text) implements Condition {}

    /**
     * The field is a number in a range, open at the lower end and closed at the upper.
     *
     * @param field its name
     * @param above the number must be above it; null for no lower end
     * @param atMost the number must not be above it; null for no upper end
     */
    public record Between(
            String field, @Nullable Double above, @Nullable Double atMost) implements Condition {
        /** Checks the order of the ends. */
        public Between {
            if (above != null && atMost != null) {
                Checks.ordered("above", above, "atMost", atMost);
            }
        }
    }

    /** Always. */
    public record Otherwise() implements Condition {}

    /**
     * What a card says about one case.
     *
     * @param score the score in points, or Absent
     * @param partial the points of each characteristic by its position; empty if the score is absent
     * @param reasonCodes what the score owes most to, the greatest difference first; differences below 0 are dropped, equal
     *     ones stay in the order of the card
     */
    public record Result(Reading score, List<Double> partial, List<String> reasonCodes) {
        /** Copies the lists. */
        public Result {
            partial = List.copyOf(partial);
            reasonCodes = List.copyOf(reasonCodes);
        }
    }

    /**
     * Scores one case.
     *
     * @param values texts and finite numbers by field; fields that are not there are missing
     * @throws IllegalArgumentException if a value is neither text nor finite number
     */
    public Result score(Map<String, ?> values) {
        values.forEach((field, value) -> {
            if (value instanceof Number number) {
                Checks.finite(field, number.doubleValue());
            } else if (!(value instanceof CharSequence)) {
                throw new IllegalArgumentException(field + " is neither a text nor a number");
            }
        });
        double sum = initialScore;
        List<Double> partial = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        for (Characteristic characteristic : characteristics) {
            Attribute attribute = characteristic.attributes().stream()
                    .filter(candidate -> matches(candidate.condition(), values))
                    .findFirst()
                    .orElse(null);
            if (attribute == null) {
                return new Result(
                        Absent.because(
                                Reason.INVALID_INPUT,
                                "no attribute of " + characteristic.name() + " matches",
                                "ни один атрибут характеристики " + characteristic.name() + " не подходит"),
                        List.of(),
                        List.of());
            }
            double points = attribute.points();
            if (attribute.factor() != 0
                    && attribute.condition() instanceof Between between
                    && values.get(between.field()) instanceof Number number) {
                points += attribute.factor() * number.doubleValue();
            }
            points = Checks.cut(points);
            sum = Checks.cut(sum + points);
            partial.add(points);
            double difference = reasons == Reasons.POINTS_BELOW
                    ? characteristic.baseline() - points
                    : points - characteristic.baseline();
            if (difference >= 0) {
                int at = differences.size();
                while (at > 0 && difference > differences.get(at - 1)) {
                    at--;
                }
                differences.add(at, difference);
                String own = attribute.reasonCode();
                codes.add(at, own != null ? own : Objects.requireNonNull(characteristic.reasonCode()));
            }
        }
        Estimate estimate = Estimate.of(sum, Unit.POINTS)
                .withN(partial.size())
                .withMethod("points-card")
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL));
        return new Result(new Measured(estimate), partial, codes);
    }

    private static boolean matches(Condition condition, Map<String, ?> values) {
        if (condition instanceof IsMissing missing) {
            return values.get(missing.field()) == null;
        } else if (condition instanceof Is is) {
            return values.get(is.field()) instanceof CharSequence text
                    && text.toString().equals(is.text());
        } else if (condition instanceof Between between) {
            Double above = between.above();
            Double atMost = between.atMost();
            return values.get(between.field()) instanceof Number number
                    && (above == null || number.doubleValue() > above)
                    && (atMost == null || number.doubleValue() <= atMost);
        }
        return true;
    }
}
