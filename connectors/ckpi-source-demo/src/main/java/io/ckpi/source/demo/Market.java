package io.ckpi.source.demo;

import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.MarketMeasure.Measure;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Measures of the market from outside, month by month: known numbers, no draws. */
final class Market extends Records<MarketMeasure> {

    /** A search query that is tracked. */
    enum Query {
        KITCHEN("кухня на заказ", 40, 14, -0.30),
        KITCHEN_PRICE("кухня на заказ цена", 26, 18, -0.10),
        WARDROBE("шкаф-купе на заказ", 30, 9, 0),
        WARDROBE_SIZE("шкаф по размерам", 12, 7, 0),
        CURTAINS("шторы на заказ", 22, 26, -0.40),
        LAMPS("светильники для кухни", 18, 12, -0.15),
        TABLE("обеденный стол из массива", 16, 5, 0),
        SOFA("купить диван", 55, 38, 0),
        STORAGE("система хранения в прихожую", 9, 11, -0.20),
        MATTRESS("купить матрас", 34, 44, 0);

        final String text;
        /** Impressions a month per thousand persons. */
        final int impressions;
        /** Position in the first month; it changes by {@code step} a month, not below 3. */
        final double position;

        final double step;

        Query(String text, int impressions, double position, double step) {
            this.text = text;
            this.impressions = impressions;
            this.position = position;
            this.step = step;
        }
    }

    static final String[] NETWORKS = {"vk", "telegram"};
    private static final Query[] QUERIES = Query.values();
    private static final int[] SEASON = {92, 95, 103, 104, 100, 97, 93, 97, 104, 106, 106, 103};
    private static final int NOON = 43_200;

    Market(Model model, String source) {
        super(model, source);
    }

    @Override
    long units() {
        return model.months;
    }

    static double segmentMoney(Model model, int month) {
        int season = SEASON[model.date(model.monthStart[month]).getMonthValue() - 1];
        return Math.rint(model.persons * 52_000.0 * (100 + 0.6 * month) / 100 * season / 100);
    }

    static double targetPersons(Model model, int month) {
        return Math.rint(model.persons * 6.0 * (1 + 0.001 * month));
    }

    static double reachedPersons(Model model, int month) {
        return Math.rint(targetPersons(model, month) * (0.24 + 0.004 * month));
    }

    static double impressions(Model model, Query query, int month) {
        int season = SEASON[model.date(model.monthStart[month]).getMonthValue() - 1];
        return Math.rint(model.persons * query.impressions * season / 100.0 / 10);
    }

    static double position(Query query, int month) {
        return Math.rint(Math.max(3, query.position + query.step * month) * 10) / 10;
    }

    static double followers(Model model, int network, int month) {
        return Math.rint(model.persons * (network == 0 ? 0.9 : 0.35) * (1 + 0.012 * month));
    }

    static double posts(int network, int month) {
        return (network == 0 ? 22 : 30) + month % 4;
    }

    static double engagements(Model model, int network, int month) {
        double rate = network == 0 ? 0.011 : 0.016;
        return Math.rint(followers(model, network, month) * posts(network, month) * (rate + 0.0001 * month));
    }

    @Override
    void tell(long unit, List<MarketMeasure> out) {
        int m = (int) unit;
        add(m, Measure.SEGMENT_SIZE, "home-goods", segmentMoney(model, m), "RUB", "industry-panel", out);
        add(m, Measure.TARGET_PERSONS, "home-goods", targetPersons(model, m), "persons", "industry-panel", out);
        add(m, Measure.REACHED_PERSONS, "home-goods", reachedPersons(model, m), "persons", "industry-panel", out);
        for (Query query : QUERIES) {
            double impressions = impressions(model, query, m);
            add(m, Measure.QUERY_IMPRESSIONS, query.text, impressions, "impressions", "webmaster", out);
            add(m, Measure.QUERY_POSITION, query.text, position(query, m), "position", "webmaster", out);
        }
        for (int n = 0; n < NETWORKS.length; n++) {
            add(m, Measure.FOLLOWERS, NETWORKS[n], followers(model, n, m), "persons", NETWORKS[n], out);
            add(m, Measure.POSTS, NETWORKS[n], posts(n, m), "posts", NETWORKS[n], out);
            add(m, Measure.ENGAGEMENTS, NETWORKS[n], engagements(model, n, m), "engagements", NETWORKS[n], out);
        }
    }

    private void add(
            int month,
            Measure measure,
            @Nullable String subject,
            double value,
            String unit,
            String provider,
            List<MarketMeasure> out) {
        LocalDate from = model.date(model.monthStart[month]);
        LocalDate until = model.date(model.monthStart[month + 1]);
        BigDecimal amount = measure == Measure.QUERY_POSITION
                ? BigDecimal.valueOf(Math.round(value * 10), 1)
                : BigDecimal.valueOf((long) value);
        String key = measure.name().toLowerCase(Locale.ROOT) + "-" + subject + "-" + from;
        out.add(MarketMeasure.builder(
                        envelope(key, model.at(model.monthStart[month + 1] - 1, NOON)),
                        measure,
                        from,
                        until,
                        amount,
                        unit,
                        provider)
                .subject(subject)
                .build());
    }
}
