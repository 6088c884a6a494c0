package io.ckpi.core.channel;

import io.ckpi.core.Channel;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule that stands before those of the GA4 grouping: it gives its channel if all its conditions hold.
 *
 * <p>Sources and mediums are compared in lower case without surrounding white space.
 *
 * @param channel the channel it gives
 * @param sources the source must be one of these; empty for any, also an absent one
 * @param mediums the medium must be one of these; empty for any, also an absent one
 * @param paid true: only for a paid medium, false: only for an unpaid one, null: for both
 */
public record ChannelRule(
        Channel channel,
        Set<String> sources,
        Set<String> mediums,
        @Nullable Boolean paid) {

    /** Normalises and copies the sets. @throws IllegalArgumentException if no condition is stated */
    public ChannelRule {
        Objects.requireNonNull(channel, "channel");
        sources = normalised(sources);
        mediums = normalised(mediums);
        if (sources.isEmpty() && mediums.isEmpty()) {
            throw new IllegalArgumentException("a rule for " + channel + " names neither a source nor a medium");
        }
    }

    private static Set<String> normalised(Set<String> names) {
        Set<String> result = new HashSet<>();
        for (String name : names) {
            result.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(result);
    }

    boolean matches(@Nullable String source, @Nullable String medium, boolean mediumIsPaid) {
        return (sources.isEmpty() || (source != null && sources.contains(source)))
                && (mediums.isEmpty() || (medium != null && mediums.contains(medium)))
                && (paid == null || paid == mediumIsPaid);
    }
}
