package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.fixture.DemoRecords;
import io.ckpi.sdk.fixture.ListSource;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Slices against the records picked by hand and measured alone. */
class SlicesTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    private static final Period OCTOBER = Period.ofMonth(YearMonth.of(2026, 10), MOSCOW);
    private static final Period QUARTER = Period.ofMonths(YearMonth.of(2026, 8), YearMonth.of(2026, 10), MOSCOW);
    private static final List<SourceRecord> RECORDS = DemoRecords.of(1500, 7);
    private static final Map<Dimension, Slices> SLICES = new HashMap<>();

    private static CkpiBuilder of(List<? extends SourceRecord> records) {
        return Ckpi.builder()
                .source(new ListSource("company", records).completeThrough(OCTOBER.end()), Map.of())
                .clock(Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC))
                .tokenKey("test", new byte[32])
                .trendPeriods(1);
    }

    private static Slices slices(Dimension dimension) {
        return SLICES.computeIfAbsent(dimension, by -> of(RECORDS)
                .build()
                .slices(by.isTime() ? OCTOBER : QUARTER, by)
                .value());
    }

    /** What the same indicators are if only those records exist, next to all that are not of these types. */
    private static CkpiReport alone(Predicate<SourceRecord> belongs) {
        return of(RECORDS.stream().filter(belongs).toList()).build().measure(QUARTER);
    }

    private static void assertAlike(Slices slices, String slice, CkpiReport alone, String... ids) {
        for (String id : ids) {
            Estimate got = measured(slices.reading(id, slice), id);
            Estimate expected = measured(alone.reading(id), id);
            assertThat(got.value()).as(id).isCloseTo(expected.value(), within(1e-9 * (1 + Math.abs(expected.value()))));
            assertThat(got.unit()).as(id).isEqualTo(expected.unit());
            assertThat(got.n()).as(id).isEqualTo(expected.n());
            assertThat(got.pending()).as(id).isEqualTo(expected.pending());
            assertThat(got.ratio()).as(id).isEqualTo(expected.ratio());
            Estimate whole = measured(slices.reading(id), id);
            assertThat(got.value() != whole.value() || got.n() != whole.n())
                    .as(id)
                    .isTrue();
        }
    }

    private static Estimate measured(Reading reading, String id) {
        assertThat(reading).as(id).isInstanceOf(Measured.class);
        return reading.measured().orElseThrow();
    }

    private static @Nullable Channel channel(Origin origin) {
        Channel channel = ChannelRules.standard().classify(origin);
        return channel == Channel.UNASSIGNED ? null : channel;
    }

    // ---- by records

    @Test
    void ordersAndSpendOfAChannel() {
        CkpiReport alone = alone(record -> record instanceof Order order
                ? channel(order.origin()) == Channel.ORGANIC_SEARCH
                : !(record instanceof Spend spend) || spend.channel() == Channel.ORGANIC_SEARCH);
        assertAlike(
                slices(Dimension.CHANNEL),
                "organic-search",
                alone,
                "sales.orders",
                "sales.revenue",
                "basket.average",
                "order.processing-time",
                "complaints.share",
                "economics.roi",
                "economics.romi");
    }

    @Test
    void visitsOfAChannelWithAllTheirTouches() {
        Map<String, Channel> visits = new HashMap<>();
        sorted(Touch.class).forEach(touch -> {
            Channel channel = channel(touch.origin());
            if (touch.visit() != null && channel != null && !touch.robot()) {
                visits.putIfAbsent(touch.visit(), channel);
            }
        });
        CkpiReport alone =
                alone(record -> !(record instanceof Touch touch) || visits.get(touch.visit()) == Channel.PAID_SEARCH);
        assertAlike(
                slices(Dimension.CHANNEL),
                "paid-search",
                alone,
                "site.visitor-to-lead",
                "content.conversion",
                "engagement.time",
                "engagement.depth",
                "engagement.bounce",
                "traffic.target-share",
                "mobile.parity");
    }

    @Test
    void messagesOfAMedium() {
        CkpiReport alone =
                alone(record -> !(record instanceof Message message) || message.medium() == Message.Medium.MESSENGER);
        assertAlike(slices(Dimension.CHANNEL), "messenger", alone, "message.open-rate", "message.click-rate");
    }

    @Test
    void leadsOfACampaign() {
        String campaign = "";
        long most = 0;
        Map<String, Long> named = new TreeMap<>();
        Map<String, String> ofLead = new HashMap<>();
        for (LeadStageChange change : sorted(LeadStageChange.class)) {
            String lead = change.leadRef() == null ? change.entityRef() : change.leadRef();
            if (change.origin().campaign() != null
                    && ofLead.putIfAbsent(lead, change.origin().campaign()) == null) {
                named.merge(change.origin().campaign(), 1L, Long::sum);
            }
        }
        for (Map.Entry<String, Long> entry : named.entrySet()) {
            if (entry.getValue() > most) {
                campaign = entry.getKey();
                most = entry.getValue();
            }
        }
        String wanted = campaign;
        CkpiReport alone = alone(record -> !(record instanceof LeadStageChange change)
                || wanted.equals(ofLead.get(change.leadRef() == null ? change.entityRef() : change.leadRef())));
        assertAlike(
                slices(Dimension.CAMPAIGN),
                wanted,
                alone,
                "lead.acceptance",
                "refusal.reason-filled",
                "sales.win-rate");
    }

    @Test
    void whatAnEmployeeDoes() {
        Map<String, String> owner = new HashMap<>();
        sorted(LeadStageChange.class).forEach(change -> {
            if (change.owner() != null) {
                owner.put(change.leadRef() == null ? change.entityRef() : change.leadRef(), change.owner());
            }
        });
        CkpiReport sales = alone(record -> record instanceof Order order
                ? "sales-3".equals(order.employee())
                : record instanceof LeadStageChange change
                        ? "sales-3".equals(owner.get(change.leadRef() == null ? change.entityRef() : change.leadRef()))
                        : !(record instanceof Task task) || "sales-3".equals(task.owner()));
        assertAlike(
                slices(Dimension.EMPLOYEE),
                "sales-3",
                sales,
                "sales.orders",
                "sales.revenue",
                "tasks.volume",
                "tasks.discipline",
                "tasks.quality",
                "sales.win-rate");
        CkpiReport calls = alone(record -> !(record instanceof Call call) || "service-2".equals(call.employee()));
        assertAlike(
                slices(Dimension.EMPLOYEE), "service-2", calls, "calls.rating", "service.time", "channel.conversion");
    }

    @Test
    void whatADepartmentDoes() {
        Map<String, String> department = new HashMap<>();
        sorted(Employee.class).forEach(row -> department.put(row.employee(), String.valueOf(row.department())));
        String one = Objects.requireNonNull(department.get("service-2"));
        CkpiReport alone = alone(record -> record instanceof Task task
                ? one.equals(department.get(task.owner()))
                : !(record instanceof Call call) || one.equals(department.get(call.employee())));
        assertAlike(slices(Dimension.DEPARTMENT), one, alone, "tasks.volume", "tasks.late");
    }

    // ---- by persons

    /** Keeps what belongs to persons of that set and to nobody. */
    private static CkpiReport persons(Set<String> persons, Predicate<Spend> spend) {
        return alone(record -> {
            if (record instanceof Spend cost) {
                return spend.test(cost);
            }
            String person = record instanceof Touch touch
                    ? touch.person()
                    : record instanceof LeadStageChange change
                            ? change.person()
                            : record instanceof Order order
                                    ? order.person()
                                    : record instanceof Call call
                                            ? call.person()
                                            : record instanceof Message message
                                                    ? message.person()
                                                    : record instanceof Feedback said
                                                            ? said.person()
                                                            : record instanceof Assignment unit
                                                                    ? unit.unit()
                                                                    : record instanceof Person known
                                                                            ? known.person()
                                                                            : record instanceof Referral referral
                                                                                    ? referral.referee()
                                                                                    : null;
            return person == null ? !(record instanceof Touch) && !(record instanceof Call) : persons.contains(person);
        });
    }

    @Test
    void personsAndSpendOfTheChannelThatWonThem() {
        Map<String, Instant> firstPaid = new HashMap<>();
        Map<String, Channel> won = new HashMap<>();
        List<Order> orders = new ArrayList<>(sorted(Order.class));
        orders.removeIf(order -> order.person() == null || order.status() != Order.Status.PAID);
        orders.sort(Comparator.comparing(SlicesTest::paidAt));
        orders.forEach(order -> firstPaid.putIfAbsent(String.valueOf(order.person()), paidAt(order)));
        for (Touch touch : sorted(Touch.class)) {
            Channel channel = channel(touch.origin());
            if (touch.person() != null && channel != null && !touch.robot()) {
                Instant first = firstPaid.getOrDefault(touch.person(), Instant.MAX);
                if (!touch.envelope().occurredAt().isAfter(first)) {
                    won.putIfAbsent(touch.person(), channel);
                }
            }
        }
        for (Order order : orders) {
            Channel channel = channel(order.origin());
            String person = String.valueOf(order.person());
            if (channel != null && paidAt(order).equals(firstPaid.get(person))) {
                won.putIfAbsent(person, channel);
            }
        }
        Set<String> persons = new HashSet<>();
        won.forEach((person, channel) -> {
            if (channel == Channel.PAID_SEARCH) {
                persons.add(person);
            }
        });
        CkpiReport alone = persons(persons, spend -> spend.channel() == Channel.PAID_SEARCH);
        assertAlike(
                slices(Dimension.CHANNEL),
                "paid-search",
                alone,
                "customer.cac",
                "customer.ltv",
                "economics.ltv-to-cac",
                "customer.repeat-share",
                "purchase.frequency");
    }

    private static Instant paidAt(Order order) {
        return order.paidAt() == null ? order.createdAt() : order.paidAt();
    }

    @Test
    void personsOfARegion() {
        Map<String, String> region = new HashMap<>();
        sorted(Person.class).forEach(person -> {
            if (person.region() != null) {
                region.put(person.person(), person.region());
            }
        });
        for (Touch touch : sorted(Touch.class)) {
            if (touch.person() != null && touch.region() != null && !touch.robot()) {
                region.putIfAbsent(touch.person(), touch.region());
            }
        }
        String largest = slices(Dimension.REGION).slices().get(0).id();
        Set<String> persons = new HashSet<>();
        region.forEach((person, where) -> {
            if (where.equals(largest)) {
                persons.add(person);
            }
        });
        assertAlike(
                slices(Dimension.REGION),
                largest,
                persons(persons, spend -> true),
                "customer.repeat-share",
                "customer.ltv",
                "basket.average",
                "voice.nps",
                "message.open-rate");
        assertThat(slices(Dimension.REGION).reading("customer.cac", largest))
                .isEqualTo(Absent.because(
                        Reason.NOT_IDENTIFIED, "spend does not say the region", "в расходах не указан регион"));
    }

    // ---- the whole, what is unknown, what cannot be cut

    @Test
    void theWholeIsTheReport() {
        CkpiReport report = of(RECORDS).build().measure(QUARTER);
        for (Dimension dimension : List.of(Dimension.CHANNEL, Dimension.EMPLOYEE, Dimension.REGION)) {
            Slices slices = slices(dimension);
            report.indicators().forEach(result -> assertThat(
                            slices.reading(result.definition().id()))
                    .as(result.definition().id())
                    .isEqualTo(result.reading()));
        }
    }

    @Test
    void everySliceHasEveryIndicatorOrSaysWhyNot() {
        for (Dimension dimension : Dimension.values()) {
            Slices slices = slices(dimension);
            assertThat(slices.slices()).as(dimension.name()).isNotEmpty();
            for (Slices.Slice slice : slices.slices()) {
                assertThat(slice.readings()).hasSize(80);
                slice.readings().forEach((id, reading) -> {
                    if (!dimension.isTime() && slices.cut(id).isEmpty()) {
                        assertThat(reading).as(id).isInstanceOfSatisfying(Absent.class, absent -> {
                            assertThat(absent.reason()).isEqualTo(Reason.NOT_IDENTIFIED);
                            assertThat(absent.detail()).isNotNull();
                        });
                    }
                });
            }
        }
    }

    @Test
    void whyAnIndicatorCannotBeCutStandsInBothLanguages() {
        Catalogue catalogue = Catalogue.standard();
        assertThat(catalogue.entry("customer.cac").whyNot(Dimension.EMPLOYEE).en())
                .isEqualTo("spend does not say the employee");
        assertThat(catalogue
                        .entry("inbound.lead-share")
                        .whyNot(Dimension.CHANNEL)
                        .ru())
                .isEqualTo("показатель сам сравнивает каналы");
        assertThat(catalogue.entry("tasks.volume").whyNot(Dimension.CHANNEL).en())
                .isEqualTo("what the indicator counts has no channel");
        assertThat(catalogue.entry("crm.incremental").whyNot(Dimension.CAMPAIGN).en())
                .contains("after the assignment");
    }

    @Test
    void aMissedCallThatNamesNobodyMakesNobodyLookPerfect() {
        Reading missed = slices(Dimension.EMPLOYEE).reading("calls.missed", "service-2");
        assertThat(missed).isInstanceOfSatisfying(Absent.class, absent -> assertThat(absent.reason())
                .isEqualTo(Reason.NOT_IDENTIFIED));
        assertThat(slices(Dimension.CHANNEL).reading("calls.missed", "paid-search"))
                .isInstanceOf(Measured.class);
    }

    @Test
    void thePartsOfAPeriodAreThoseOfMeasuringEach() {
        Ckpi ckpi = of(RECORDS).build();
        Slices months = ckpi.slices(QUARTER, Dimension.MONTH).value();
        assertThat(months.slices().stream().map(Slices.Slice::id)).containsExactly("2026-08", "2026-09", "2026-10");
        CkpiReport september = ckpi.measure(Period.ofMonth(YearMonth.of(2026, 9), MOSCOW));
        september.indicators().forEach(result -> {
            String id = result.definition().id();
            if (!id.equals("data.validity")) { // counts the rows that were read, and more were
                assertThat(months.reading(id, "2026-09")).as(id).isEqualTo(result.reading());
            }
        });
        Slices weeks = slices(Dimension.WEEK);
        assertThat(weeks.slices().stream().map(Slices.Slice::id))
                .containsExactly("2026-10-01", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26");
        assertThat(weeks.slice("2026-10-26").names().en()).isEqualTo("2026-10-26 – 2026-10-31");
        Period week = new Period(LocalDate.of(2026, 10, 12), LocalDate.of(2026, 10, 19), MOSCOW);
        assertThat(weeks.reading("sales.revenue", "2026-10-12"))
                .isEqualTo(ckpi.measure(week).reading("sales.revenue"));
        assertThat(slices(Dimension.DAY).slices()).hasSize(31);
        assertThat(weeks.cut("sales.revenue")).isEmpty();
    }

    // ---- the limit

    @Test
    void valuesBeyondTheLimitAreOneSliceAndAnIssue() {
        Sourced<Slices> found = of(RECORDS).build().slices(QUARTER, Dimension.EMPLOYEE, 3);
        Slices few = found.value();
        Slices all = slices(Dimension.EMPLOYEE);
        assertThat(few.slices().stream().map(Slices.Slice::kind))
                .containsExactly(
                        Slices.Kind.VALUE,
                        Slices.Kind.VALUE,
                        Slices.Kind.VALUE,
                        Slices.Kind.OTHER,
                        Slices.Kind.UNKNOWN);
        long values = all.slices().stream()
                .filter(slice -> slice.kind() == Slices.Kind.VALUE)
                .count();
        assertThat(found.issues()).anySatisfy(issue -> {
            assertThat(issue.code()).isEqualTo("SLICES_FOLDED");
            assertThat(issue.severity()).isEqualTo(DataIssue.Severity.WARNING);
            assertThat(issue.count()).isEqualTo(values - 3);
            assertThat(issue.sentence().in(Locale.ENGLISH)).contains("values of employee");
        });
        for (int i = 0; i < 3; i++) {
            assertThat(few.slices().get(i)).isEqualTo(all.slices().get(i));
        }
        Set<String> own = Set.of(
                few.slices().get(0).id(),
                few.slices().get(1).id(),
                few.slices().get(2).id());
        CkpiReport alone = alone(record -> record instanceof Task task
                ? !own.contains(task.owner())
                : !(record instanceof Order order) || (order.employee() != null && !own.contains(order.employee())));
        assertAlike(few, "(other)", alone, "tasks.volume", "tasks.discipline", "sales.orders", "sales.revenue");
        assertThat(few.slice("(other)").records()
                        + few.slice(few.slices().get(0).id()).records()
                        + few.slices().get(1).records()
                        + few.slices().get(2).records())
                .isEqualTo(all.slices().stream()
                        .filter(slice -> slice.kind() == Slices.Kind.VALUE)
                        .mapToLong(Slices.Slice::records)
                        .sum());
        Slices channels =
                of(RECORDS).build().slices(QUARTER, Dimension.CHANNEL, 2).value();
        assertThat(channels.slices()).hasSize(4);
        assertThat(channels.slices().get(0))
                .isEqualTo(slices(Dimension.CHANNEL).slices().get(0));
    }

    @Test
    void theLimitIsChecked() {
        Ckpi ckpi = of(RECORDS).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ckpi.slices(OCTOBER, Dimension.REGION, 0))
                .withMessage("limit is below 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ckpi.slices(OCTOBER, Dimension.DAY, 30))
                .withMessageContaining("has more than 30 parts by day");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> slices(Dimension.CHANNEL).reading("sales.orders", "paid-serch"))
                .withMessage("no slice has the id paid-serch; the nearest is paid-search");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> slices(Dimension.CHANNEL).reading("sales.order", "paid-search"))
                .withMessage("no indicator has the id sales.order; the nearest is sales.orders");
    }

    @Test
    void threadsAndMemoryChangeNothing() {
        for (Dimension dimension : List.of(Dimension.CAMPAIGN, Dimension.EMPLOYEE)) {
            Sourced<Slices> one = of(RECORDS).threads(1).build().slices(OCTOBER, dimension, 5);
            Sourced<Slices> other =
                    of(RECORDS).threads(3).memoryBudget(0).build().slices(OCTOBER, dimension, 5);
            assertThat(other.value()).isEqualTo(one.value());
            assertThat(other.sources()).isEqualTo(one.sources());
            assertThat(other.issues()).isEqualTo(one.issues());
        }
    }

    private <R extends SourceRecord> List<R> sorted(Class<R> type) {
        List<R> found = new ArrayList<>();
        for (SourceRecord record : RECORDS) {
            if (type.isInstance(record)) {
                found.add(type.cast(record));
            }
        }
        found.sort(Comparator.comparing((R record) -> record.envelope().occurredAt())
                .thenComparing(record -> record.envelope().sourceKey()));
        return found;
    }
}
