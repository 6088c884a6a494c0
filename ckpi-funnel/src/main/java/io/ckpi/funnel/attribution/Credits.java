package io.ckpi.funnel.attribution;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model gives to each channel. The credits of all channels and {@link #unattributed} sum to {@link #total}: to 1e-9
 * relative as numbers, exactly as money.
 *
 * <p>Every reading carries the flag OBSERVATIONAL: credit is not what would be lost without the channel.
 *
 * @param model the model
 * @param channels one entry per channel, in order of their names
 * @param unattributed the conversions without a touch inside the look-back
 * @param total all conversions
 * @param probability the probability of a conversion from the start of the chain; Absent for other models
 * @param states the transient states of the chain, 0 for other models
 * @param residual the largest residual of an iterative solution, in probability; 0 where the solution is direct
 * @param issues what a reader must know
 */
public record Credits(
        AttributionModel model,
        List<Credit> channels,
        Amount unattributed,
        Amount total,
        Reading probability,
        int states,
        double residual,
        List<DataIssue> issues) {

    /** The name under which reports list what no channel gets. */
    public static final String UNATTRIBUTED = "(unattributed)";

    /** Copies the lists. */
    public Credits {
        Objects.requireNonNull(model, "model");
        channels = List.copyOf(channels);
        issues = List.copyOf(issues);
    }

    /**
     * One channel.
     *
     * @param channel its name
     * @param conversions conversions credited
     * @param value value credited, in the unit of the paths
     * @param money the value as exact money, every unit of which is given to somebody; null if the values are plain numbers
     *     or the model gives no value
     * @param effect what the model computes before it scales: the removal effect of a chain, the unscaled Shapley value (in
     *     conversions or as a rate; with the standard error's interval where it was sampled), for the rules over touches the
     *     share of the attributed conversions
     */
    public record Credit(
            String channel,
            Reading conversions,
            Reading value,
            @Nullable Money money,
            Reading effect) {}

    /**
     * An amount of conversions.
     *
     * @param conversions how many
     * @param value what they are worth
     * @param money the same as exact money, or null if the values are plain numbers
     */
    public record Amount(
            double conversions, double value, @Nullable Money money) {}

    /** The credit of a channel. @throws IllegalArgumentException if the paths have no such channel */
    public Credit channel(String channel) {
        return channels.stream()
                .filter(each -> each.channel().equals(channel))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such channel: " + channel));
    }
}
