package io.ckpi.sdk;

import io.ckpi.core.Channel;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Origin;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of channels in journeys, paths and logs of purchases: {@code paid-search}, {@code email} … */
record Channels(ChannelRules rules) {

    /** The channel of an origin, or null if it says nothing or no rule applies. */
    @Nullable
    String word(Origin origin) {
        if (origin.channel() == null && origin.source() == null && origin.medium() == null) {
            return null;
        }
        return word(rules.classify(origin));
    }

    /** The name of a channel, or null for {@link Channel#UNASSIGNED}. */
    static @Nullable String word(Channel channel) {
        return channel == Channel.UNASSIGNED ? null : name(channel);
    }

    /** The name of a constant: lower case with hyphens. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
