package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.OptionalDouble;

/**
 * The change between two results of different definitions, split exactly into change of method and change of business.
 *
 * <p><b>Definition.</b> With V(D, X) the composite of data X under definition D: method = ½[V(D₁,X₀) − V(D₀,X₀) + V(D₁,X₁)
 * − V(D₀,X₁)], business = ½[V(D₀,X₁) − V(D₀,X₀) + V(D₁,X₁) − V(D₁,X₀)]; the Shapley values of the two moves.
 *
 * <p>{@link ResultChange} adds what changed and which factor moved how much.
 *
 * @param from the value before
 * @param to the value after
 * @param method what came from the change of definition
 * @param business what came from the change of data
 */
public record Bridge(double from, double to, double method, double business) {

    /**
     * The bridge between two results; not computable if one of the four values is absent, and the detail says which.
     */
    public static Outcome<Bridge> of(CompositeResult from, CompositeResult to) {
        OptionalDouble v00 = from.value().value();
        OptionalDouble v11 = to.value().value();
        OptionalDouble v10 = from.under(to.profile()).value().value();
        OptionalDouble v01 = to.under(from.profile()).value().value();
        if (v00.isEmpty()) {
            return absent("the earlier result", "прежнего результата");
        } else if (v11.isEmpty()) {
            return absent("the later result", "нового результата");
        } else if (v10.isEmpty()) {
            return absent("the earlier data under the later definition", "прежних данных по новому определению");
        } else if (v01.isEmpty()) {
            return absent("the later data under the earlier definition", "новых данных по прежнему определению");
        }
        double d0x0 = v00.getAsDouble();
        double d1x1 = v11.getAsDouble();
        double d1x0 = v10.getAsDouble();
        double d0x1 = v01.getAsDouble();
        return Outcome.of(
                new Bridge(d0x0, d1x1, ((d1x0 - d0x0) + (d1x1 - d0x1)) / 2, ((d0x1 - d0x0) + (d1x1 - d1x0)) / 2));
    }

    /** The whole change, {@code method + business}. */
    public double total() {
        return to - from;
    }

    private static Outcome<Bridge> absent(String en, String ru) {
        return Outcome.absent(Absent.because(Reason.INSUFFICIENT_DATA, "no value of " + en, "нет значения " + ru));
    }
}
