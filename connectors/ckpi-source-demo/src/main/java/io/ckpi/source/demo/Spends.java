package io.ckpi.source.demo;

import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Vat;
import java.util.List;

/** What the company spends, day by day. */
final class Spends extends Records<Spend> {

    private static final Model.Cost[] COSTS = Model.Cost.values();
    private static final int NOON = 43_200;

    Spends(Model model, String source) {
        super(model, source);
    }

    @Override
    long units() {
        return model.days;
    }

    @Override
    void tell(long unit, List<Spend> out) {
        int day = (int) unit;
        for (Model.Cost cost : COSTS) {
            long kopecks = model.spent(cost, day);
            if (kopecks == 0) {
                continue;
            }
            String key = cost.platform + "-" + cost.account + "-" + model.date(day);
            Source from = cost.source;
            Spend.Builder builder = Spend.builder(
                            envelope(key, model.at(day, NOON)),
                            model.date(day),
                            cost.platform,
                            cost.account,
                            cost.kind,
                            Model.kopecks(kopecks))
                    .vat(Vat.INCLUDED);
            if (from != null) {
                builder.channel(from.channel).campaign(from.origin.campaign());
                if (cost.kind == Spend.Kind.MEDIA && from != Source.LIST) {
                    long clicks = Math.max(1, kopecks / 6_000);
                    builder.clicks(clicks).impressions(clicks * 40);
                }
            }
            out.add(builder.build());
        }
    }
}
