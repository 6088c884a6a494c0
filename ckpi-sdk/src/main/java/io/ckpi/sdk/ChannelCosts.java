package io.ckpi.sdk;

import io.ckpi.core.Channel;
import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Spend;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.Reference;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On which channel money was spent: that of the record itself, else that of its campaign. Immutable. */
record ChannelCosts(Map<String, Channel> ofCampaign) {

    /** Copies the map. */
    ChannelCosts {
        ofCampaign = Map.copyOf(ofCampaign);
    }

    /** With the campaigns that are known. */
    static ChannelCosts of(Reference reference) {
        Map<String, Channel> ofCampaign = new HashMap<>();
        for (Campaign campaign : reference.list(Campaign.class)) {
            Channel channel = campaign.channel();
            if (channel != null) {
                ofCampaign.put(campaign.campaign(), channel);
            }
        }
        return new ChannelCosts(ofCampaign);
    }

    /** The name of the channel, or null if there is none. */
    @Nullable
    String channel(Spend cost) {
        Channel channel = cost.channel();
        if (channel == null && cost.campaign() != null) {
            channel = ofCampaign.get(cost.campaign());
        }
        return channel == null ? null : Channels.word(channel);
    }

    /**
     * The one currency of all amounts, or null if there is none.
     *
     * @throws CkpiException kind CONFIG if there are several
     */
    static @Nullable Currency currency(Engine.Known known) {
        if (known.currencies().size() > 1) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-SDK-CURRENCIES",
                    null,
                    "amounts are in several currencies: choose one with currency(…)");
        }
        return known.currency();
    }
}
