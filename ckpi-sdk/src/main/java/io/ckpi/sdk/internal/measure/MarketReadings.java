package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Growth;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.MarketMeasure.Measure;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Ratios;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of the market. A measure belongs to a period if its days lie wholly inside; nobody guesses which part of a
 * quarter fell into a month.
 */
final class MarketReadings {

    private static final BigDecimal FIRST_PAGE = BigDecimal.TEN;

    /** One thing measured at one time: measures of different kinds with the same place belong together. */
    private record Place(@Nullable String subject, @Nullable String region, LocalDate from, LocalDate until) {
        static Place of(MarketMeasure measure) {
            return new Place(measure.subject(), measure.region(), measure.from(), measure.until());
        }
    }

    private record Sum(BigDecimal value, long count, boolean proxy) {
        static final Sum NOTHING = new Sum(BigDecimal.ZERO, 0, false);

        Sum plus(MarketMeasure measure) {
            return new Sum(value.add(measure.value()), count + 1, proxy || measure.proxy());
        }
    }

    private final Window window;
    private final Stats stats;
    /** Who decides which measures are used: in a slice the whole, so that all slices are measured alike. */
    private MarketReadings decides = this;

    MarketReadings(Window window, Stats stats) {
        this.window = window;
        this.stats = stats;
    }

    /** Lets the readings of the whole decide which measures are used. */
    void decidedBy(MarketReadings whole) {
        decides = whole;
    }

    void readings(SiteMeasure site, Map<String, Reading> readings) {
        readings.put("demand.growth", growth());
        readings.put("audience.coverage", coverage(site));
        readings.put("traffic.capture", capture(site));
        readings.put("organic.first-page-share", firstPage());
        readings.put("social.engagement-rate", engagement());
    }

    private boolean within(Period period, MarketMeasure measure) {
        return !measure.from().isBefore(period.from())
                && !measure.until().isAfter(period.until())
                && window.begun(measure.until().minusDays(1));
    }

    private Sum sum(Measure kind) {
        Sum sum = Sum.NOTHING;
        for (MarketMeasure measure : window.context.market()) {
            if (measure.measure() == kind && within(window.context.period(), measure)) {
                sum = sum.plus(measure);
            }
        }
        return sum;
    }

    /** The size of the segments; without any, the searches of the category, which stand in for them. */
    private Reading growth() {
        Reading bySize = growth(Measure.SEGMENT_SIZE);
        Reading deciding = decides == this ? bySize : decides.growth(Measure.SEGMENT_SIZE);
        if (deciding instanceof Absent absent && absent.reason() == Reason.NO_DATA) {
            Reading byQueries = growth(Measure.QUERY_IMPRESSIONS);
            return byQueries instanceof Measured
                    ? Stats.flagged(byQueries, true, Flag.of(Flag.Code.PROXY))
                    : byQueries instanceof Absent other && other.reason() != Reason.NO_DATA ? byQueries : bySize;
        }
        return bySize;
    }

    private record Subject(
            @Nullable String subject, @Nullable String region, String provider, String unit) {}

    private Reading growth(Measure kind) {
        Period now = window.context.period();
        Period before = now.previous();
        Map<Subject, Sum> present = new LinkedHashMap<>();
        Map<Subject, Sum> past = new HashMap<>();
        for (MarketMeasure measure : window.context.market()) {
            if (measure.measure() != kind || (kind == Measure.QUERY_IMPRESSIONS && measure.brand() != null)) {
                continue;
            }
            Subject subject = new Subject(measure.subject(), measure.region(), measure.provider(), measure.unit());
            if (within(now, measure)) {
                present.merge(subject, Sum.NOTHING.plus(measure), (a, b) -> a.plus(measure));
            } else if (within(before, measure)) {
                past.merge(subject, Sum.NOTHING.plus(measure), (a, b) -> a.plus(measure));
            }
        }
        BigDecimal sumNow = BigDecimal.ZERO;
        BigDecimal sumBefore = BigDecimal.ZERO;
        long compared = 0;
        boolean proxy = false;
        String unit = null;
        for (Map.Entry<Subject, Sum> entry : present.entrySet()) {
            Sum then = past.get(entry.getKey());
            if (then == null || then.count() != entry.getValue().count()) {
                continue;
            }
            if (unit != null && !unit.equals(entry.getKey().unit())) {
                return Absent.because(
                        Reason.INVALID_INPUT,
                        "the sizes are given in several units: " + unit + ", "
                                + entry.getKey().unit(),
                        "размеры даны в разных единицах: " + unit + ", "
                                + entry.getKey().unit());
            }
            unit = entry.getKey().unit();
            sumNow = sumNow.add(entry.getValue().value());
            sumBefore = sumBefore.add(then.value());
            proxy |= entry.getValue().proxy() || then.proxy();
            compared++;
        }
        if (compared == 0) {
            return Stats.none(
                    "nothing is measured alike in this period and the one before",
                    "нет показателя, измеренного и в этом периоде, и в предыдущем");
        }
        Reading growth = Growth.of(sumNow.doubleValue(), sumBefore.doubleValue());
        return growth instanceof Measured measured
                ? Stats.flagged(new Measured(measured.estimate().withN(compared)), proxy, Flag.of(Flag.Code.PROXY))
                : growth;
    }

