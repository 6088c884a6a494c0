package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Cac;
import io.ckpi.core.formula.Crv;
import io.ckpi.core.formula.Ltv;
import io.ckpi.core.record.Referral;
import io.ckpi.core.stat.PairAccumulator;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What customers are worth, what they cost, and whom they bring. A customer is a known person with a paid order. */
final class CustomerMeasure implements Measure<CustomerMeasure> {

    private static final String REVENUE = "revenue";
    private static final String ACTIVE = "active customers";
    private static final String MARGIN = "margin";
    private static final String COSTED = "revenue with known cost";
    private static final String LOST = "customers lost";
    private static final String AT_START = "active at the start";
    private static final String NEW = "new customers";
    private static final MomentsLayout LAYOUT = MomentsLayout.of(REVENUE, ACTIVE, MARGIN, COSTED, LOST, AT_START, NEW);

    private final Window window;
    private final Stats stats;
    private final Spending spending;
    private final Population population;

    private boolean faulty;
    private long customers;
    private long repeaters;
    private long newCustomers;
    private long served;
    private long lost;
    private long activeAtStart;
    private long active;
    private long revenueMicros;
    private long marginMicros;
    private long costedMicros;
    private final MomentsAccumulator moments = LAYOUT.accumulator();
    private final double[] row = new double[7];
    private final PairAccumulator frequency = new PairAccumulator();
    private final PairAccumulator serving = new PairAccumulator();

    private long referred;
    private long referredOwn;
    private long referredAnyway;
    private long ownMicros;
    private long unknownMicros;
    private long anywayMicros;
    private boolean referredWithoutCost;
    private boolean referredFaulty;

    CustomerMeasure(Window window, Stats stats, Spending spending, Population population) {
        this.window = window;
        this.stats = stats;
        this.spending = spending;
        this.population = population;
    }

    @Override
    public void add(Facts facts) {
        Sale[] purchases = facts.purchases;
        if (purchases.length == 0 || !facts.person || purchases[0].paid >= window.cut) {
            return;
        }
        int known = facts.purchasesBefore(window.cut);
        customers++;
        repeaters += known >= 2 ? 1 : 0;
        long reach = window.parameters.activeDays() * Window.DAY;
        if (purchases[known - 1].paid < window.start - reach) {
            return;
        }
        boolean isNew = purchases[0].paid >= window.start;
        newCustomers += isNew ? 1 : 0;
        int inPeriod = 0;
        for (int i = known - 1; i >= 0 && purchases[i].paid >= window.start; i--) {
            inPeriod++;
        }
        if (inPeriod > 0) {
            served++;
            serving.add(1);
        }
        int activeAtEnd = purchases[known - 1].paid >= window.cut - reach ? 1 : 0;
        if (inPeriod > 0 || activeAtEnd > 0) {
            frequency.add(inPeriod, activeAtEnd);
        }
        addParts(purchases, known, reach, isNew);
        if (isNew && !facts.history.referredBy().isEmpty()) {
            addReferred(facts, known);
        }
    }

    private void addParts(Sale[] purchases, int known, long reach, boolean isNew) {
        int actives = 0;
        int starts = 0;
        int losses = 0;
        long revenue = 0;
        long margin = 0;
        long costed = 0;
        int next = 0;
        long last = Long.MIN_VALUE;
        for (int part = 0; part + 1 < window.bounds.length; part++) {
            long from = window.bounds[part];
            long until = window.bounds[part + 1];
            while (next < known && purchases[next].paid < from) {
                last = purchases[next++].paid;
            }
            boolean before = last != Long.MIN_VALUE && last >= from - reach;
            boolean bought = false;
            while (next < known && purchases[next].paid < until) {
                Sale sale = purchases[next++];
                last = sale.paid;
                bought = true;
                faulty |= sale.faulty;
                revenue += sale.net;
                margin += sale.margin;
                costed += sale.costKnown ? sale.net : 0;
            }
            boolean after = last != Long.MIN_VALUE && last >= until - reach;
            actives += before || bought ? 1 : 0;
            starts += before ? 1 : 0;
            losses += before && !after ? 1 : 0;
        }
        if (actives == 0 && !isNew) {
            return;
        }
        active += actives;
        activeAtStart += starts;
        lost += losses;
        revenueMicros = plus(revenueMicros, revenue);
        marginMicros = plus(marginMicros, margin);
        costedMicros = plus(costedMicros, costed);
        row[0] = revenue / 1e6;
        row[1] = actives;
        row[2] = margin / 1e6;
        row[3] = costed / 1e6;
        row[4] = losses;
        row[5] = starts;
        row[6] = isNew ? 1 : 0;
        moments.add(row);
    }

