package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.source.demo.DemoOptions;
import io.ckpi.source.demo.DemoTruth;
import io.ckpi.value.Balance;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Slices of the demo company against its truth and against the other way to the same numbers. */
class DemoSlicesTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

    private static Ckpi demo(int customers, long seed) {
        return Ckpi.builder()
                .source("demo", Map.of("customers", String.valueOf(customers), "seed", String.valueOf(seed)))
                .tokenKey("test", new byte[32])
                .build();
    }

    /** Intervals of 95 % over the channels of four companies: of about thirty, more than five miss once in a hundred times. */
    @Test
    void theCostOfACustomerOfAChannelIsTheTrueOne() {
        Period year = Period.ofMonths(YearMonth.of(2025, 11), YearMonth.of(2026, 10), MOSCOW);
        int known = 0;
        int missed = 0;
        for (long seed = 1; seed <= 4; seed++) {
            DemoTruth truth =
                    DemoTruth.of(DemoOptions.withDefaults().withCustomers(1000).withSeed(seed));
            Slices slices = demo(1000, seed).slices(year, Dimension.CHANNEL).value();
            for (Slices.Slice slice : slices.slices()) {
                if (slice.kind() != Slices.Kind.VALUE) {
                    continue;
                }
                Channel channel =
                        Channel.valueOf(slice.id().toUpperCase(Locale.ROOT).replace('-', '_'));
                OptionalDouble expected = truth.channelCac(channel, year);
                Estimate cac = slice.reading("customer.cac").measured().orElse(null);
                if (expected.isEmpty() || cac == null) {
                    continue;
                }
                Interval interval = cac.interval();
                if (interval != null && interval.low() != null && interval.high() != null) {
                    known++;
                    missed +=
                            expected.getAsDouble() < interval.low() || expected.getAsDouble() > interval.high() ? 1 : 0;
                }
            }
        }
        assertThat(known).isGreaterThan(20);
        assertThat(missed).isLessThanOrEqualTo(5);
    }

    @Test
    void theCostOfACustomerIsThatOfTheBalanceByChannel() {
        Period all = Period.ofMonths(YearMonth.of(2020, 1), YearMonth.of(2026, 10), MOSCOW);
        Ckpi ckpi = demo(2000, 5);
        Balance balance = ckpi.balance(all).value().value().orElseThrow();
        Slices slices = ckpi.slices(all, Dimension.CHANNEL).value();
        int compared = 0;
        for (Balance.Group group : balance.groups()) {
            if (group.acquired() == 0 || group.spend().signum() == 0) {
                continue;
            }
            Estimate cac =
                    slices.reading("customer.cac", group.label()).measured().orElseThrow();
            assertThat(cac.n()).as(group.label()).isEqualTo(group.acquired());
            assertThat(cac.value())
                    .as(group.label())
                    .isCloseTo(group.spend().doubleValue() / group.acquired(), within(1e-6 * cac.value()));
            compared++;
        }
        assertThat(compared).isGreaterThan(5);
    }

    @Test
    void productsShareAllRevenue() {
        Period october = Period.ofMonth(YearMonth.of(2026, 10), MOSCOW);
        Slices slices = demo(1000, 5).slices(october, Dimension.PRODUCT).value();
        double sum = 0;
        for (Slices.Slice slice : slices.slices()) {
            sum += slice.reading("sales.revenue").measured().orElseThrow().value();
        }
        Estimate whole = slices.reading("sales.revenue").measured().orElseThrow();
        assertThat(whole.value()).isPositive();
        assertThat(sum).isCloseTo(whole.value(), within(1e-6));
        assertThat(slices.slices()).hasSizeGreaterThan(1);
        assertThat(slices.slices()
                        .get(0)
                        .reading("sales.revenue")
                        .measured()
                        .orElseThrow()
                        .value())
                .isPositive()
                .isLessThan(whole.value());
        assertThat(slices.slices().get(0).reading("site.visitor-to-lead"))
                .isEqualTo(Absent.because(
                        Reason.NOT_IDENTIFIED,
                        "what the indicator counts has no product",
                        "то, что считает показатель, не имеет признака «товар»"));
    }
}