    private Reading coverage(SiteMeasure site) {
        Sum target = sum(Measure.TARGET_PERSONS);
        if (target.count() == 0) {
            return Stats.none("the size of the target audience is not known", "размер целевой аудитории не известен");
        }
        Sum reached = sum(Measure.REACHED_PERSONS);
        if (reached.count() > 0) {
            return persons(reached.value(), target.value(), reached.proxy() || target.proxy());
        }
        if (decides.sum(Measure.REACHED_PERSONS).count() > 0) {
            return Stats.none("the number of reached persons is not known", "число охваченных не известно");
        }
        if (site.targetReached() == 0) {
            return Stats.none("nothing says who was reached", "не известно, кто был охвачен");
        }
        return persons(BigDecimal.valueOf(site.targetReached()), target.value(), target.proxy());
    }

    private Reading capture(SiteMeasure site) {
        Sum reached = sum(Measure.REACHED_PERSONS);
        if (reached.count() == 0) {
            return Stats.none("the number of reached persons is not known", "число охваченных не известно");
        }
        if (site.targetVisitors() == 0 && !site.targetKnown()) {
            return Stats.none(
                    "no visitor of the period is known to be of the target audience or not",
                    "ни у одного посетителя периода не указана целевая аудитория");
        }
        return persons(BigDecimal.valueOf(site.targetVisitors()), reached.value(), reached.proxy());
    }

    /** One observation per person, so a share of whole numbers has Wilson's interval. */
    private Reading persons(BigDecimal part, BigDecimal all, boolean proxy) {
        if (part.signum() < 0 || all.signum() < 0 || part.compareTo(all) > 0) {
            return Absent.because(
                    Reason.INVALID_INPUT,
                    part.toPlainString() + " of " + all.toPlainString() + " persons",
                    part.toPlainString() + " из " + all.toPlainString() + " человек");
        }
        if (all.signum() == 0) {
            return Absent.because(Reason.ZERO_DENOMINATOR, "0 persons", "0 человек");
        }
        Reading share = isCount(part) && isCount(all)
                ? stats.shares.of(part.longValueExact(), all.longValueExact())
                : Ratios.plain(part.doubleValue(), all.doubleValue(), Unit.RATIO);
        return Stats.flagged(share, proxy, Flag.of(Flag.Code.PROXY));
    }

    private static boolean isCount(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0 && value.precision() - value.scale() <= 18;
    }

