package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.formula.Crv.Referred;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever the amounts, a formula gives a finite number, bounds or a reason. */
class FormulaProperties {

    private static final Currency EUR = Currency.getInstance("EUR");

    @Provide
    Arbitrary<Money> money() {
        Arbitrary<BigDecimal> amounts = Arbitraries.oneOf(
                Arbitraries.of("0", "1", "-1", "0.01", "1e-400", "1e400", "-1e400", "1e308")
                        .map(BigDecimal::new),
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1e9"), new BigDecimal("1e9"))
                        .ofScale(2));
        return amounts.map(amount -> new Money(amount, EUR));
    }

    @Provide
    Arbitrary<Double> rates() {
        return Arbitraries.oneOf(
                Arbitraries.of(0.0, 1.0, Double.MIN_VALUE, Math.nextDown(1.0), 0.5),
                Arbitraries.doubles().between(0, 1));
    }

    @Property
    void allFormulas(
            @ForAll("money") Money a,
            @ForAll("money") Money b,
            @ForAll("money") Money c,
            @ForAll("rates") double rate,
            @ForAll("rates") double other,
            @ForAll @IntRange(max = 100) int count) {
        Ltv ltv = new Ltv(a, rate, other);
        Money cost = b.signum() < 0 ? b.negated() : b;
        Payback payback = new Payback(cost, a, rate, other);
        Crv crv = new Crv(List.of(new Referred(a, null), new Referred(c, false)), cost, cost);
        Incremental incremental = Incremental.ofTotals(a, count, b, 1);
        Stream.of(
                        Roi.of(a, b),
                        Roi.romi(a, rate, b),
                        Roi.roas(a, b),
                        Roi.breakEvenRoas(rate),
                        Roi.marginalRomi(a, b, c, a, rate),
                        Cac.of(a, count),
                        ltv.simple(),
                        ltv.simple(60),
                        ltv.expectedLifetime(),
                        ltv.firstPaymentLater(rate),
                        ltv.firstPaymentNow(rate),
                        Ltv.marginMultiple(rate, other),
                        Ltv.bergerNasr(a, b, rate, other, count),
                        LtvToCac.of(ltv.simple(), b),
                        LtvToCac.of(ltv.simple(), b, count),
                        payback.simple(),
                        payback.continuous(),
                        payback.whole(),
                        RecurringRevenue.magicNumber(a, b, c),
                        crv.value(),
                        crv.earned(),
                        crv.savedAcquisition(),
                        Growth.of(a, b),
                        incremental.perHead(),
                        incremental.total(),
                        incremental.uplift())
                .forEach(FormulaProperties::check);
    }

    /** Another currency unit (kopecks for roubles) changes no ratio. */
    @Property
    void theCurrencyUnitDoesNotMatter(
            @ForAll("money") Money a, @ForAll("money") Money b, @ForAll("rates") double rate) {
        assertThat(Roi.of(hundred(a), hundred(b)).value())
                .isEqualTo(Roi.of(a, b).value());
        assertThat(Growth.of(hundred(a), hundred(b)).value())
                .isEqualTo(Growth.of(a, b).value());
        assertThat(Roi.romi(hundred(a), rate, hundred(b)).why())
                .isEqualTo(Roi.romi(a, rate, b).why());
    }

    private static Money hundred(Money money) {
        return new Money(money.amount().movePointRight(2), EUR);
    }

    private static void check(Reading reading) {
        if (reading instanceof Measured measured) {
            Estimate estimate = measured.estimate();
            assertThat(estimate.value()).isFinite();
            assertThat(estimate.interval() != null || estimate.has(Flag.Code.NO_INTERVAL))
                    .isTrue();
        } else if (reading instanceof Bounded bounded) {
            assertThat(bounded.low()).isFinite().isLessThanOrEqualTo(bounded.high());
            assertThat(bounded.high()).isFinite();
        } else {
            assertThat(reading.why()).isPresent();
        }
    }
}
