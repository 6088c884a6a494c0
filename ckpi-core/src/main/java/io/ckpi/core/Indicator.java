package io.ckpi.core;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The definition of an indicator: what is measured, in which unit, which way it gets better, and where it belongs.
 *
 * @param id stable id such as {@code economics.ltv-to-cac}; ids never change, names may be reworded
 * @param names its name in both languages
 * @param unit the kind of unit of its readings
 * @param direction which way it gets better
 * @param perspective id of the scorecard perspective it belongs to
 * @param stage the journey stage it describes, or null if it belongs to none
 * @param formula the formula in words, in both languages
 * @param source where the definition comes from
 */
public record Indicator(
        String id,
        Names names,
        Unit.Kind unit,
        Direction direction,
        String perspective,
        @Nullable JourneyStage stage,
        Names formula,
        String source) {

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+");

    /** Checks the id and that nothing is missing. */
    public Indicator {
        if (!isId(id)) {
            throw new IllegalArgumentException("not an indicator id: " + id);
        }
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(perspective, "perspective");
        Objects.requireNonNull(formula, "formula");
        Objects.requireNonNull(source, "source");
    }

    /** True if {@code text} has the form of an indicator id: dotted groups of lower-case words. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }
}
