package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Spend;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the preparation of every history needs and all periods have in common: channels, lines, the currency. Keeps a table
 * of origins already classified, so it is confined to one thread.
 */
final class Shared {

    /** Mark of an amount that cannot be summed: another currency, or not whole millionths. */
    static final long NOT_SUMMABLE = Long.MIN_VALUE;

    private static final int MOST_ORIGINS = 10_000;

    private record Tags(
            @Nullable String source,
            @Nullable String medium,
            @Nullable String campaign) {}

    final @Nullable Currency currency;
    private final ChannelRules rules;
    private final List<NumberPool> pools;
    private final Map<String, Channel> channelOfCampaign = new HashMap<>();
    private final Map<String, Integer> campaigns = new HashMap<>();
    private final Longs campaignStarts = new Longs();
    private final List<String> campaignIds = new ArrayList<>();
    private final Map<Tags, Channel> known = new HashMap<>();
    private @Nullable Origin last;
    private @Nullable Channel lastChannel;

    Shared(MeasureContext context) {
        this.currency = context.currency();
        this.rules = context.channels();
        this.pools = context.numberPools();
        for (Campaign campaign : context.campaigns()) {
            if (campaign.channel() != null) {
                channelOfCampaign.put(campaign.campaign(), campaign.channel());
            }
            starts(campaign.campaign(), campaign.from().toEpochMilli());
        }
        Map<String, Long> firstSpend = new HashMap<>();
        for (Spend spend : context.spend()) {
            if (spend.campaign() != null && !campaigns.containsKey(spend.campaign())) {
                long day = spend.day()
                        .atStartOfDay(context.period().zone())
                        .toInstant()
                        .toEpochMilli();
                firstSpend.merge(spend.campaign(), day, Math::min);
            }
        }
        firstSpend.forEach(this::starts);
    }

    private void starts(String campaign, long time) {
        if (campaigns.putIfAbsent(campaign, campaignStarts.size()) == null) {
            campaignStarts.add(time);
            campaignIds.add(campaign);
        }
    }

    /** True if the start of any campaign is known. */
    boolean hasCampaigns() {
        return !campaigns.isEmpty();
    }

    /** The number of campaigns whose start is known. */
    int campaigns() {
        return campaignStarts.size();
    }

    /** The index of a campaign whose start is known, or -1. */
    int campaign(@Nullable String campaign) {
        return campaign == null ? -1 : campaigns.getOrDefault(campaign, -1);
    }

    /** The id of a campaign whose start is known. */
    String campaignId(int index) {
        return campaignIds.get(index);
    }

    /** When a campaign began: as it says itself, else on the first day of its spend. */
    long campaignStart(int index) {
        return campaignStarts.get(index);
    }

    /** The channel of an origin, or null if it is not known. */
    @Nullable
    Channel channel(Origin origin) {
        if (origin.channel() != null) {
            return origin.channel() == Channel.UNASSIGNED ? null : origin.channel();
        }
        if (origin.source() == null && origin.medium() == null) {
            return origin.campaign() == null ? null : channelOfCampaign.get(origin.campaign());
        }
        if (origin.equals(last)) {
            return lastChannel;
        }
        Tags tags = new Tags(origin.source(), origin.medium(), origin.campaign());
        Channel channel = known.get(tags);
        if (channel == null) {
            channel = rules.classify(origin);
            if (known.size() < MOST_ORIGINS) {
                known.put(tags, channel);
            }
        }
        last = origin;
        lastChannel = channel == Channel.UNASSIGNED ? null : channel;
        return lastChannel;
    }

    /** The channel whose line a call came in on, or null if the line is in no pool. */
    @Nullable
    Channel channel(Call call) {
        if (call.channel() != null) {
            return call.channel() == Channel.UNASSIGNED ? null : call.channel();
        }
        if (pools.isEmpty()) {
            return Channel.CALL;
        }
        NumberPool pool = pool(call);
        return pool == null ? null : pool.channel();
    }

    /** The pool of the line that a call came in on, or null if it is in none. */
    @Nullable
    NumberPool pool(Call call) {
        if (call.line() != null) {
            for (NumberPool pool : pools) {
                if (pool.line().equals(call.line())
                        && !call.envelope().occurredAt().isBefore(pool.from())
                        && (pool.until() == null || call.envelope().occurredAt().isBefore(pool.until()))) {
                    return pool;
                }
            }
        }
        return null;
    }

    /** The channel that money was spent on, or null if it is not known. */
    @Nullable
    Channel channel(Spend spend) {
        if (spend.channel() != null) {
            return spend.channel() == Channel.UNASSIGNED ? null : spend.channel();
        }
        return spend.campaign() == null ? null : channelOfCampaign.get(spend.campaign());
    }

    /** Millionths of the report's currency, 0 for no amount, or {@link #NOT_SUMMABLE}. */
    long micros(@Nullable Money money) {
        if (money == null) {
            return 0;
        }
        if (!money.currency().equals(currency)) {
            return NOT_SUMMABLE;
        }
        try {
            return money.micros();
        } catch (ArithmeticException e) {
            return NOT_SUMMABLE;
        }
    }
}