    /** Queries are the independent units: each has many impressions and one position. */
    private Reading firstPage() {
        Map<Place, BigDecimal> impressions = new HashMap<>();
        Map<Place, BigDecimal> positions = new LinkedHashMap<>();
        boolean proxy = queries(impressions, positions);
        if (positions.isEmpty()) {
            return Stats.none("no search queries are tracked", "поисковые запросы не отслеживаются");
        }
        boolean weighted = decides.isWeighted();
        Map<@Nullable String, double[]> byQuery = new LinkedHashMap<>();
        long unknown = 0;
        for (Map.Entry<Place, BigDecimal> entry : positions.entrySet()) {
            BigDecimal weight = weighted ? impressions.get(entry.getKey()) : BigDecimal.ONE;
            if (weight == null) {
                unknown++;
                continue;
            }
            if (weight.signum() < 0 || entry.getValue().signum() <= 0) {
                return Absent.because(
                        Reason.INVALID_INPUT,
                        "impressions below 0 or a position not above 0",
                        "показы меньше нуля или позиция не больше нуля");
            }
            double[] sums = byQuery.computeIfAbsent(entry.getKey().subject(), subject -> new double[2]);
            sums[0] += entry.getValue().compareTo(FIRST_PAGE) <= 0 ? weight.doubleValue() : 0;
            sums[1] += weight.doubleValue();
        }
        PairAccumulator queries = new PairAccumulator();
        byQuery.values().forEach(sums -> queries.add(sums[0], sums[1]));
        Reading share = queries.sumD() == 0
                ? Absent.because(Reason.ZERO_DENOMINATOR, "no impressions", "показов нет")
                : stats.share(queries);
        share = Stats.flagged(share, !weighted, Flag.of(Flag.Code.UNWEIGHTED));
        share = Stats.flagged(share, proxy, Flag.of(Flag.Code.PROXY));
        return Stats.withUnknown(share, unknown, positions.size());
    }

    private boolean isWeighted() {
        Map<Place, BigDecimal> impressions = new HashMap<>();
        Map<Place, BigDecimal> positions = new LinkedHashMap<>();
        queries(impressions, positions);
        return positions.keySet().stream().anyMatch(impressions::containsKey);
    }

    /** Collects what is known of the queries of the period; true if any of it is a stand-in. */
    private boolean queries(Map<Place, BigDecimal> impressions, Map<Place, BigDecimal> positions) {
        boolean proxy = false;
        for (MarketMeasure measure : window.context.market()) {
            boolean weight = measure.measure() == Measure.QUERY_IMPRESSIONS;
            boolean position = measure.measure() == Measure.QUERY_POSITION;
            if ((!weight && !position) || measure.brand() != null || !within(window.context.period(), measure)) {
                continue;
            }
            proxy |= measure.proxy();
            if (weight) {
                impressions.merge(Place.of(measure), measure.value(), BigDecimal::add);
            } else {
                positions.merge(Place.of(measure), measure.value(), BigDecimal::min);
            }
        }
        return proxy;
    }

    /** Σ engagements / Σ followers × posts, over networks and times of which all three are known. */
    private Reading engagement() {
        Map<Place, BigDecimal> followers = new HashMap<>();
        Map<Place, BigDecimal> posts = new HashMap<>();
        Map<Place, BigDecimal> engagements = new LinkedHashMap<>();
        boolean proxy = false;
        for (MarketMeasure measure : window.context.market()) {
            Map<Place, BigDecimal> sums =
                    switch (measure.measure()) {
                        case FOLLOWERS -> followers;
                        case POSTS -> posts;
                        case ENGAGEMENTS -> engagements;
                        default -> null;
                    };
            if (sums != null && within(window.context.period(), measure)) {
                sums.merge(Place.of(measure), measure.value(), BigDecimal::add);
                proxy |= measure.proxy();
            }
        }
        BigDecimal above = BigDecimal.ZERO;
        BigDecimal below = BigDecimal.ZERO;
        long known = 0;
        for (Map.Entry<Place, BigDecimal> entry : engagements.entrySet()) {
            BigDecimal audience = followers.get(entry.getKey());
            BigDecimal published = posts.get(entry.getKey());
            if (audience == null || published == null) {
                continue;
            }
            if (entry.getValue().signum() < 0 || audience.signum() < 0 || published.signum() < 0) {
                return Absent.because(Reason.INVALID_INPUT, "a count is negative", "количество меньше нуля");
            }
            above = above.add(entry.getValue());
            below = below.add(audience.multiply(published));
            known++;
        }
        if (known == 0) {
            return Stats.none(
                    "followers, posts and engagements of no network are known",
                    "ни у одной сети не известны подписчики, публикации и реакции");
        }
        Reading rate = Ratios.plain(above.doubleValue(), below.doubleValue(), Unit.RATIO);
        if (!(rate instanceof Measured measured)) {
            return rate;
        }
        Estimate estimate = measured.estimate().withN(known).withMethod("sums");
        return Stats.flagged(new Measured(estimate), proxy, Flag.of(Flag.Code.PROXY));
    }
}