    private long plus(long sum, long part) {
        long total = sum + part;
        if (((sum ^ total) & (part ^ total)) < 0) {
            faulty = true;
            return sum;
        }
        return total;
    }

    /** The first referrer counts; nobody recommends himself. */
    private void addReferred(Facts facts, int known) {
        Referral first = null;
        for (Referral referral : facts.history.referredBy()) {
            if (!referral.referrer().equals(referral.referee()) && Facts.millis(referral) < window.cut) {
                first = referral;
                break;
            }
        }
        if (first == null) {
            return;
        }
        long margin = 0;
        for (int i = 0; i < known; i++) {
            Sale sale = facts.purchases[i];
            referredFaulty |= sale.faulty;
            if (sale.costKnown) {
                margin += sale.margin;
            } else if (window.parameters.grossMargin() != null) {
                margin += Math.round(sale.net * window.parameters.grossMargin());
            } else {
                referredWithoutCost = true;
            }
        }
        referred++;
        String anyway = first.envelope().attributes().get("would-have-come");
        if ("true".equals(anyway)) {
            referredAnyway++;
            anywayMicros = plus(anywayMicros, margin);
        } else if ("false".equals(anyway)) {
            referredOwn++;
            ownMicros = plus(ownMicros, margin);
        } else {
            unknownMicros = plus(unknownMicros, margin);
        }
    }

    @Override
    public void merge(CustomerMeasure other) {
        faulty |= other.faulty;
        customers += other.customers;
        repeaters += other.repeaters;
        newCustomers += other.newCustomers;
        served += other.served;
        lost += other.lost;
        activeAtStart += other.activeAtStart;
        active += other.active;
        revenueMicros = plus(revenueMicros, other.revenueMicros);
        marginMicros = plus(marginMicros, other.marginMicros);
        costedMicros = plus(costedMicros, other.costedMicros);
        moments.merge(other.moments);
        frequency.merge(other.frequency);
        serving.merge(other.serving);
        referred += other.referred;
        referredOwn += other.referredOwn;
        referredAnyway += other.referredAnyway;
        ownMicros = plus(ownMicros, other.ownMicros);
        unknownMicros = plus(unknownMicros, other.unknownMicros);
        anywayMicros = plus(anywayMicros, other.anywayMicros);
        referredWithoutCost |= other.referredWithoutCost;
        referredFaulty |= other.referredFaulty;
    }

    private static final Absent NO_CUSTOMERS = Stats.none(
            "no paid orders of known persons are recorded", "оплаченные заказы известных людей не записываются");

    private static final Absent NONE_OF_SLICE =
            Stats.none("nobody of this slice ever bought", "из этого среза никто не покупал");

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        // somebody else bought: then a slice has no customers, and that is a true zero
        boolean known = customers > 0 || seen.before(Seen.Kind.CUSTOMER, window.cut);
        Absent nobody = customers == 0 && known ? NONE_OF_SLICE : NO_CUSTOMERS;
        readings.put("customer.repeat-share", Stats.orElse(stats.shares.ofRecords(repeaters, customers, 0), nobody));
        readings.put("purchase.frequency", Stats.orElse(stats.ratio(frequency, Unit.RATIO), nobody));

