package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Money;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SalesMeasureTest {

    @Test
    void revenueIsTheExactSumLessWhatWasGivenBack() {
        Company company = new Company()
                .order("a", "05T10:00", "0.10")
                .order("a", "06T10:00", "0.20")
                .order("b", "07T10:00", "100", b -> b.refunded(Company.rub("30.05")))
                .order("c", Order.Status.CREATED, "07T10:00", "1000", b -> b)
                .order("c", Order.Status.CANCELLED, "07T10:00", "1000", b -> b)
                .order("c", Order.Status.REFUNDED, "07T10:00", "1000", b -> b.refunded(Company.rub("1000")))
                .order("c", Order.Status.SPAM, "07T10:00", "1000", b -> b)
                .order("d", "09-30T10:00", "500");
        Estimate revenue = company.estimate("sales.revenue");
        assertThat(revenue.value()).isEqualTo(70.25);
        assertThat(revenue.unit()).isEqualTo(Unit.money(Company.RUB));
        assertThat(Company.interval(revenue).contains(70.25)).isTrue();
        Estimate orders = company.estimate("sales.orders");
        assertThat(orders.value()).isEqualTo(3);
        assertThat(orders.unit()).isEqualTo(Unit.COUNT);
        assertThat(company.value("basket.average")).isCloseTo(70.25 / 3, within(1e-13));
    }

    @Test
    void anOrderCountsWhenItIsPaidElseWhenItWasPlaced() {
        Company company = new Company()
                .order("a", Order.Status.PAID, "09-20T10:00", "10", b -> b.paidAt(new Company().at("05T10:00")))
                .order("b", Order.Status.PAID, "20T10:00", "20", b -> b)
                .order("c", Order.Status.PAID, "20T10:00", "40", b -> b.paidAt(new Company().at("2026-11-01T00:00")));
        assertThat(company.value("sales.revenue")).isEqualTo(30);
    }

    @Test
    void otherBuyersAreZerosOfTheTotal() {
        // one buyer of 100 among many persons: the relative standard error is close to 1, whatever their number
        Company company = new Company().order("a", "05T10:00", "100");
        for (int i = 0; i < 999; i++) {
            company.page("p" + i, "05T10:00", "v" + i, Channel.DIRECT);
        }
        Estimate estimate = company.estimate("sales.revenue");
        assertThat(estimate.n()).isEqualTo(1000);
        double relative = 1.962341 * Math.sqrt(1 - 0.001) * Math.sqrt(1000 / 999.0);
        assertThat(Company.interval(estimate).low()).isCloseTo(100 * Math.exp(-relative), within(0.01));
        assertThat(Company.interval(estimate).high()).isCloseTo(100 * Math.exp(relative), within(0.01));
        assertThat(estimate.method()).isEqualTo("t-log");
    }

    @Test
    void noOrdersAtAllIsNoDataButNoneInThePeriodIsZero() {
        Company company = new Company().spend("05", Spend.Kind.MEDIA, "100", Channel.DISPLAY);
        assertThat(company.why("sales.revenue")).isEqualTo(Reason.NO_DATA);
        assertThat(company.why("sales.orders")).isEqualTo(Reason.NO_DATA);
        assertThat(company.why("economics.roi")).isEqualTo(Reason.NO_DATA);
        company.order("a", "09-05T10:00", "100");
        assertThat(company.value("sales.revenue")).isZero();
        assertThat(company.value("sales.orders")).isZero();
        assertThat(company.why("basket.average")).isEqualTo(Reason.NO_DATA);
        assertThat(company.value("economics.roi")).isEqualTo(-100);
        assertThat(company.value("economics.romi")).isEqualTo(-100);
    }

    @Test
    void anotherCurrencyMakesMoneyUndefinedButNotTheRest() {
        Company company = new Company()
                .order("a", "05T10:00", "100")
                .order("b", Order.Status.PAID, "05T10:00", "1", b -> b)
                .spend("05", Spend.Kind.MEDIA, "100", Channel.DISPLAY);
        assertThat(company.value("sales.revenue")).isEqualTo(101);
        company.currency(java.util.Currency.getInstance("EUR"));
        assertThat(company.why("sales.revenue")).isEqualTo(Reason.INVALID_INPUT);
        assertThat(company.absent("economics.roi").sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: the amounts of the period are not of one currency or have more "
                        + "than six decimals");
        assertThat(company.value("sales.orders")).isEqualTo(2);
        assertThat(company.value("customer.repeat-share")).isZero();
    }

    @Test
    void withoutAnyAmountMoneyIsNoData() {
        Company company = new Company().order("a", "05T10:00", "100").currency(null);
        assertThat(company.why("customer.ltv")).isEqualTo(Reason.NO_DATA);
        assertThat(company.why("sales.revenue")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void sevenDecimalsAreNotRoundedInSilence() {
        Company company = new Company().order("a", "05T10:00", "0.0000001");
        assertThat(company.why("sales.revenue")).isEqualTo(Reason.INVALID_INPUT);
    }

    @Test
    void returnOnInvestment() {
        Company company = new Company()
                .order("a", "05T10:00", "250000")
                .order("b", "06T10:00", "150000")
                .spend("05", Spend.Kind.MEDIA, "60000", Channel.DISPLAY)
                .spend("05", Spend.Kind.SALARY, "40000", b -> b)
                .spend("05", Spend.Kind.SERVICE, "99999", b -> b)
                .spend("09-30", Spend.Kind.MEDIA, "99999", Channel.DISPLAY);
        Estimate roi = company.estimate("economics.roi");
        assertThat(roi.value()).isEqualTo(300);
        assertThat(roi.unit()).isEqualTo(Unit.PERCENT);
        Estimate revenue = company.estimate("sales.revenue");
        assertThat(Company.interval(roi).halfWidth().orElseThrow())
                .isCloseTo(Company.interval(revenue).halfWidth().orElseThrow() / 1000, within(1e-9));
        assertThat(company.why("economics.romi")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void returnOnInvestmentEdges() {
        Company company = new Company().order("a", "05T10:00", "100");
        assertThat(company.why("economics.roi")).isEqualTo(Reason.NO_DATA);
        company.spend("09-05", Spend.Kind.MEDIA, "10", Channel.DISPLAY);
        assertThat(company.why("economics.roi")).isEqualTo(Reason.ZERO_DENOMINATOR);
        company.spend("05", Spend.Kind.MEDIA, "-10", Channel.DISPLAY);
        assertThat(company.why("economics.roi")).isEqualTo(Reason.INVALID_INPUT);
        assertThat(company.why("customer.cac")).isEqualTo(Reason.INVALID_INPUT);
        assertThat(company.why("economics.ltv-to-cac")).isNotNull();
    }

    @Test
    void romiTakesTheMarginOfTheOrders() {
        Company company = new Company()
                .order("a", "05T10:00", "1000", b -> b.costOfGoods(Company.rub("600")))
                .order("b", "05T10:00", "500", b -> b.costOfGoods(Company.rub("300"))
                        .refunded(Company.rub("100")))
                .spend("05", Spend.Kind.MEDIA, "250", Channel.DISPLAY);
        // margin 400 + (400 - 300) = 500
        assertThat(company.value("economics.romi")).isEqualTo(100);
        // another order without a cost earns at the rate of the others: 500/1400 of 700 more
        company.order("c", "06T10:00", "700");
        Estimate estimate = company.estimate("economics.romi");
        assertThat(estimate.value()).isCloseTo((750 - 250) / 250.0 * 100, within(1e-9));
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
    }

    @Test
    void romiTakesTheStatedMarginWhereNoOrderHasACost() {
        Company company = new Company()
                .parameters(p -> p.grossMargin(0.4))
                .order("a", "05T10:00", "1000")
                .spend("05", Spend.Kind.MEDIA, "100", Channel.DISPLAY);
        assertThat(company.value("economics.romi")).isCloseTo(300, within(1e-9));
    }

    @Test
    void sharesOfTaggedOrders() {
        Company company = new Company()
                .order("a", "05T10:00", "300", b -> b.tags(Set.of("upsell")))
                .order("a", "06T10:00", "100", b -> b.tags(Set.of("portal")))
                .order("b", "06T10:00", "600");
        assertThat(company.value("upsell.share")).isCloseTo(0.3, within(1e-15));
        assertThat(company.estimate("upsell.share").ratio()).isEqualTo(new Estimate.Ratio(300, 1000));
        assertThat(company.value("portal.share")).isCloseTo(1 / 3.0, within(1e-15));
        Company bare = new Company().order("b", "06T10:00", "600");
        assertThat(bare.why("upsell.share")).isEqualTo(Reason.NO_DATA);
        assertThat(bare.why("portal.share")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void aShareOfNoRevenueHasAZeroDenominator() {
        Company company = new Company().order("a", "05T10:00", "0", b -> b.tags(Set.of("upsell")));
        assertThat(company.why("upsell.share")).isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    @Test
    void crmShareFollowsTheOrdersOwnSourceElseTheLastClick() {
        Company company = new Company()
                .order("a", "05T10:00", "100", b -> b.origin(Origin.of(Channel.EMAIL)))
                .order("b", "05T10:00", "200", b -> b.origin(Origin.of(Channel.PAID_SEARCH)))
                .message("b", "m", "04T10:00", Message.Event.CLICKED, null, false) // the order knows better
                .order("c", "05T10:00", "300")
                .message("c", "m", "01T10:00", Message.Event.CLICKED, null, false)
                .order("d", "20T10:00", "400")
                .message("d", "m", "12T10:00", Message.Event.CLICKED, null, false) // eight days before
                .message("d", "m", "19T10:00", Message.Event.OPENED, null, false); // no click
        assertThat(company.value("crm.revenue-share")).isCloseTo(0.4, within(1e-15));
        assertThat(new Company().order("a", "05T10:00", "1").why("crm.revenue-share"))
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void crmShareAboveTheWholeIsContradictory() {
        Company company = new Company()
                .order("a", "05T10:00", "100", b -> b.origin(Origin.of(Channel.EMAIL)))
                .order("b", "05T10:00", "10", b -> b.refunded(Company.rub("60")));
        assertThat(company.why("crm.revenue-share")).isEqualTo(Reason.INVALID_INPUT);
    }

    @Test
    void deferredSales() {
        Company company = new Company()
                .event("a", "01T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .event("a", "08T10:00", Touch.Kind.CART, "v", Channel.DIRECT) // the first one counts
                .order("a", "08T10:01", "10") // a minute over seven days
                .event("b", "01T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .order("b", "08T10:00", "10") // exactly seven days
                .order("c", "08T10:00", "10") // no cart
                .event("d", "28T10:00", Touch.Kind.CART, "v", Channel.DIRECT) // young and open
                .event("e", "2026-09-01T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .order("e", "2026-09-01T11:00", "10") // the cart is used up
                .order("e", "08T10:00", "10");
        Estimate estimate = company.estimate("sales.deferred-share");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 2));
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.5"));
    }

    @Test
    void recoveredCarts() {
        Company company = new Company()
                .event("a", "01T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .order("a", "02T10:00", "10") // within 24 hours: never abandoned
                .event("b", "01T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .order("b", "15T10:00", "10") // on the last day
                .event("c", "01T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .order("c", "15T10:01", "10") // too late
                .event("d", "01T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .event("d", "05T10:00", Touch.Kind.CART, "v", Channel.DIRECT) // the same cart
                .event("d", "16T10:00", Touch.Kind.CART, "v", Channel.DIRECT) // the next one
                .event("e", "20T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                .order("e", "25T10:00", "10"); // bought, but its window is still open
        Estimate estimate = company.estimate("sales.remarketing-recovery");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 4));
        assertThat(estimate.pending()).isEqualTo(1);
        company.dataEnd("2026-12-01T00:00");
        assertThat(company.estimate("sales.remarketing-recovery").ratio()).isEqualTo(new Estimate.Ratio(2, 5));
        assertThat(new Company().order("a", "02T10:00", "1").why("sales.remarketing-recovery"))
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void onlyOpenCartsAreNotDueYet() {
        Company company = new Company().event("a", "30T10:00", Touch.Kind.CART, "v", Channel.DIRECT);
        assertThat(company.why("sales.remarketing-recovery")).isEqualTo(Reason.NOT_DUE_YET);
        assertThat(company.why("sales.deferred-share")).isEqualTo(Reason.NOT_DUE_YET);
    }

    @Test
    void firstPurchases() {
        Company company = new Company()
                .event("a", "01T10:00", Touch.Kind.SUBSCRIPTION, "v", Channel.DIRECT)
                .order("a", "10T10:00", "10")
                .event("b", "01T10:00", Touch.Kind.LEAD, "v", Channel.DIRECT)
                .order("b", "16T10:00", "10") // after the window
                .event("c", "25T10:00", Touch.Kind.LEAD, "v", Channel.DIRECT)
                .order("c", "26T10:00", "10") // window open
                .order("d", "09-01T10:00", "10")
                .event("d", "01T10:00", Touch.Kind.LEAD, "v", Channel.DIRECT); // a customer already
        Estimate estimate = company.estimate("first-purchase.conversion");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 2));
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(new Company().order("a", "10T10:00", "10").why("first-purchase.conversion"))
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void processingTimeIsTheMedianOfAcceptedOrders() {
        Company company = new Company();
        int[] hours = {1, 2, 3, 10, 100, 200, 300, 400};
        for (int i = 0; i < hours.length; i++) {
            int h = hours[i];
            company.order(
                    "p" + i,
                    Order.Status.PAID,
                    "01T00:00",
                    "1",
                    b -> b.acceptedAt(new Company().at("01T00:00").plusSeconds(h * 3600L)));
        }
        company.order("x", Order.Status.CREATED, "30T00:00", "1", b -> b)
                .order("y", Order.Status.CANCELLED, "30T00:00", "1", b -> b);
        Estimate estimate = company.estimate("order.processing-time");
        assertThat(estimate.value()).isEqualTo(55);
        assertThat(estimate.unit()).isEqualTo(Unit.HOURS);
        assertThat(estimate.pending()).isEqualTo(1);
        // order statistics of eight values at 95 %: the least and the greatest
        assertThat(Company.interval(estimate).low()).isEqualTo(1);
        assertThat(Company.interval(estimate).high()).isEqualTo(400);
    }

    @Test
    void processingTimeEdges() {
        Company company = new Company().order("a", Order.Status.CREATED, "05T10:00", "1", b -> b);
        assertThat(company.why("order.processing-time")).isEqualTo(Reason.NO_DATA);
        company.order("b", Order.Status.PAID, "09-05T10:00", "1", b -> b.acceptedAt(new Company().at("09-06T10:00")));
        assertThat(company.why("order.processing-time")).isEqualTo(Reason.NOT_DUE_YET);
    }

    @Test
    void aSumBeyondTheRangeIsAnErrorNotAWrongNumber() {
        Company company = new Company();
        for (int i = 0; i < 4; i++) {
            company.order("p" + i, "05T10:00", "3000000000000");
        }
        assertThat(company.why("sales.revenue")).isEqualTo(Reason.INVALID_INPUT);
        assertThat(Money.ofMicros(Long.MAX_VALUE, Company.RUB).doubleValue()).isLessThan(1.2e13);
    }
}
