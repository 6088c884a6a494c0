package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Slices of companies of a few records. */
class SlicesByHandTest {

    private static Estimate measured(Reading reading, String id) {
        assertThat(reading).as(id).isInstanceOf(Measured.class);
        return reading.measured().orElseThrow();
    }

    private static Slices byHand(Dimension dimension, SourceRecord... records) {
        return Ckpi.builder()
                .source(ListSource.of("hand", records), Map.of())
                .clock(Clock.fixed(Instant.parse("2026-07-03T06:00:00Z"), ZoneOffset.UTC))
                .tokenKey("test", new byte[32])
                .build()
                .slices(Period.ofMonth(YearMonth.of(2026, 6), ZoneOffset.UTC), dimension)
                .value();
    }

    private static double value(Slices slices, String id, String slice) {
        return measured(slices.reading(id, slice), id).value();
    }

    @Test
    void aDepartmentIsThatOfTheTimeOfTheRecord() {
        Slices slices = byHand(
                Dimension.DEPARTMENT,
                employee("1", "north", "2026-01-01T00:00:00Z", "2026-06-15T00:00:00Z"),
                employee("2", "south", "2026-06-15T00:00:00Z", null),
                task("a", "2026-06-14T23:59:59Z"),
                task("b", "2026-06-15T00:00:00Z"),
                task("c", "2026-06-16T00:00:00Z"),
                Task.builder(
                                Make.at("hand", "d", "2026-06-16T00:00:00Z").build(),
                                "d",
                                Task.Kind.OTHER,
                                "nobody",
                                Instant.parse("2026-06-16T00:00:00Z"),
                                Task.Status.ACCEPTED)
                        .closedAt(Instant.parse("2026-06-17T00:00:00Z"))
                        .build());
        assertThat(value(slices, "tasks.volume", "north")).isEqualTo(1);
        assertThat(value(slices, "tasks.volume", "south")).isEqualTo(2);
        assertThat(value(slices, "tasks.volume", "(unknown)")).isEqualTo(1);
        assertThat(slices.slice("(unknown)").names().ru()).isEqualTo("(не известно)");
        assertThat(slices.slices().stream().map(Slices.Slice::id)).containsExactly("south", "north", "(unknown)");
        assertThat(slices.cut("tasks.volume")).contains(Cut.RECORD);
    }

    private static Order order(String key, String amount, @Nullable String refunded, OrderLine... lines) {
        return Order.builder(
                        Make.at("hand", key, "2026-06-05T10:00:00Z").build(),
                        key,
                        Order.Status.PAID,
                        Instant.parse("2026-06-05T10:00:00Z"),
                        Money.of(amount, "RUB"))
                .person("p-" + key)
                .refunded(refunded == null ? null : Money.of(refunded, "RUB"))
                .lines(List.of(lines))
                .build();
    }

    private static OrderLine line(String product, String quantity, String price) {
        return new OrderLine(product, new BigDecimal(quantity), Money.of(price, "RUB"));
    }

    @Test
    void whatAnOrderBroughtIsSharedOutAmongItsLines() {
        Slices slices = byHand(
                Dimension.PRODUCT,
                // 100 is left of lines of 40, 40 and 40: each bears its third of the discount and of what was given
                // back
                order("1", "101.00", "1.00", line("a", "1", "40"), line("b", "2", "20"), line("a", "0.5", "80")),
                order("2", "10.00", null, line("b", "1", "12")),
                order("3", "5.00", null),
                order("4", "7.00", null, line("c", "1", "-7")),
                order("5", "0.00", null, line("c", "1", "0")),
                order("6", "1.00", null, line("d", "1", "0")));
        assertThat(value(slices, "sales.revenue", "a")).isEqualTo(66.666667);
        assertThat(value(slices, "sales.revenue", "b")).isEqualTo(43.333333);
        assertThat(value(slices, "sales.revenue", "c")).isZero();
        assertThat(value(slices, "sales.revenue", "(unknown)")).isEqualTo(13);
        assertThat(measured(slices.reading("sales.revenue"), "sales.revenue").value())
                .isEqualTo(123);
        assertThat(value(slices, "sales.orders", "a")).isEqualTo(1);
        assertThat(value(slices, "sales.orders", "b")).isEqualTo(2);
        assertThat(value(slices, "sales.orders", "c")).isEqualTo(1);
        assertThat(value(slices, "sales.orders", "(unknown)")).isEqualTo(3);
        assertThat(slices.cut("sales.orders")).contains(Cut.OVERLAP);
        assertThat(slices.cut("sales.revenue")).contains(Cut.RECORD);
        assertThat(slices.reading("economics.romi", "a")).isInstanceOf(Absent.class);
    }

    @Test
    void nothingOfAKnownKindIsATrueZeroAndNothingAtAllIsNoData() {
        Slices slices = byHand(
                Dimension.CHANNEL,
                Touch.builder(Make.at("hand", "v", "2026-06-04T10:00:00Z").build(), Touch.Kind.VISIT)
                        .person("p")
                        .visit("1")
                        .origin(Origin.of(Channel.EMAIL))
                        .build(),
                order("1", "10.00", null));
        assertThat(value(slices, "sales.orders", "email")).isZero();
        assertThat(value(slices, "sales.orders", "(unknown)")).isEqualTo(1);
        assertThat(slices.reading("calls.missed", "email")).isInstanceOf(Absent.class);
        assertThat(slices.slice("email").names()).isEqualTo(Channel.EMAIL.names());
    }

    @Test
    void responsesBelongToTheCampaignThatTheyName() {
        Slices slices = byHand(
                Dimension.CAMPAIGN,
                new Campaign(
                        Make.at("hand", "c1", "2026-06-01T00:00:00Z").build(),
                        "spring",
                        "Spring sale",
                        null,
                        Instant.parse("2026-06-01T00:00:00Z"),
                        null,
                        null,
                        Channel.DISPLAY),
                new Campaign(
                        Make.at("hand", "c2", "2026-05-01T00:00:00Z").build(),
                        "early",
                        null,
                        null,
                        Instant.parse("2026-05-01T00:00:00Z"),
                        null,
                        null,
                        Channel.DISPLAY),
                visit("1", "p", "2026-06-03T00:00:00Z", "spring"),
                visit("2", "p", "2026-06-09T00:00:00Z", "early"),
                visit("3", "q", "2026-06-05T00:00:00Z", "spring"));
        assertThat(value(slices, "campaign.response-lag", "spring")).isEqualTo(3);
        assertThat(slices.slice("spring").names().en()).isEqualTo("Spring sale");
        assertThat(slices.reading("campaign.response-lag", "early"))
                .isInstanceOfSatisfying(
                        Absent.class, absent -> assertThat(absent.reason()).isEqualTo(Reason.NO_DATA));
    }

    private static Touch visit(String key, String person, String time, String campaign) {
        return Touch.builder(Make.at("hand", key, time).build(), Touch.Kind.VISIT)
                .person(person)
                .visit("v" + key)
                .origin(Origin.of(null, null, campaign))
                .build();
    }

    private static Employee employee(String key, String department, String from, @Nullable String until) {
        return new Employee(
                Make.at("hand", key, from).build(),
                "w",
                department,
                null,
                Instant.parse(from),
                until == null ? null : Instant.parse(until));
    }

    private static Task task(String key, String time) {
        return Task.builder(
                        Make.at("hand", key, time).build(),
                        key,
                        Task.Kind.OTHER,
                        "w",
                        Instant.parse(time),
                        Task.Status.ACCEPTED)
                .closedAt(Instant.parse(time).plusSeconds(60))
                .build();
    }
}
