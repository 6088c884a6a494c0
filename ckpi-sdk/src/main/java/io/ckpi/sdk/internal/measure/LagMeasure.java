package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Map;
import java.util.function.IntPredicate;

/** Days from the start of a campaign to the first response of each subject, for the campaigns that began in the period. */
final class LagMeasure implements Measure<LagMeasure> {

    private final Window window;
    private final Stats stats;
    private final Shared shared;
    private final IntPredicate counted;
    private final Durations lags = new Durations();

    /** A measure of the campaigns, by their index, that {@code counted} takes. */
    LagMeasure(Window window, Stats stats, Shared shared, IntPredicate counted) {
        this.counted = counted;
        this.window = window;
        this.stats = stats;
        this.shared = shared;
    }

    @Override
    public void add(Facts facts) {
        for (int i = 0; i < facts.responseCampaigns.length; i++) {
            long start = shared.campaignStart(facts.responseCampaigns[i]);
            if (counted.test(facts.responseCampaigns[i])
                    && window.holds(start)
                    && window.knows(facts.responseTimes[i])) {
                lags.add(facts.responseTimes[i] - start);
            }
        }
    }

    @Override
    public void merge(LagMeasure other) {
        lags.merge(other.lags);
    }

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        readings.put("campaign.response-lag", lag());
    }

    private Reading lag() {
        if (!shared.hasCampaigns()) {
            return Stats.none("the start of no campaign is known", "начало ни одной кампании не известно");
        }
        boolean began = false;
        for (int i = 0; i < shared.campaigns(); i++) {
            began |= counted.test(i) && window.holds(shared.campaignStart(i));
        }
        if (!began) {
            return Stats.none("no campaign began in the period", "в периоде не начиналась ни одна кампания");
        }
        return lags.cases() == 0
                ? Absent.because(
                        Reason.NOT_DUE_YET,
                        "no responses yet to the campaigns of the period",
                        "на кампании периода ещё нет откликов")
                : stats.quantiles.median(lags.in(86_400), Unit.DAYS);
    }
}
