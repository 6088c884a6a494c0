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
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Test
    void aSliceWithoutCustomersSaysSoAndNotThatOrdersAreNotRecorded() {
        Slices slices = byHand(
                Dimension.CHANNEL,
                visitOf(Channel.EMAIL, "1", "p-1"),
                order("1", "10.00", null),
                visitOf(Channel.DISPLAY, "2", "q"),
                visitOf(Channel.DIRECT, "3", "r"),
                new Person(
                        Make.at("hand", "c", "2026-06-01T00:00:00Z").build(),
                        "p-1",
                        Instant.parse("2026-06-01T00:00:00Z"),
                        Set.of(),
                        "contract",
                        null,
                        null),
                spend("s1", Channel.EMAIL, "30"),
                spend("s2", Channel.DISPLAY, "40"));
        assertThat(value(slices, "customer.cac", "email")).isEqualTo(30);
        assertThat(slices.reading("customer.cac", "display"))
                .isInstanceOfSatisfying(
                        Absent.class, absent -> assertThat(absent.reason()).isEqualTo(Reason.ZERO_DENOMINATOR));
        assertThat(slices.reading("customer.cac", "direct"))
                .isEqualTo(Absent.because(
                        Reason.NO_DATA, "no spend is recorded for this slice", "для этого среза расходы не записаны"));
        for (String id : List.of("customer.repeat-share", "purchase.frequency", "customer.ltv")) {
            assertThat(slices.reading(id, "display"))
                    .as(id)
                    .isEqualTo(Absent.because(
                            Reason.NO_DATA, "nobody of this slice ever bought", "из этого среза никто не покупал"));
        }
        assertThat(slices.reading("data.consent", "display"))
                .isEqualTo(Absent.because(Reason.NO_DATA, "this slice has no contacts", "в этом срезе нет контактов"));
        Slices nobody = byHand(Dimension.CHANNEL, visitOf(Channel.EMAIL, "1", "p"));
        assertThat(nobody.reading("customer.repeat-share", "email"))
                .isEqualTo(nobody.reading("customer.repeat-share"))
                .isInstanceOfSatisfying(
                        Absent.class, absent -> assertThat(absent.detail().en())
                                .isEqualTo("no paid orders of known persons are recorded"));
    }

    private static Touch visitOf(Channel channel, String key, String person) {
        return Touch.builder(Make.at("hand", "v" + key, "2026-06-04T10:00:00Z").build(), Touch.Kind.VISIT)
                .person(person)
                .visit(key)
                .origin(Origin.of(channel))
                .build();
    }

    private static Spend spend(String key, Channel channel, String amount) {
        return Spend.builder(
                        Make.at("hand", key, "2026-06-02T00:00:00Z").build(),
                        LocalDate.parse("2026-06-02"),
                        "platform",
                        "account",
                        Spend.Kind.MEDIA,
                        Money.of(amount, "RUB"))
                .channel(channel)
                .build();
    }

    @Test
    void aCallBelongsToTheLineThatWasTheCampaignsAtThatTime() {
        Slices slices = byHand(
                Dimension.CHANNEL,
                pool("1", Channel.DISPLAY, "2026-01-01T00:00:00Z", "2026-06-15T00:00:00Z"),
                pool("2", Channel.EMAIL, "2026-06-15T00:00:00Z", null),
                call("a", "+1", "2026-06-14T23:59:59Z"),
                call("b", "+1", "2026-06-15T00:00:00Z"),
                call("c", "+2", "2026-06-16T00:00:00Z"),
                call("d", null, "2026-06-17T00:00:00Z"));
        assertThat(measured(slices.reading("calls.missed", "display"), "display")
                        .n())
                .isEqualTo(1);
        assertThat(measured(slices.reading("calls.missed", "email"), "email").n())
                .isEqualTo(1);
        // lines that nobody knows are counted, and stand under no channel
        assertThat(measured(slices.reading("calls.missed", "(unknown)"), "unknown")
                        .n())
                .isEqualTo(2);
        assertThat(slices.slice("(unknown)").records()).isEqualTo(2);
        assertThat(measured(slices.reading("calls.missed"), "whole").n()).isEqualTo(4);
    }

    private static NumberPool pool(String key, Channel channel, String from, @Nullable String until) {
        return new NumberPool(
                Make.at("hand", key, from).build(),
                "+1",
                channel,
                null,
                Instant.parse(from),
                until == null ? null : Instant.parse(until));
    }

    private static Call call(String key, @Nullable String line, String time) {
        return Call.builder(
                        Make.at("hand", key, time).build(), key, Call.Direction.IN, Call.Outcome.MISSED, Duration.ZERO)
                .person("p-" + key)
                .line(line)
                .build();
    }

    @Test
    void aMeasureOfTheMarketBelongsToItsRegion() {
        Slices slices = byHand(
                Dimension.REGION,
                query(MarketMeasure.Measure.QUERY_POSITION, "a", "RU-MOW", "1"),
                query(MarketMeasure.Measure.QUERY_POSITION, "b", "RU-MOW", "25"),
                query(MarketMeasure.Measure.QUERY_POSITION, "c", "RU-SPE", "2"),
                query(MarketMeasure.Measure.QUERY_POSITION, "d", null, "40"),
                query(MarketMeasure.Measure.QUERY_IMPRESSIONS, "a", "RU-MOW", "10"),
                query(MarketMeasure.Measure.QUERY_IMPRESSIONS, "b", "RU-MOW", "30"),
                query(MarketMeasure.Measure.QUERY_IMPRESSIONS, "c", "RU-SPE", "5"),
                query(MarketMeasure.Measure.QUERY_IMPRESSIONS, "d", null, "5"));
        assertThat(value(slices, "organic.first-page-share", "RU-MOW")).isEqualTo(0.25);
        assertThat(value(slices, "organic.first-page-share", "RU-SPE")).isEqualTo(1);
        assertThat(value(slices, "organic.first-page-share", "(unknown)")).isZero();
        assertThat(measured(slices.reading("organic.first-page-share"), "whole").value())
                .isEqualTo(0.3);
    }

    private static MarketMeasure query(
            MarketMeasure.Measure measure, String query, @Nullable String region, String value) {
        return MarketMeasure.builder(
                        Make.at("hand", measure + query, "2026-06-30T00:00:00Z").build(),
                        measure,
                        LocalDate.of(2026, 6, 1),
                        LocalDate.of(2026, 7, 1),
                        new BigDecimal(value),
                        "1",
                        "panel")
                .subject(query)
                .region(region)
                .build();
    }

    @Test
    void daysOfAClockChangeAreAsLongAsTheyAre() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Slices slices = Ckpi.builder()
                .source(
                        ListSource.of(
                                "hand",
                                paid("1", "2026-10-24T21:59:59Z"),
                                paid("2", "2026-10-24T22:00:00Z"),
                                paid("3", "2026-10-25T00:30:00Z"), // 02:30, for the first time
                                paid("4", "2026-10-25T01:30:00Z"), // 02:30, for the second time
                                paid("5", "2026-10-25T22:59:59Z"),
                                paid("6", "2026-10-25T23:00:00Z")),
                        Map.of())
                .clock(Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC))
                .tokenKey("test", new byte[32])
                .build()
                .slices(new Period(LocalDate.of(2026, 10, 24), LocalDate.of(2026, 10, 27), berlin), Dimension.DAY)
                .value();
        assertThat(value(slices, "sales.orders", "2026-10-24")).isEqualTo(1);
        assertThat(value(slices, "sales.orders", "2026-10-25")).isEqualTo(4);
        assertThat(value(slices, "sales.orders", "2026-10-26")).isEqualTo(1);
        assertThat(slices.slices().stream().map(Slices.Slice::records)).containsExactly(1L, 4L, 1L);
    }

    private static Order paid(String key, String time) {
        return Order.builder(
                        Make.at("hand", key, time).build(),
                        key,
                        Order.Status.PAID,
                        Instant.parse(time),
                        Money.of("1.00", "EUR"))
                .person("p-" + key)
                .build();
    }

    @Test
    void aValueThatReadsLikeASliceWithoutValueIsNotTakenForIt() {
        Slices slices = byHand(
                Dimension.PRODUCT,
                order("1", "1.00", null, line("(unknown)", "1", "1")),
                order("2", "2.00", null, line("(other)", "1", "2")),
                order("3", "4.00", null, line(" ", "1", "4")),
                order("4", "8.00", null));
        assertThat(value(slices, "sales.revenue", "(unknown)")).isEqualTo(8);
        assertThat(slices.slice("(unknown)").kind()).isEqualTo(Slices.Kind.UNKNOWN);
        assertThat(value(slices, "sales.revenue", "\"(unknown)\"")).isEqualTo(1);
        assertThat(value(slices, "sales.revenue", "\"(other)\"")).isEqualTo(2);
        assertThat(slices.slices().stream().map(Slices.Slice::id)).doesNotHaveDuplicates();
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
