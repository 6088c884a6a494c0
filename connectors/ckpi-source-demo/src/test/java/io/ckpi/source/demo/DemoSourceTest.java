package io.ckpi.source.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.FxRate;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Watermark;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoSourceTest {

    private static final DemoOptions SMALL = DemoOptions.withDefaults().withCustomers(3_000);
    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

    private static String digest(List<? extends SourceRecord> records) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (SourceRecord entry : records) {
                sha.update(entry.toString().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> digests(DemoOptions options, boolean reversed) {
        List<Map.Entry<String, Class<? extends SourceRecord>>> streams = new ArrayList<>(DemoSource.STREAMS.entrySet());
        if (reversed) {
            Collections.reverse(streams);
        }
        Map<String, String> digests = new TreeMap<>();
        try (RecordSource source = Company.open(options)) {
            streams.forEach(stream -> digests.put(stream.getKey(), digest(Company.all(source, stream.getValue()))));
        }
        return digests;
    }

    @Test
    void equalOptionsGiveEqualRecordsInAnyOrderOfReading() {
        Map<String, String> digests = digests(SMALL, false);
        assertThat(digests(SMALL, true)).isEqualTo(digests);
        Map<String, String> other = digests(SMALL.withSeed(2), false);
        for (String random : List.of("Touch", "LeadStageChange", "Order", "Call", "Message", "Task", "Person")) {
            assertThat(other.get(random)).as(random).isNotEqualTo(digests.get(random));
        }
        for (String known : List.of("Spend", "MarketMeasure", "Product")) {
            assertThat(other.get(known)).as(known).isEqualTo(digests.get(known));
        }
    }

    @Test
    void twoReadersOfOneSourceDoNotDisturbEachOther() {
        try (RecordSource source = Company.open(SMALL);
                RecordReader<Order> orders = source.read(ReadRequest.all(Order.class));
                RecordReader<Touch> touches = source.read(ReadRequest.all(Touch.class))) {
            List<Order> read = new ArrayList<>();
            for (Order next = orders.next(); next != null; next = orders.next()) {
                read.add(next);
                assertThat(touches.next()).isNotNull();
            }
            assertThat(read).isEqualTo(Company.all(source, Order.class));
        }
    }

    /** The same records on every machine and JDK: a change of this digest is a change of the demo company. */
    @Test
    void theCompanyIsTheSameEverywhere() throws NoSuchAlgorithmException {
        Model model = new Model(DemoOptions.withDefaults().withCustomers(1_000).withMonths(12));
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        DemoSource.STREAMS.values().forEach(type -> addRows(model, type, sha));
        assertThat(HexFormat.of().formatHex(sha.digest())).isEqualTo(DIGEST);
    }

    private static final String DIGEST = "3805b4c18920418c4953002f80141ad5084a7bb8a84ba7de303d4a742764cda1";

    @SuppressWarnings("unchecked") // the sheet of that type
    private static <R extends SourceRecord> void addRows(Model model, Class<R> type, MessageDigest sha) {
        Sheet<R> sheet = (Sheet<R>) Sheet.of(type);
        Records<R> records = Objects.requireNonNull(DemoSource.records(model, "demo", Company.TOKENS, type));
        List<R> told = new ArrayList<>();
        for (long unit = 0; unit < records.units(); unit++) {
            records.tell(unit, told);
        }
        told.forEach(entry -> sha.update(sheet.row(entry).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyTypeHasRecordsWithUniqueKeysInsideTheTime() {
        Instant start = SMALL.start().atStartOfDay(MOSCOW).toInstant();
        Instant end = SMALL.end().atStartOfDay(MOSCOW).toInstant();
        try (RecordSource source = Company.open(SMALL)) {
            DemoSource.STREAMS.forEach((name, type) -> {
                List<? extends SourceRecord> records = Company.all(source, type);
                assertThat(records).as(name).isNotEmpty();
                Set<String> keys = new HashSet<>();
                for (SourceRecord entry : records) {
                    assertThat(keys.add(entry.envelope().sourceKey()))
                            .as(name + " " + entry.envelope().sourceKey())
                            .isTrue();
                    assertThat(entry.envelope().occurredAt())
                            .isBetween(start, end)
                            .isNotEqualTo(end);
                    assertThat(entry.envelope().zone()).isEqualTo(MOSCOW);
                    assertThat(entry.envelope().source()).isEqualTo("demo");
                    if (!(entry instanceof Order)) { // orders are placed at night too
                        LocalTime time =
                                entry.envelope().occurredAt().atZone(MOSCOW).toLocalTime();
                        assertThat(time).isBetween(LocalTime.of(9, 0), LocalTime.of(20, 59, 59));
                    }
                }
            });
        }
    }

    private static <R extends SourceRecord> Set<String> set(
            RecordSource source, Class<R> type, Function<R, String> of) {
        return Company.all(source, type).stream().map(of).collect(Collectors.toSet());
    }

    @Test
    void typesTellTheSameStory() {
        try (RecordSource source = Company.open(SMALL)) {
            List<LeadStageChange> changes = Company.all(source, LeadStageChange.class);
            Set<String> leads = set(source, LeadStageChange.class, change -> String.valueOf(change.person()));
            Set<String> refs = changes.stream().map(LeadStageChange::entityRef).collect(Collectors.toSet());
            Set<String> won = changes.stream()
                    .filter(change -> "WON".equals(String.valueOf(change.to())))
                    .map(LeadStageChange::entityRef)
                    .collect(Collectors.toSet());
            List<Order> orders = Company.all(source, Order.class);
            Set<String> orderRefs = orders.stream().map(Order::orderRef).collect(Collectors.toSet());
            Set<String> products = set(source, Product.class, Product::product);
            assertThat(won).isNotEmpty();
            for (Order order : orders) {
                assertThat(leads).contains(String.valueOf(order.person()));
                assertThat(order.lines()).isNotEmpty().allMatch(line -> products.contains(line.product()));
                if (order.dealRef() != null) {
                    assertThat(refs).contains(order.dealRef());
                    if (order.paidAt() != null) {
                        assertThat(won).contains(order.dealRef());
                    }
                }
                if (order.paidAt() != null && order.acceptedAt() != null) {
                    assertThat(order.createdAt()).isBefore(order.acceptedAt());
                    assertThat(order.acceptedAt()).isBefore(order.paidAt());
                }
            }
            for (LeadStageChange change : changes) {
                if (change.leadRef() != null) {
                    assertThat(refs).contains(change.leadRef());
                }
            }
            assertThat(set(source, Person.class, Person::person)).isEqualTo(leads);
            assertThat(set(source, Assignment.class, Assignment::unit)).isEqualTo(leads);
            assertThat(leads).containsAll(set(source, Message.class, Message::person));
            assertThat(orderRefs).containsAll(set(source, Feedback.class, entry -> String.valueOf(entry.orderRef())));
            for (Task task : Company.all(source, Task.class)) {
                if (task.entityRef() != null) {
                    assertThat(task.entityRef().startsWith("o") ? orderRefs : refs)
                            .contains(task.entityRef());
                }
            }
            Set<String> touched = set(source, Touch.class, touch -> String.valueOf(touch.person()));
            Set<String> called = set(source, Call.class, call -> String.valueOf(call.person()));
            Set<String> buyers = orders.stream()
                    .filter(order -> order.paidAt() != null)
                    .map(order -> String.valueOf(order.person()))
                    .collect(Collectors.toSet());
            List<Referral> referrals = Company.all(source, Referral.class);
            assertThat(referrals).isNotEmpty();
            for (Referral referral : referrals) {
                assertThat(buyers).contains(referral.referrer());
                assertThat(touched.contains(referral.referee()) || called.contains(referral.referee()))
                        .isTrue();
                assertThat(referral.referrer()).isNotEqualTo(referral.referee());
            }
        }
    }

    @Test
    void leadsClimbWithoutGapsAndInTime() {
        try (RecordSource source = Company.open(SMALL)) {
            Map<String, List<LeadStageChange>> byPerson = Company.all(source, LeadStageChange.class).stream()
                    .collect(Collectors.groupingBy(change -> String.valueOf(change.person())));
            byPerson.values().forEach(changes -> {
                assertThat(changes.get(0).from()).isNull();
                assertThat(changes.get(0).origin().channel()).isNotNull();
                for (int i = 1; i < changes.size(); i++) {
                    LeadStageChange before = changes.get(i - 1);
                    LeadStageChange now = changes.get(i);
                    assertThat(now.envelope().occurredAt())
                            .isAfter(before.envelope().occurredAt());
                    if (now.from() != null) {
                        assertThat(now.from()).isEqualTo(before.to());
                    } else {
                        assertThat(now.entity()).isEqualTo(LeadStageChange.Entity.DEAL);
                        assertThat(now.leadRef()).isEqualTo(before.entityRef());
                    }
                }
            });
        }
    }

    @Test
    void messagesFollowTheArms() {
        try (RecordSource source = Company.open(SMALL)) {
            Map<String, Set<String>> control = Company.all(source, Assignment.class).stream()
                    .filter(assignment -> assignment.arm().equals(DemoTruth.CONTROL))
                    .collect(Collectors.groupingBy(
                            Assignment::experiment, Collectors.mapping(Assignment::unit, Collectors.toSet())));
            assertThat(control.keySet()).containsExactlyInAnyOrder("crm-2026", "nurture");
            for (Message message : Company.all(source, Message.class)) {
                String experiment = message.sequence() != null ? "nurture" : "crm-2026";
                assertThat(control.get(experiment)).doesNotContain(message.person());
            }
        }
    }

    @Test
    void callsComeOnTheLinesOfThePool() {
        try (RecordSource source = Company.open(SMALL)) {
            Map<String, Object> channels = Company.all(source, NumberPool.class).stream()
                    .collect(Collectors.toMap(NumberPool::line, NumberPool::channel));
            for (Call call : Company.all(source, Call.class)) {
                if (call.direction() == Call.Direction.IN) {
                    assertThat(call.line()).isNotNull();
                    assertThat(call.channel()).isEqualTo(channels.get(String.valueOf(call.line())));
                    boolean answered = call.outcome() == Call.Outcome.ANSWERED;
                    assertThat(call.rings() != null).isEqualTo(answered);
                    assertThat(call.employee() != null).isEqualTo(answered);
                }
            }
        }
    }

    @Test
    void onlyTheRequestedTimeIsDelivered() {
        Instant cut = Instant.parse("2025-11-20T09:30:00Z");
        try (RecordSource source = Company.open(SMALL)) {
            assertThat(source.describe().capabilities()).containsExactly(Capability.TIME_FILTER);
            DemoSource.STREAMS.forEach((name, type) -> {
                List<? extends SourceRecord> all = Company.all(source, type);
                List<SourceRecord> both = split(source, type, cut);
                assertThat(both).as(name).hasSize(all.size());
                assertThat(new HashSet<>(both)).isEqualTo(new HashSet<>(all));
            });
            List<Spend> day = Company.all(
                    source,
                    new ReadRequest<>(
                            Spend.class,
                            Instant.parse("2026-01-31T21:00:00Z"),
                            Instant.parse("2026-02-01T21:00:00Z"),
                            null));
            assertThat(day).isNotEmpty().allMatch(cost -> cost.day().toString().equals("2026-02-01"));
        }
    }

    private static <R extends SourceRecord> List<SourceRecord> split(RecordSource source, Class<R> type, Instant cut) {
        List<R> before = Company.all(source, new ReadRequest<>(type, null, cut, null));
        List<R> after = Company.all(source, new ReadRequest<>(type, cut, null, null));
        assertThat(before).allMatch(entry -> entry.envelope().occurredAt().isBefore(cut));
        assertThat(after).noneMatch(entry -> entry.envelope().occurredAt().isBefore(cut));
        List<SourceRecord> both = new ArrayList<>(before);
        both.addAll(after);
        return both;
    }

    @Test
    void aCompanyCanLackSources() {
        DemoOptions half = SMALL.withWithout(Set.of(Call.class, Task.class, Spend.class));
        try (RecordSource source = Company.open(half)) {
            assertThat(source.describe().streams()).doesNotContain(Call.class, Task.class, Spend.class);
            assertThat(source.describe().streams()).hasSize(DemoSource.STREAMS.size() - 3);
            assertThat(Company.all(source, Call.class)).isEmpty();
            assertThat(Company.all(source, Task.class)).isEmpty();
            assertThat(Company.all(source, FxRate.class)).isEmpty();
            try (RecordSource whole = Company.open(SMALL)) {
                assertThat(Company.all(source, Order.class)).isEqualTo(Company.all(whole, Order.class));
            }
        }
    }

    @Test
    void readingIsLazyAndHoldsOnePersonAtMost() {
        DemoOptions huge = DemoOptions.withDefaults().withCustomers(DemoOptions.MAX_CUSTOMERS);
        try (RecordSource source = Company.open(huge);
                RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(reader.next()).isNotNull();
            }
        }
        Model model = new Model(SMALL.withMonths(60));
        DemoSource.STREAMS.forEach((name, type) -> {
            Records<? extends SourceRecord> records =
                    Objects.requireNonNull(DemoSource.records(model, "demo", Company.TOKENS, type));
            assertThat(most(records)).as(name).isLessThan(400);
        });
    }

    private static <R extends SourceRecord> int most(Records<R> records) {
        int most = 0;
        List<R> told = new ArrayList<>();
        for (long unit = 0; unit < records.units(); unit++) {
            told.clear();
            records.tell(unit, told);
            most = Math.max(most, told.size());
        }
        return most;
    }

    @Test
    void aClosedSourceRefusesEveryCall() {
        RecordSource source = Company.open(SMALL);
        RecordReader<Order> reader = source.read(ReadRequest.all(Order.class));
        source.close();
        source.close();
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        source::describe, () -> source.read(ReadRequest.all(Order.class)), reader::next)) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(CkpiException.class, e -> {
                        assertThat(e.code()).isEqualTo("CKPI-SRC-CLOSED");
                        assertThat(e.source()).contains("demo");
                    })
                    .hasMessage("the demo company is closed already");
        }
    }

    @Test
    void aClosedReaderRefusesToReadOn() {
        try (RecordSource source = Company.open(SMALL)) {
            RecordReader<Order> reader = source.read(ReadRequest.all(Order.class));
            assertThat(reader.next()).isNotNull();
            reader.close();
            assertThatThrownBy(reader::next).isInstanceOf(CkpiException.class);
        }
    }

    @Test
    void theEndStaysTheEnd() {
        try (RecordSource source = Company.open(SMALL);
                RecordReader<Product> reader = source.read(ReadRequest.all(Product.class))) {
            while (reader.next() != null) {
                assertThat(reader.cursor()).isEqualTo(Cursor.NONE);
            }
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
            assertThat(reader.watermark()).isEqualTo(new Watermark(Instant.parse("2026-10-31T21:00:00Z"), Company.NOW));
        }
    }

    @Test
    void nothingIsRejected() {
        TestHost host = Company.host(SMALL);
        try (RecordSource source = host.open(new DemoProvider())) {
            DemoSource.STREAMS.values().forEach(type -> assertThat(
                            host.read(source, type).issues())
                    .isEmpty());
        }
        assertThat(host.rejects()).isEmpty();
    }

    @Test
    void cancellingStopsTheReader() {
        TestHost host = Company.host(SMALL);
        try (RecordSource source = host.open(new DemoProvider());
                RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
            assertThat(reader.next()).isNotNull();
            host.cancel(true);
            assertThatThrownBy(() -> {
                        while (reader.next() != null) {
                            // until it notices
                        }
                    })
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED));
        }
    }

    @Test
    void aCursorIsRefusedBecauseTheDemoCannotResume() {
        try (RecordSource source = Company.open(SMALL)) {
            ReadRequest<Order> request = new ReadRequest<>(Order.class, null, null, new Cursor("17"));
            assertThatThrownBy(() -> source.read(request))
                    .isInstanceOf(CkpiException.class)
                    .hasMessage("the demo company cannot resume from a cursor");
            assertThat(Company.all(source, new ReadRequest<>(Order.class, null, null, Cursor.NONE)))
                    .isNotEmpty();
        }
    }

    @Test
    void theProviderIsDeclaredAndNamesItsOptions() throws IOException {
        SourceProvider provider = new DemoProvider();
        Module module = DemoProvider.class.getModule();
        if (module.isNamed()) {
            assertThat(module.getDescriptor().provides())
                    .anyMatch(provides -> provides.service().equals(SourceProvider.class.getName())
                            && provides.providers().equals(List.of(DemoProvider.class.getName())));
        }
        assertThat(provider.name()).isEqualTo("demo");
        try (InputStream services =
                DemoProvider.class.getResourceAsStream("/META-INF/services/" + SourceProvider.class.getName())) {
            assertThat(new String(services.readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo(DemoProvider.class.getName());
        }
        assertThat(provider.spiLevel()).isEqualTo(1);
        assertThat(provider.version()).isNotBlank();
        assertThat(provider.options())
                .extracting(option -> option.key() + "=" + option.defaultValue())
                .containsExactly("customers=20000", "seed=1", "end=2026-11-01", "months=24", "without=null");
    }
}