        Absent money = known ? spending.trouble(faulty) : NO_CUSTOMERS;
        Moments all = withOthers();
        Reading ltv = money != null ? money : customers == 0 ? nobody : ltv(all);
        readings.put("customer.ltv", ltv);
        Absent spend = money != null ? money : spending.troubleOfInvestment();
        if (spend != null) {
            readings.put("customer.cac", spend);
            readings.put("economics.ltv-to-cac", money != null ? money : ltv instanceof Absent ? ltv : spend);
        } else {
            Reading cac = cac(all);
            readings.put("customer.cac", cac);
            readings.put("economics.ltv-to-cac", ltvToCac(ltv, cac, all));
        }
        readings.put("cost.to-serve", money != null ? money : costToServe());
        putReferrals(seen, readings, money != null ? money : spend);
    }

    /** The moments with a row of zeros for everybody who was no active customer. */
    private Moments withOthers() {
        Moments own = moments.moments();
        long others = population.others(own.n());
        if (others == 0) {
            return own;
        }
        int size = LAYOUT.size();
        return own.plus(LAYOUT.fromSums(
                others, new double[size], new double[size], new double[size][size], null, new long[size]));
    }

    private Reading ltv(Moments all) {
        if (window.bounds.length < 2) {
            return Absent.because(Reason.NOT_DUE_YET);
        }
        if (active == 0) {
            return Stats.none("no active customers in the period", "в периоде нет активных клиентов");
        }
        if (activeAtStart == 0) {
            return Stats.none(
                    "no active customers at the start, so no churn can be seen",
                    "к началу нет активных клиентов, отток не виден");
        }
        Double given = window.parameters.grossMargin();
        boolean costKnown = costedMicros != 0;
        if (!costKnown && given == null) {
            return SalesMeasure.NO_COST;
        }
        double margin = costKnown ? (double) marginMicros / costedMicros : given == null ? 0 : given;
        double months = window.monthsPerPart;
        double churnPerPart = (double) lost / activeAtStart;
        double churn = months == 1 ? churnPerPart : -Math.expm1(Math.log1p(-churnPerPart) / months);
        BigDecimal perMonth = BigDecimal.valueOf(revenueMicros, 6)
                .divide(BigDecimal.valueOf(active).multiply(BigDecimal.valueOf(months)), MathContext.DECIMAL128);
        Outcome<Ltv> formula = Ltv.ofRecords(new Money(perMonth, spending.currency()), margin, Math.min(1, churn));
        if (formula instanceof Outcome.NotComputable<Ltv> not) {
            return not.why();
        }
        int cap = window.parameters.lifetimeCapMonths();
        Reading value = formula.value().orElseThrow().simple(cap);
        if (!(value instanceof Measured measured)) {
            return value;
        }
        Estimate estimate = measured.estimate();
        boolean capped = estimate.has(Flag.Code.LIFETIME_CAPPED);
        List<String> above = new ArrayList<>(List.of(REVENUE));
        List<String> below = new ArrayList<>(List.of(ACTIVE));
        if (costKnown) {
            above.add(MARGIN);
            below.add(COSTED);
        }
        if (!capped) {
            above.add(AT_START);
            below.add(LOST);
        }
        return new Measured(withInterval(estimate, stats.ratios.product(all, above, below, Unit.RATIO))
                .withN(activeAtStart)
                .withMethod("ltv-simple"));
    }

    /** The estimate with the interval of another number that is proportional to it. */
    private static Estimate withInterval(Estimate estimate, Reading proportional) {
        Estimate other = proportional.measured().orElse(null);
        Interval interval = other == null ? null : other.interval();
        if (other == null || interval == null || other.value() == 0) {
            return estimate;
        }
        return new Estimate(
                estimate.value(),
                estimate.unit(),
                interval.times(estimate.value() / other.value()),
                estimate.n(),
                estimate.method(),
                estimate.ratio(),
                estimate.pending(),
                withoutNoInterval(estimate));
    }

    private static java.util.Set<Flag> withoutNoInterval(Estimate estimate) {
        java.util.Set<Flag> flags = new java.util.TreeSet<>(estimate.flags());
        flags.remove(Flag.of(Flag.Code.NO_INTERVAL));
        return flags;
    }

    private Reading cac(Moments all) {
        Money spend = spending.acquisition();
        Reading negative = spending.troubleOf(spend);
        if (negative != null) {
            return negative;
        }
        Reading count = stats.total(all, NEW, Unit.COUNT);
        Reading cac = count instanceof Measured measured
                ? Cac.of(spend, Stats.withValue(measured.estimate(), (double) newCustomers))
                : Cac.of(spend, newCustomers);
        return cac instanceof Measured measured
                ? new Measured(measured.estimate().withN(newCustomers).withMethod("cac-blended"))
                : cac;
    }

    private Reading ltvToCac(Reading ltv, Reading cac, Moments all) {
        Money spend = spending.acquisition();
        Reading negative = spending.troubleOf(spend);
        if (spend == null || negative != null) {
            return negative != null ? negative : cac;
        }
        if (newCustomers == 0 || spend.signum() == 0 || !(ltv instanceof Measured value)) {
            return io.ckpi.core.formula.LtvToCac.of(ltv, spend, newCustomers);
        }
        Reading plain = io.ckpi.core.formula.LtvToCac.of(ltv, spend, newCustomers);
        if (!(plain instanceof Measured measured)) {
            return plain;
        }
        // the same customers stand in LTV and among the new ones: their moments hold how the two move together
        List<String> above = new ArrayList<>(List.of(REVENUE, NEW));
        List<String> below = new ArrayList<>(List.of(ACTIVE));
        if (costedMicros != 0) {
            above.add(MARGIN);
            below.add(COSTED);
        }
        if (!value.estimate().has(Flag.Code.LIFETIME_CAPPED)) {
            above.add(AT_START);
            below.add(LOST);
        }
        return new Measured(withInterval(measured.estimate(), stats.ratios.product(all, above, below, Unit.RATIO))
                .withN(newCustomers)
                .withMethod("ltv-to-cac"));
    }

    private Reading costToServe() {
        Money cost = spending.service();
        if (cost == null) {
            return Stats.none("no cost of customer service is recorded", "расходы на обслуживание не записываются");
        }
        Reading negative = spending.troubleOf(cost);
        if (negative != null) {
            return negative;
        }
        Reading reading = stats.total(population.all(serving), Unit.COUNT) instanceof Measured measured
                ? Cac.of(cost, measured.estimate())
                : Cac.of(cost, served);
        return reading instanceof Measured measured
                ? new Measured(measured.estimate().withN(served).withMethod("cost-to-serve"))
                : reading;
    }

    private void putReferrals(Seen seen, Map<String, Reading> readings, @Nullable Absent money) {
        Absent missing = !seen.before(Seen.Kind.REFERRAL, window.dataEnd)
                ? Stats.none("no recommendations are recorded", "рекомендации не записываются")
                : money;
        Money spend = missing == null ? spending.acquisition() : null;
        if (missing == null && (referredFaulty || spend == null)) {
            missing = referredFaulty ? spending.trouble(true) : spending.troubleOfInvestment();
        }
        if (missing == null && newCustomers == 0) {
            missing = Absent.because(
                    Reason.ZERO_DENOMINATOR, "there are no new customers, so no CAC", "новых клиентов нет, нет и CAC");
        }
        Absent negative = missing == null && spend != null && spend.signum() < 0 ? negative(spend) : null;
        Absent programme =
                missing == null && spending.programme().signum() < 0 ? negative(spending.programme()) : negative;
        if (missing != null || programme != null || spend == null) {
            Absent why = missing != null ? missing : programme != null ? programme : NO_CUSTOMERS;
            readings.put("referral.saved", why);
            readings.put("referral.crv", why);
            return;
        }
        Money cac = new Money(
                spend.amount().divide(BigDecimal.valueOf(newCustomers), MathContext.DECIMAL128), spend.currency());
        Crv crv = new Crv(referredCustomers(), cac, spending.programme());
        Interval saved = savedInterval(spend);
        readings.put("referral.saved", with(crv.savedAcquisition(), saved));
        Reading value = crv.value();
        readings.put(
                "referral.crv",
                referredWithoutCost ? SalesMeasure.NO_COST : value instanceof Measured ? withN(value) : value);
    }

    private static Absent negative(Money spend) {
        return Absent.because(Reason.INVALID_INPUT, "the spend is negative: " + spend, "расход меньше нуля: " + spend);
    }

    /** As many customers as there are; the first of each kind carries the margin of all of its kind. */
    private List<Crv.Referred> referredCustomers() {
        List<Crv.Referred> all = new ArrayList<>();
        addKind(all, referredOwn, ownMicros, false);
        addKind(all, referredAnyway, anywayMicros, true);
        addKind(all, referred - referredOwn - referredAnyway, unknownMicros, null);
        return all;
    }

    private void addKind(List<Crv.Referred> all, long count, long micros, @Nullable Boolean anyway) {
        if (count > 0) {
            all.add(new Crv.Referred(spending.money(micros), anyway));
            all.addAll(Collections.nCopies(Math.toIntExact(count - 1), new Crv.Referred(spending.money(0), anyway)));
        }
    }

    /** Saved is spend × (share of the new customers who were referred) − cost of the programme. */
    private @Nullable Interval savedInterval(Money spend) {
        Interval share = stats.shares
                .ofRecords(referred, newCustomers, 0)
                .measured()
                .map(Estimate::interval)
                .orElse(null);
        if (share == null || share.low() == null || share.high() == null) {
            return null;
        }
        double programme = spending.programme().doubleValue();
        return Interval.of(
                spend.doubleValue() * share.low() - programme,
                spend.doubleValue() * share.high() - programme,
                share.level());
    }

    private Reading with(Reading reading, @Nullable Interval interval) {
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        Estimate e = measured.estimate();
        return new Measured(
                interval == null
                        ? e.withN(referred)
                        : new Estimate(
                                e.value(),
                                e.unit(),
                                interval,
                                referred,
                                e.method(),
                                e.ratio(),
                                e.pending(),
                                withoutNoInterval(e)));
    }

    private Reading withN(Reading reading) {
        return reading instanceof Measured measured
                ? new Measured(measured.estimate().withN(referred))
                : reading;
    }
}
