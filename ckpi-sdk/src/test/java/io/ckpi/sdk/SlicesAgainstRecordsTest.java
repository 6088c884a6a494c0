package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.fixture.DemoRecords;
import io.ckpi.sdk.fixture.ListSource;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Every cut of every kind of record of the demo company, added up here from the raw records as the catalogue words it, without
 * the library's measures.
 */
class SlicesAgainstRecordsTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    private static final io.ckpi.core.Period QUARTER =
            io.ckpi.core.Period.ofMonths(YearMonth.of(2026, 8), YearMonth.of(2026, 10), MOSCOW);
    private static final Instant START = Instant.parse("2026-07-31T21:00:00Z");
    private static final Instant END = Instant.parse("2026-10-31T21:00:00Z");
    private static final List<SourceRecord> RECORDS = DemoRecords.of(2000, 7);
    private static final String UNKNOWN = "(unknown)";

    private static final Ckpi CKPI = Ckpi.builder()
            .source(new ListSource("company", RECORDS).completeThrough(END), Map.of())
            .clock(Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC))
            .tokenKey("test", new byte[32])
            .trendPeriods(1)
            .build();
    private static final Map<Dimension, Slices> SLICES = new EnumMap<>(Dimension.class);

    private static Slices slices(Dimension dimension) {
        return SLICES.computeIfAbsent(
                dimension, by -> CKPI.slices(QUARTER, by, 400).value());
    }

    // ---- the records

    private static final Map<Class<?>, List<SourceRecord>> BY_TYPE = new HashMap<>();

    private static <R extends SourceRecord> List<R> all(Class<R> type) {
        List<SourceRecord> sorted = BY_TYPE.computeIfAbsent(type, wanted -> {
            List<SourceRecord> found = new ArrayList<>();
            RECORDS.stream().filter(wanted::isInstance).forEach(found::add);
            found.sort(Comparator.comparing(
                            (SourceRecord record) -> record.envelope().occurredAt())
                    .thenComparing(record -> record.envelope().sourceKey()));
            return found;
        });
        List<R> all = new ArrayList<>(sorted.size());
        sorted.forEach(record -> all.add(type.cast(record)));
        return all;
    }

    private static boolean inQuarter(Instant time) {
        return !time.isBefore(START) && time.isBefore(END);
    }

    private static boolean isPaid(Order order) {
        return order.status() == Order.Status.PAID;
    }

    private static Instant paidAt(Order order) {
        return Objects.requireNonNullElse(order.paidAt(), order.createdAt());
    }

    private static double net(Order order) {
        BigDecimal refunded =
                order.refunded() == null ? BigDecimal.ZERO : order.refunded().amount();
        return order.revenue().amount().subtract(refunded).doubleValue();
    }

    // ---- what a record says itself

    private static @Nullable String word(@Nullable Channel channel) {
        return channel == null || channel == Channel.UNASSIGNED
                ? null
                : channel.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable String of(Dimension by, Origin origin) {
        return by == Dimension.CHANNEL ? word(origin.channel()) : origin.campaign();
    }

    private static @Nullable String staff(Dimension by, @Nullable String employee, Instant time) {
        if (by == Dimension.EMPLOYEE || employee == null) {
            return employee;
        }
        return all(Employee.class).stream()
                .filter(row -> row.employee().equals(employee) && !row.from().isAfter(time))
                .filter(row -> row.until() == null || row.until().isAfter(time))
                .map(Employee::department)
                .findFirst()
                .orElse(null);
    }

    private static String part(Dimension by, Instant time) {
        LocalDate day = time.atZone(MOSCOW).toLocalDate();
        if (by == Dimension.MONTH) {
            return YearMonth.from(day).toString();
        }
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate first = LocalDate.of(2026, 8, 1);
        return (by == Dimension.DAY ? day : monday.isBefore(first) ? first : monday).toString();
    }

    private static @Nullable NumberPool pool(Call call) {
        return all(NumberPool.class).stream()
                .filter(pool -> pool.line().equals(call.line()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String call(Dimension by, Call call) {
        NumberPool pool = pool(call);
        return pool == null ? null : by == Dimension.CHANNEL ? word(pool.channel()) : pool.campaign();
    }

    // ---- where a person belongs

    private static final Map<Dimension, Map<String, String>> HOMES = new EnumMap<>(Dimension.class);

    private static @Nullable String home(Dimension by, @Nullable String person) {
        return person == null
                ? null
                : HOMES.computeIfAbsent(by, SlicesAgainstRecordsTest::homes).get(person);
    }

    private static Map<String, String> homes(Dimension by) {
        return by == Dimension.REGION ? regions() : origins(by);
    }

    /** What was said last of the person, else the region of the first touch that has one. */
    private static Map<String, String> regions() {
        Map<String, String> regions = new HashMap<>();
        all(Person.class).stream()
                .filter(person -> person.region() != null)
                .forEach(person -> regions.put(person.person(), String.valueOf(person.region())));
        all(Touch.class).stream()
                .filter(touch -> touch.person() != null && touch.region() != null && !touch.robot())
                .forEach(touch -> regions.putIfAbsent(String.valueOf(touch.person()), String.valueOf(touch.region())));
        return regions;
    }

    /** The first touch not after the first purchase, else the first purchase, else the first lead, call or order. */
    private static Map<String, String> origins(Dimension by) {
        List<Order> paid = new ArrayList<>(all(Order.class));
        paid.removeIf(order -> order.person() == null || !isPaid(order));
        paid.sort(Comparator.comparing(SlicesAgainstRecordsTest::paidAt));
        Map<String, Order> first = new HashMap<>();
        paid.forEach(order -> first.putIfAbsent(String.valueOf(order.person()), order));
        Map<String, String> homes = new HashMap<>();
        for (Touch touch : all(Touch.class)) {
            Order purchase = first.get(String.valueOf(touch.person()));
            if (!touch.robot()
                    && (purchase == null || !touch.envelope().occurredAt().isAfter(paidAt(purchase)))) {
                putIfAbsent(homes, touch.person(), of(by, touch.origin()));
            }
        }
        first.forEach((person, order) -> putIfAbsent(homes, person, of(by, order.origin())));
        all(LeadStageChange.class).forEach(change -> putIfAbsent(homes, change.person(), of(by, change.origin())));
        all(Call.class).stream()
                .filter(call -> call.direction() == Call.Direction.IN)
                .forEach(call -> putIfAbsent(homes, call.person(), call(by, call)));
        all(Order.class).forEach(order -> putIfAbsent(homes, order.person(), of(by, order.origin())));
        return homes;
    }

    private static void putIfAbsent(Map<String, String> map, @Nullable String key, @Nullable String value) {
        if (key != null && value != null) {
            map.putIfAbsent(key, value);
        }
    }

    // ---- sums by slice

    /** Two sums for each slice: what is above and below the line of a share. */
    private static final class Sums {
        private final Map<String, double[]> bySlice = new HashMap<>();

        void add(@Nullable String slice, double above, double below) {
            double[] sums = bySlice.computeIfAbsent(slice == null ? UNKNOWN : slice, missing -> new double[2]);
            sums[0] += above;
            sums[1] += below;
        }

        double[] of(String slice) {
            return bySlice.getOrDefault(slice, new double[2]);
        }

        double[] whole() {
            double[] whole = new double[2];
            bySlice.values().forEach(sums -> {
                whole[0] += sums[0];
                whole[1] += sums[1];
            });
            return whole;
        }
    }

    private static Offset<Double> near(double value) {
        return within(1e-9 * Math.max(1, Math.abs(value)));
    }

    private static Estimate measured(Reading reading, String what) {
        assertThat(reading).as(what).isInstanceOf(Measured.class);
        return reading.measured().orElseThrow();
    }

    /** Every slice is the total that was added up here, and the slices with the unknown one add up to the whole. */
    private static void assertTotals(Dimension by, String id, Sums expected) {
        Slices slices = slices(by);
        assertThat(slices.slices().stream().map(Slices.Slice::id))
                .as("%s by %s", id, by)
                .containsAll(expected.bySlice.keySet());
        for (Slices.Slice slice : slices.slices()) {
            double value = expected.of(slice.id())[0];
            String what = id + " by " + by + " of " + slice.id();
            assertThat(measured(slice.reading(id), what).value()).as(what).isCloseTo(value, near(value));
        }
        double whole = measured(slices.reading(id), id).value();
        assertThat(whole).as(id).isPositive();
        assertThat(slices.slices().size()).as(id).isGreaterThan(1);
        if (slices.cut(id).filter(cut -> cut == Cut.OVERLAP).isEmpty()) {
            assertThat(expected.whole()[0]).as(id).isCloseTo(whole, near(whole));
        }
    }

    /** Every slice is the ratio of the sums that were added up here; nothing below is no number. */
    private static void assertRatios(Dimension by, String id, double scale, Sums expected) {
        Slices slices = slices(by);
        int known = 0;
        assertThat(slices.slices().stream().map(Slices.Slice::id))
                .as("%s by %s", id, by)
                .containsAll(expected.bySlice.keySet());
        for (Slices.Slice slice : slices.slices()) {
            double[] sums = expected.of(slice.id());
            String what = id + " by " + by + " of " + slice.id();
            if (sums[1] == 0) {
                assertThat(slice.reading(id)).as(what).isInstanceOf(Absent.class);
                continue;
            }
            Estimate estimate = measured(slice.reading(id), what);
            double value = scale * sums[0] / sums[1];
            assertThat(estimate.value()).as(what).isCloseTo(value, near(value));
            known++;
        }
        assertThat(known).as("slices of %s by %s with a number", id, by).isPositive();
        assertThat(expected.whole()[0]).as("%s by %s above the line", id, by).isNotZero();
        if (slices.cut(id).filter(cut -> cut != Cut.OVERLAP).isPresent()) {
            double value = scale * expected.whole()[0] / expected.whole()[1];
            assertThat(measured(slices.reading(id), id).value()).as(id).isCloseTo(value, near(value));
        }
    }

    // ---- orders and their lines

    private static Sums orders(Dimension by, boolean money, Function<Order, @Nullable String> slice) {
        Sums sums = new Sums();
        all(Order.class).stream()
                .filter(order -> isPaid(order) && inQuarter(paidAt(order)))
                .forEach(order -> sums.add(slice.apply(order), money ? net(order) : 1, 0));
        return sums;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PRODUCT")
    void orders(Dimension by) {
        Function<Order, @Nullable String> slice = order -> switch (by) {
            case CHANNEL, CAMPAIGN -> of(by, order.origin());
            case REGION -> home(by, order.person());
            case EMPLOYEE, DEPARTMENT ->
                staff(by, order.employee(), order.envelope().occurredAt());
            default -> part(by, paidAt(order));
        };
        assertTotals(by, "sales.orders", orders(by, false, slice));
        assertTotals(by, "sales.revenue", orders(by, true, slice));
    }

    @ParameterizedTest
    @EnumSource(names = "PRODUCT")
    void linesOfOrders(Dimension by) {
        Sums count = new Sums();
        Sums revenue = new Sums();
        for (Order order : all(Order.class)) {
            if (!isPaid(order) || !inQuarter(paidAt(order))) {
                continue;
            }
            double sum = 0;
            Map<String, Double> amounts = new HashMap<>();
            for (OrderLine line : order.lines()) {
                double amount = line.quantity().doubleValue() * line.unitPrice().doubleValue();
                amounts.merge(line.product(), amount, Double::sum);
                sum += amount;
            }
            double whole = sum;
            amounts.forEach((product, amount) -> {
                count.add(product, 1, 0);
                revenue.add(product, net(order) * amount / whole, 0);
            });
        }
        assertTotals(by, "sales.orders", count);
        // shares of an order are whole millionths that add up to it
        for (Slices.Slice slice : slices(by).slices()) {
            assertThat(measured(slice.reading("sales.revenue"), slice.id()).value())
                    .as(slice.id())
                    .isCloseTo(revenue.of(slice.id())[0], within(1e-6 * count.of(slice.id())[0]));
        }
        double sum = slices(by).slices().stream()
                .mapToDouble(slice ->
                        measured(slice.reading("sales.revenue"), slice.id()).value())
                .sum();
        double whole =
                measured(slices(by).reading("sales.revenue"), "sales.revenue").value();
        assertThat(sum).isCloseTo(whole, near(whole));
    }

    // ---- visits

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"PRODUCT", "EMPLOYEE", "DEPARTMENT"})
    void visits(Dimension by) {
        Map<String, List<Touch>> visits = new HashMap<>();
        all(Touch.class).stream()
                .filter(touch -> !touch.robot() && touch.visit() != null)
                .forEach(touch -> visits.computeIfAbsent(String.valueOf(touch.visit()), id -> new ArrayList<>())
                        .add(touch));
        Sums bounces = new Sums();
        Sums pages = new Sums();
        for (List<Touch> touches : visits.values()) {
            Instant begin = touches.get(0).envelope().occurredAt();
            if (!inQuarter(begin)) {
                continue;
            }
            String slice =
                    switch (by) {
                        case CHANNEL, CAMPAIGN ->
                            touches.stream()
                                    .map(touch -> of(by, touch.origin()))
                                    .filter(Objects::nonNull)
                                    .findFirst()
                                    .orElse(null);
                        case REGION -> home(by, touches.get(0).person());
                        default -> part(by, begin);
                    };
            long events = touches.stream()
                    .filter(touch -> touch.kind() != Touch.Kind.VISIT)
                    .count();
            bounces.add(slice, events < 2 ? 1 : 0, 1);
            pages.add(
                    slice,
                    touches.stream()
                            .filter(touch -> touch.kind() == Touch.Kind.PAGE_VIEW)
                            .count(),
                    1);
        }
        assertRatios(by, "engagement.bounce", 1, bounces);
        assertRatios(by, "engagement.depth", 1, pages);
    }

    // ---- leads

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PRODUCT")
    void leads(Dimension by) {
        Map<String, List<LeadStageChange>> leads = new HashMap<>();
        for (LeadStageChange change : all(LeadStageChange.class)) {
            String lead = Objects.requireNonNullElse(change.leadRef(), change.entityRef());
            leads.computeIfAbsent(lead, id -> new ArrayList<>()).add(change);
        }
        Sums sums = new Sums();
        for (List<LeadStageChange> changes : leads.values()) {
            List<LeadStageChange> refusals = changes.stream()
                    .filter(change -> change.to() != null
                            && Set.of("LOST", "DISQUALIFIED")
                                    .contains(change.to().name()))
                    .filter(change -> inQuarter(change.envelope().occurredAt()))
                    .toList();
            if (refusals.isEmpty()) {
                continue;
            }
            String slice =
                    switch (by) {
                        case CHANNEL, CAMPAIGN ->
                            changes.stream()
                                    .map(change -> of(by, change.origin()))
                                    .filter(Objects::nonNull)
                                    .findFirst()
                                    .orElse(null);
                        case REGION -> home(by, changes.get(0).person());
                        case EMPLOYEE, DEPARTMENT ->
                            changes.stream()
                                    .filter(change -> change.owner() != null)
                                    .reduce((earlier, later) -> later)
                                    .map(change -> staff(
                                            by,
                                            change.owner(),
                                            change.envelope().occurredAt()))
                                    .orElse(null);
                        default -> part(by, refusals.get(0).envelope().occurredAt());
                    };
            sums.add(slice, refusals.stream().anyMatch(change -> change.reason() != null) ? 1 : 0, 1);
        }
        assertRatios(by, "refusal.reason-filled", 1, sums);
    }

    // ---- calls

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PRODUCT")
    void calls(Dimension by) {
        Sums missed = new Sums();
        Sums rated = new Sums();
        for (Call call : all(Call.class)) {
            Instant time = call.envelope().occurredAt();
            if (!inQuarter(time)) {
                continue;
            }
            String slice =
                    switch (by) {
                        case CHANNEL, CAMPAIGN -> call(by, call);
                        case REGION -> home(by, call.person());
                        case EMPLOYEE, DEPARTMENT -> staff(by, call.employee(), time);
                        default -> part(by, time);
                    };
            if (call.direction() == Call.Direction.IN) {
                missed.add(slice, call.outcome() == Call.Outcome.ANSWERED ? 0 : 1, 1);
            }
            if (call.rating() != null) {
                rated.add(slice, call.rating(), 1);
            }
        }
        assertRatios(by, "calls.rating", 1, rated);
        if (by != Dimension.EMPLOYEE && by != Dimension.DEPARTMENT) { // calls that were missed name nobody
            assertRatios(by, "calls.missed", 1, missed);
        }
    }

    // ---- messages

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"PRODUCT", "EMPLOYEE", "DEPARTMENT"})
    void messages(Dimension by) {
        Map<String, String> slice = new HashMap<>();
        Map<String, Instant> delivered = new HashMap<>();
        Map<String, Set<String>> reached = new HashMap<>();
        for (Message message : all(Message.class)) {
            String value =
                    switch (by) {
                        case CHANNEL ->
                            switch (message.medium()) {
                                case EMAIL -> "email";
                                case SMS -> "sms";
                                case PUSH -> "mobile-push";
                                case MESSENGER -> "messenger";
                                case LETTER -> null;
                            };
                        case CAMPAIGN -> message.campaign();
                        case REGION -> home(by, message.person());
                        default -> null;
                    };
            putIfAbsent(slice, message.messageRef(), value);
            Instant time = message.envelope().occurredAt();
            if (message.event() == Message.Event.DELIVERED && inQuarter(time)) {
                delivered.put(message.messageRef(), time);
                String key = by.isTime() ? part(by, time) : slice.getOrDefault(message.messageRef(), UNKNOWN);
                reached.computeIfAbsent(key, missing -> new HashSet<>()).add(message.person());
            }
        }
        Map<String, Set<String>> opened = new HashMap<>();
        for (Message message : all(Message.class)) {
            Instant when = delivered.get(message.messageRef());
            Instant time = message.envelope().occurredAt();
            if (when != null
                    && message.event() == Message.Event.OPENED
                    && !Boolean.TRUE.equals(message.machine())
                    && time.isBefore(END)) {
                String key = by.isTime() ? part(by, when) : slice.getOrDefault(message.messageRef(), UNKNOWN);
                opened.computeIfAbsent(key, missing -> new HashSet<>()).add(message.person());
            }
        }
        Sums sums = new Sums();
        reached.forEach((key, persons) ->
                sums.add(key, opened.getOrDefault(key, Set.of()).size(), persons.size()));
        assertRatios(by, "message.open-rate", 1, sums);
    }

    // ---- tasks

    @ParameterizedTest
    @EnumSource(names = {"EMPLOYEE", "DEPARTMENT", "MONTH", "WEEK", "DAY"})
    void tasks(Dimension by) {
        Sums sums = new Sums();
        for (Task task : all(Task.class)) {
            Instant closed = task.closedAt();
            if (closed != null && inQuarter(closed)) {
                sums.add(
                        by.isTime()
                                ? part(by, closed)
                                : staff(by, task.owner(), task.envelope().occurredAt()),
                        1,
                        0);
            }
        }
        assertTotals(by, "tasks.volume", sums);
    }

    // ---- feedback and referrals

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PRODUCT")
    void feedback(Dimension by) {
        Sums voice = new Sums();
        Sums answers = new Sums();
        Sums recommended = new Sums();
        boolean staff = by == Dimension.EMPLOYEE || by == Dimension.DEPARTMENT;
        for (Feedback said : all(Feedback.class)) {
            Instant time = said.envelope().occurredAt();
            if (!inQuarter(time)) {
                continue;
            }
            String slice =
                    by.isTime() ? part(by, time) : staff ? staff(by, said.employee(), time) : home(by, said.person());
            if (said.kind() == Feedback.Kind.NPS && said.score() != null) {
                int score = said.score().intValueExact();
                answers.add(slice, score >= 9 ? 1 : score <= 6 ? -1 : 0, 1);
            }
            if (said.sentiment() == null) {
                continue;
            }
            int negative = said.sentiment() == Feedback.Sentiment.NEGATIVE ? 1 : 0;
            voice.add(slice, negative, said.sentiment() == Feedback.Sentiment.POSITIVE ? 1 : 0);
            recommended.add(slice, negative, 0);
        }
        assertRatios(by, "voice.neg-to-pos", 1, voice);
        assertRatios(by, "voice.nps", 100, answers);
        if (staff || by == Dimension.DAY || by == Dimension.WEEK) {
            return; // nobody recommends an employee; so few recommendations leave hardly any number by days
        }
        for (Referral referral : all(Referral.class)) {
            Instant time = referral.envelope().occurredAt();
            if (inQuarter(time)) {
                recommended.add(by.isTime() ? part(by, time) : home(by, referral.referrer()), 0, 1);
            }
        }
        for (Slices.Slice slice : slices(by).slices()) {
            double[] sums = recommended.of(slice.id());
            Reading reading = slice.reading("voice.neg-to-rec");
            assertThat(reading.measured().map(Estimate::value).orElse(-1.0))
                    .as("%s %s %s", by, slice.id(), reading)
                    .isEqualTo(sums[1] == 0 ? -1.0 : sums[0] / sums[1]);
        }
    }

    // ---- persons, spend, experiments

    private static Map<String, List<Order>> purchases() {
        Map<String, List<Order>> purchases = new HashMap<>();
        all(Order.class).stream()
                .filter(order ->
                        isPaid(order) && order.person() != null && paidAt(order).isBefore(END))
                .forEach(order -> purchases
                        .computeIfAbsent(String.valueOf(order.person()), person -> new ArrayList<>())
                        .add(order));
        return purchases;
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANNEL", "CAMPAIGN", "REGION"})
    void persons(Dimension by) {
        Sums repeated = new Sums();
        purchases().forEach((person, orders) -> repeated.add(home(by, person), orders.size() > 1 ? 1 : 0, 1));
        assertRatios(by, "customer.repeat-share", 1, repeated);
        Sums lawful = new Sums();
        all(Person.class).stream()
                .filter(person -> person.firstSeenAt().isBefore(END))
                .forEach(person -> lawful.add(home(by, person.person()), person.lawfulBasis() == null ? 0 : 1, 1));
        assertRatios(by, "data.consent", 1, lawful);
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANNEL", "CAMPAIGN", "MONTH"})
    void spendOverNewCustomers(Dimension by) {
        Sums sums = new Sums();
        Set<String> spent = new HashSet<>();
        for (Spend spend : all(Spend.class)) {
            LocalDate day = spend.day();
            String slice = by.isTime()
                    ? YearMonth.from(day).toString()
                    : by == Dimension.CHANNEL ? word(spend.channel()) : spend.campaign();
            boolean counts = spend.kind() != Spend.Kind.SERVICE && day.isBefore(LocalDate.of(2026, 11, 1));
            if (counts) {
                spent.add(slice == null ? UNKNOWN : slice);
            }
            if (counts && !day.isBefore(LocalDate.of(2026, 8, 1))) {
                sums.add(slice, spend.cost().doubleValue(), 0);
            }
        }
        purchases().forEach((person, orders) -> {
            Instant first = orders.stream()
                    .map(SlicesAgainstRecordsTest::paidAt)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            if (inQuarter(first)) {
                sums.add(by.isTime() ? part(by, first) : home(by, person), 0, 1);
            }
        });
        int known = 0;
        for (Slices.Slice slice : slices(by).slices()) {
            double[] both = sums.of(slice.id());
            Reading reading = slice.reading("customer.cac");
            if (both[1] == 0 || !spent.contains(slice.id())) {
                assertThat(reading).as("%s %s", by, slice.id()).isInstanceOf(Absent.class);
            } else {
                double value = both[0] / both[1];
                assertThat(measured(reading, slice.id()).value()).as(slice.id()).isCloseTo(value, near(value));
                known++;
            }
        }
        assertThat(known).isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"REGION", "MONTH"})
    void experiments(Dimension by) {
        Map<String, Assignment> assigned = new HashMap<>();
        all(Assignment.class).stream()
                .filter(one -> one.experiment().equals("crm-2026"))
                .forEach(one -> assigned.putIfAbsent(one.unit(), one));
        assertThat(assigned).isNotEmpty();
        Map<String, List<Order>> purchases = purchases();
        int known = 0;
        for (Slices.Slice slice : slices(by).slices()) {
            Predicate<Order> counts = order -> inQuarter(paidAt(order))
                    && (!by.isTime() || part(by, paidAt(order)).equals(slice.id()));
            double[] revenue = new double[2];
            int[] heads = new int[2];
            assigned.forEach((unit, one) -> {
                Instant end = by.isTime()
                        ? YearMonth.parse(slice.id())
                                .plusMonths(1)
                                .atDay(1)
                                .atStartOfDay(MOSCOW)
                                .toInstant()
                        : END;
                String home = Objects.requireNonNullElse(home(Dimension.REGION, unit), UNKNOWN);
                if (one.envelope().occurredAt().isBefore(end) && (by.isTime() || home.equals(slice.id()))) {
                    int arm = one.arm().equals("control") ? 0 : 1;
                    heads[arm]++;
                    for (Order order : purchases.getOrDefault(unit, List.of())) {
                        if (counts.test(order)
                                && !paidAt(order).isBefore(one.envelope().occurredAt())) {
                            revenue[arm] += net(order);
                        }
                    }
                }
            });
            Reading reading = slice.reading("crm.incremental");
            if (reading instanceof Measured && heads[0] > 0 && heads[1] > 0) {
                double value = (revenue[1] / heads[1] - revenue[0] / heads[0]) * heads[1];
                assertThat(measured(reading, slice.id()).value()).as(slice.id()).isCloseTo(value, near(value));
                known++;
            } else {
                assertThat(Math.min(heads[0], heads[1])).as(slice.id()).isLessThan(2);
            }
        }
        assertThat(known).isGreaterThan(1);
    }
}
