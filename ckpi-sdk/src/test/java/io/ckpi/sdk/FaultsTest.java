package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.Absent;
import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.fixture.Company;
import io.ckpi.sdk.fixture.FaultySource;
import io.ckpi.sdk.fixture.Make;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.UnavailableException;
import io.ckpi.spi.Watermark;
import io.ckpi.spi.host.Sources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that fail, seen from the report: it is complete, or says what is missing; nothing is lost in silence. */
@Timeout(120)
class FaultsTest {

    private static final Period MAY = Period.ofMonth(YearMonth.of(2026, 5), Company.ZONE);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-15T00:00:00Z"), ZoneOffset.UTC);
    private static final List<SourceRecord> COMPANY = Company.of("crm", 120, 42);
    /** Long enough for a machine that is busy: who hangs, hangs until the test ends. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        end.countDown();
    }

    private static FaultySource company() {
        return new FaultySource("crm", COMPANY);
    }

    private static CkpiBuilder ckpi(FaultySource... sources) {
        CkpiBuilder builder = Ckpi.builder()
                .plugins(Sources.of())
                .clock(CLOCK)
                .trendPeriods(2)
                .threads(2);
        for (FaultySource source : sources) {
            builder.source(source, Map.of());
        }
        return builder;
    }

    private static CkpiReport measure(FaultySource... sources) {
        return ckpi(sources).build().measure(MAY);
    }

    private static List<SourceRecord> without(Class<?>... types) {
        return COMPANY.stream()
                .filter(record -> Stream.of(types).noneMatch(type -> type.isInstance(record)))
                .toList();
    }

    /** All numbers of a report with their evidence, and the digests of the streams that it rests on. */
    private static Map<String, String> numbers(CkpiReport report) {
        Map<String, String> all = new TreeMap<>();
        all.put("marc", report.marc().value() + " " + report.marc().contributions());
        report.indicators().forEach(indicator -> all.put(indicator.id(), indicator.toString()));
        all.put("perspectives", report.perspectives().toString());
        all.put("funnel", report.funnel().toString());
        all.put("cohorts", report.cohorts().toString());
        all.put("effects", report.effects().toString());
        all.put("trend", report.trend().toString());
        report.sources().forEach(source -> source.streams().forEach(stream -> {
            if (stream.surviving() > 0) {
                all.put(source.name() + " " + stream.type(), stream.digest() + " " + stream.surviving());
            }
        }));
        return all;
    }

    /** That two reports say the same of everything. */
    private static void assertSame(CkpiReport report, CkpiReport expected) {
        Map<String, String> numbers = numbers(report);
        Map<String, String> wanted = numbers(expected);
        assertThat(numbers.keySet()).isEqualTo(wanted.keySet());
        List<String> different = numbers.keySet().stream()
                .filter(what -> !String.valueOf(numbers.get(what)).equals(wanted.get(what)))
                .toList();
        assertThat(different).isEmpty();
        assertThat(report.completeThrough()).isEqualTo(expected.completeThrough());
    }

    /** That the report has the numbers of one without those types of record, and one ERROR for each of them. */
    private static void assertLeftOut(CkpiReport report, Class<?>... types) {
        CkpiReport expected = measure(new FaultySource("crm", without(types)));
        for (IndicatorResult indicator : expected.indicators()) {
            assertThat(report.reading(indicator.id()).toString())
                    .as(indicator.id())
                    .isEqualTo(indicator.reading().toString());
        }
        assertThat(report.cohorts().rows()).isEqualTo(expected.cohorts().rows());
        assertThat(report.funnel().steps()).isEqualTo(expected.funnel().steps());
        Map<String, String> digests = digests(report);
        digests(expected).forEach((type, digest) -> assertThat(digests).containsEntry(type, digest));
        for (Class<?> type : types) {
            DataIssue issue = leftOut(report, type);
            assertThat(issue.severity()).isEqualTo(DataIssue.Severity.ERROR);
            assertThat(issue.source()).isEqualTo("crm");
            assertThat(issue.sentence().en()).startsWith("records of type " + type.getSimpleName());
            assertThat(issue.sentence().ru()).startsWith("записи типа " + type.getSimpleName());
        }
        assertThat(report.issues().stream().filter(issue -> issue.code().equals("STREAM_LEFT_OUT")))
                .hasSize(types.length);
        assertThat(report.sources().get(0).streams())
                .allMatch(stream -> stream.complete()
                        == Stream.of(types)
                                .noneMatch(type -> type.getSimpleName().equals(stream.type())));
    }

    private static Map<String, String> digests(CkpiReport report) {
        Map<String, String> all = new TreeMap<>();
        report.sources().get(0).streams().forEach(stream -> all.put(stream.type(), stream.digest()));
        return all;
    }

    private static DataIssue leftOut(CkpiReport report, Class<?> type) {
        return report.issues().stream()
                .filter(issue -> issue.code().equals("STREAM_LEFT_OUT")
                        && type.getSimpleName().equals(issue.location()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is said of " + type + " in " + report.issues()));
    }

    private static String said(CkpiReport report, Class<?> type) {
        return leftOut(report, type).sentence().en();
    }

    // ---- hangs

    /** Hangs until the test ends or its thread is interrupted. */
    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Hangs until the test ends. */
    private void hangOn() {
        while (true) {
            try {
                end.await();
                return;
            } catch (InterruptedException e) {
                // goes on
            }
        }
    }

    @Test
    void aStreamThatHangsIsLeftOutAndTheRestIsMeasured() {
        FaultySource source = company().trouble(Task.class, (position, read, config, context) -> {
            if (position == 3) {
                hang();
            }
        });
        CkpiReport report = ckpi(source).sourceTimeout(LIMIT).build().measure(MAY);
        assertLeftOut(report, Task.class);
        assertThat(said(report, Task.class))
                .isEqualTo("records of type Task could not be read to the end (UNAVAILABLE, CKPI-SRC-STALLED: the"
                        + " source gave no sign of life for 1 s), so none of them is used; read before the failure: 3");
        assertThat(leftOut(report, Task.class).sentence().ru())
                .contains("UNAVAILABLE, CKPI-SRC-STALLED: источник не подавал признаков жизни 1 с");
    }

    @Test
    void aSourceThatNeverComesBackTakesDownNoOtherSource() {
        FaultySource stuck = new FaultySource("crm", without(Message.class))
                .trouble(Touch.class, (position, read, config, context) -> hangOn())
                .onClose(this::hangOn);
        FaultySource good =
                new FaultySource("mail", List.of(Make.paid("mail", "1", "2026-05-03T10:00:00Z", "ann", "12.5")));
        CkpiReport report =
                ckpi(stuck, good).threads(1).sourceTimeout(LIMIT).build().measure(MAY);
        assertThat(said(report, Touch.class)).contains("CKPI-SRC-STALLED").endsWith("read before the failure: 0");
        // touches are read before the others, which a source that does not come back is not asked for
        assertThat(said(report, Order.class)).contains("CKPI-SRC-STALLED");
        assertThat(report.reading("sales.revenue").value().orElseThrow()).isEqualTo(12.5);
        assertThat(report.reading("site.visitor-to-lead")).isInstanceOf(Absent.class);
        Map<String, Boolean> complete = new LinkedHashMap<>();
        report.sources().get(0).streams().forEach(stream -> complete.put(stream.type(), stream.complete()));
        complete.forEach((type, read) -> {
            if (!read) {
                assertThat(report.issues())
                        .as("every stream that is missing is named")
                        .anyMatch(issue -> issue.code().equals("STREAM_LEFT_OUT")
                                && type.equals(issue.location())
                                && "crm".equals(issue.source()));
            }
        });
    }

    @Test
    void aSourceThatHangsOnClosingCostsNothing() {
        CkpiReport expected = measure(company());
        CkpiReport report = ckpi(company().onClose(this::hangOn))
                .sourceTimeout(LIMIT)
                .build()
                .measure(MAY);
        assertSame(report, expected);
        assertThat(report.issues()).isEqualTo(expected.issues());
    }

    @Test
    void aReaderThatHangsOnClosingHasDeliveredEverything() {
        FaultySource source = new FaultySource("crm", without()).onReaderClose(new Runnable() {
            private boolean hung;

            @Override
            public synchronized void run() {
                if (!hung) {
                    hung = true;
                    hang();
                }
            }
        });
        CkpiReport report = ckpi(source).sourceTimeout(LIMIT).build().measure(MAY);
        assertSame(report, measure(company()));
        assertThat(report.issues()).anySatisfy(issue -> {
            assertThat(issue.code()).isEqualTo("READER_NOT_CLOSED");
            assertThat(issue.sentence().en()).startsWith("all records were read");
        });
    }

    @Test
    void aSourceThatHangsOnOpeningIsAnErrorThatNamesIt() {
        FaultySource source = company().onOpen(this::hang);
        assertThatThrownBy(() -> ckpi(source).sourceTimeout(LIMIT).build().measure(MAY))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.source()).contains("crm"))
                .hasMessage("source crm was given up on: it gave no sign of life for PT1S on opening");
    }

    @Test
    void cancellingDoesNotWaitForASourceThatHangs() {
        CountDownLatch hanging = new CountDownLatch(1);
        FaultySource source = company().trouble(Order.class, (position, read, config, context) -> {
            hanging.countDown();
            hangOn();
        });
        CkpiException stopped = catchThrowableOfType(
                CkpiException.class, () -> ckpi(source).build().measure(MAY, () -> hanging.getCount() == 0));
        assertThat(stopped.kind()).isEqualTo(CkpiException.Kind.CANCELLED);
    }

    @Test
    void theTimeoutIsPositive() {
        assertThatThrownBy(() -> ckpi(company()).sourceTimeout(Duration.ZERO).build())
                .hasMessage("sourceTimeout is not positive: PT0S");
    }

    // ---- dies in the middle

    private static UnavailableException gone() {
        return new UnavailableException("TEST-GONE", "crm", "the line is dead", Duration.ZERO, null);
    }

    @Test
    void aSourceThatDiesInTheMiddleAndCannotResumeLosesTheWholeStream() {
        CkpiReport report = measure(company().failing(Order.class, 40, gone()));
        assertLeftOut(report, Order.class);
        assertThat(said(report, Order.class))
                .contains("(UNAVAILABLE, TEST-GONE)")
                .endsWith("read before the failure: 40");
    }

    @Test
    void aSourceThatDiesInTheMiddleAndResumesIsComplete() {
        CkpiReport report = measure(company().resuming().trouble(Order.class, (position, read, config, context) -> {
            if (position == 10 * read) {
                throw gone();
            }
        }));
        CkpiReport expected = measure(company());
        assertSame(report, expected);
        assertThat(report.issues()).isEqualTo(expected.issues());
    }

    @Test
    void aSourceThatResumesALittleEarlierIsComplete() {
        CkpiReport report = measure(company()
                .resuming()
                .cursors(position -> new Cursor("at-" + Math.max(0, position - 3)))
                .trouble(Order.class, (position, read, config, context) -> {
                    if (position == 20 && read == 1) {
                        throw gone();
                    }
                }));
        assertSame(report, measure(company()));
        assertThat(report.issues())
                .filteredOn(issue -> issue.code().equals("SUPERSEDED"))
                .anySatisfy(issue -> assertThat(issue.count()).isGreaterThanOrEqualTo(3));
    }

    static Stream<Arguments> deaths() {
        return Stream.of(
                Arguments.of(new IllegalStateException("for ann"), "(INTERNAL, CKPI-SRC-PLUGIN)"),
                Arguments.of(new CkpiException(CkpiException.Kind.DATA, "X-DATA", null, "bad"), "(DATA, X-DATA)"),
                Arguments.of(new CkpiException(CkpiException.Kind.AUTH, "X-AUTH", null, "no"), "(AUTH, X-AUTH)"),
                Arguments.of(
                        new CkpiException(CkpiException.Kind.INTERNAL, "X-BUG", null, "bug"), "(INTERNAL, X-BUG)"));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void whateverAPluginThrowsTheStreamIsLeftOut(RuntimeException death, String named) {
        CkpiReport report = measure(company().failing(Touch.class, 7, death));
        assertLeftOut(report, Touch.class);
        assertThat(said(report, Touch.class)).contains(named);
    }

    @Test
    void anErrorOfThePluginLeavesTheStreamOutToo() {
        for (Error error : List.of(new AssertionError("for ann"), new NoClassDefFoundError("com/example/Gone"))) {
            CkpiReport report = measure(company().trouble(Touch.class, (position, read, config, context) -> {
                throw error;
            }));
            assertLeftOut(report, Touch.class);
            assertThat(said(report, Touch.class)).contains("(INTERNAL, CKPI-SRC-PLUGIN)");
        }
    }

    @Test
    void anErrorOfTheMachineEndsTheMeasurement() {
        assertThatThrownBy(() -> measure(company().trouble(Touch.class, (position, read, config, context) -> {
                    throw new StackOverflowError();
                })))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void severalStreamsMayDieAtOnce() {
        assertLeftOut(
                measure(company()
                        .failing(Touch.class, 7, gone())
                        .failing(Spend.class, 0, new IllegalStateException())
                        .failing(Order.class, 1, new NullPointerException())),
                Touch.class,
                Spend.class,
                Order.class);
    }

    @Test
    void brokenCursorsLoseTheStreamAndNothingElse() {
        FaultySource source = company()
                .resuming()
                .cursors(position -> {
                    throw new IllegalStateException("no cursor");
                })
                .failing(Order.class, 40, gone());
        assertLeftOut(measure(source), Order.class);
    }

    @Test
    @SuppressWarnings("NullAway") // a plugin that is not checked
    void aWatermarkThatFailsLosesTheStreamAndIsNamed() {
        FaultySource source = company().watermarks(new java.util.function.Supplier<>() {
            private int asked;

            @Override
            public synchronized Watermark get() {
                if (asked++ == 0) {
                    throw new IllegalStateException("no watermark");
                }
                return new Watermark(null, CLOCK.instant());
            }
        });
        CkpiReport report = measure(source);
        assertThat(report.issues())
                .filteredOn(issue -> issue.code().equals("STREAM_LEFT_OUT"))
                .singleElement()
                .satisfies(issue -> assertThat(issue.sentence().en()).contains("CKPI-SRC-PLUGIN"));
    }

    @Test
    void theRejectsOfOneStreamTakeDownNoOtherHoweverTheThreadsRun() {
        for (int threads = 1; threads <= 4; threads++) {
            FaultySource source = company().trouble(Order.class, (position, read, config, context) -> {
                for (int row = 1; position == 1 && row <= 500; row++) {
                    context.rejects()
                            .add(new Reject(
                                    "crm", "Order", "orders:" + row, row, RejectReason.BAD_NUMBER, "sum", null));
                }
            });
            CkpiReport report = ckpi(source).threads(threads).build().measure(MAY);
            Map<String, String> digests = digests(report);
            digests(measure(new FaultySource("crm", without(Order.class))))
                    .forEach((type, digest) -> assertThat(digests).containsEntry(type, digest));
            assertThat(report.issues().stream().filter(issue -> issue.code().equals("STREAM_LEFT_OUT")))
                    .singleElement()
                    .satisfies(issue -> assertThat(issue.location()).isEqualTo("Order"));
        }
    }

    // ---- breaks the contract

    @Test
    void recordsOfAnotherTypeOrSourceLoseTheStream() {
        SourceRecord stranger = Make.paid("shop", "1", "2026-05-03T10:00:00Z", "ann", "1");
        CkpiReport report = measure(company().delivery(all -> {
            if (all.isEmpty() || !(all.get(0) instanceof Order)) {
                return all;
            }
            List<SourceRecord> more = new ArrayList<>(all);
            more.add(5, stranger);
            return more;
        }));
        assertLeftOut(report, Order.class);
        assertThat(said(report, Order.class)).contains("(INTERNAL, CKPI-SRC-CONTRACT)");

        SourceRecord touch = Make.visit("crm", "v", "2026-05-03T10:00:00Z", "ann");
        CkpiReport mixed = measure(company().delivery(all -> {
            if (all.isEmpty() || !(all.get(0) instanceof Order)) {
                return all;
            }
            List<SourceRecord> more = new ArrayList<>(all);
            more.add(touch);
            return more;
        }));
        assertLeftOut(mixed, Order.class);
    }

    @Test
    void aSourceThatCannotDescribeItselfIsAnError() {
        assertThatThrownBy(() -> measure(company().onDescribe(() -> {
                    throw new IllegalStateException("for ann");
                })))
                .hasMessage("the plugin of source crm failed on describing itself with"
                        + " java.lang.IllegalStateException");
    }

    // ---- delivers otherwise

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void orderPagesAndRepetitionsChangeNothing(long seed) {
        CkpiReport expected = measure(company());
        Random random = new Random(seed);
        int page = 1 + random.nextInt(50);
        FaultySource source = company().delivery(all -> {
            List<List<SourceRecord>> pages = new ArrayList<>();
            for (int from = 0; from < all.size(); from += page) {
                List<SourceRecord> one = new ArrayList<>(all.subList(from, Math.min(all.size(), from + page)));
                if (seed % 2 == 0) {
                    Collections.shuffle(one, new Random(seed + from));
                }
                pages.add(one);
                if (from % 3 == 0) {
                    pages.add(one); // a page comes twice
                }
            }
            Collections.shuffle(pages, new Random(seed));
            return pages.stream().flatMap(List::stream).toList();
        });
        CkpiReport report = ckpi(source)
                .threads(1 + (int) (seed % 3))
                .memoryBudget(seed % 2 == 0 ? 0 : Long.MAX_VALUE)
                .build()
                .measure(MAY);
        assertSame(report, expected);
        assertThat(report.issues()).anyMatch(issue -> issue.code().equals("SUPERSEDED"));
    }

    /** The same records in two deliveries of one source: revisions of the second replace those of the first. */
    @Test
    void aCorrectionWinsInWhicheverPageItComes() {
        List<SourceRecord> corrected = new ArrayList<>();
        List<SourceRecord> both = new ArrayList<>();
        for (SourceRecord record : COMPANY) {
            if (record instanceof Order order && order.status() == Order.Status.PAID && corrected.size() < 20) {
                Order later = Order.builder(
                                Envelope.builder(
                                                "crm",
                                                order.envelope().sourceKey(),
                                                order.envelope().occurredAt(),
                                                order.envelope().zone())
                                        .recordedAt(Instant.parse("2026-07-01T00:00:00Z"))
                                        .revision(9L)
                                        .build(),
                                order.orderRef(),
                                order.status(),
                                order.createdAt(),
                                order.revenue())
                        .paidAt(order.paidAt())
                        .person(order.person())
                        .build();
                corrected.add(later);
                both.add(later); // the correction comes first
                both.add(order);
            } else {
                corrected.add(record);
                both.add(record);
            }
        }
        assertThat(corrected).isNotEqualTo(COMPANY);
        assertSame(measure(new FaultySource("crm", both)), measure(new FaultySource("crm", corrected)));
    }

    // ---- leaks

    private static final String CANARY = "canary-5ecret/ü";
    private static final String PASSWORD = "canary-pa55word";
    private static final String PERSON = "canary-ivan@example.org";

    private static String everything(CkpiReport report) {
        StringBuilder all = new StringBuilder(report.toString());
        report.issues().forEach(all::append);
        report.sources().forEach(all::append);
        report.indicators().forEach(all::append);
        report.definitions().forEach(all::append);
        report.perspectives().forEach(all::append);
        report.effects().forEach(all::append);
        report.factors().forEach(all::append);
        report.stages().forEach(all::append);
        report.trend().forEach(all::append);
        return all.append(report.funnel())
                .append(report.cohorts())
                .append(report.evidence())
                .append(report.marc())
                .toString();
    }

    private static CkpiBuilder withSecrets(FaultySource source) {
        return ckpi().source(source, Map.of("secret", CANARY, "url", "https://ann:" + PASSWORD + "@example.org/path"));
    }

    /** Talks in every way it has. */
    private static FaultySource talkative() {
        String encoded = java.net.URLEncoder.encode(CANARY, java.nio.charset.StandardCharsets.UTF_8);
        String said = CANARY + " " + PASSWORD + " " + encoded;
        return company()
                .contract("zone of " + said)
                .issues(() -> List.of(new DataIssue(
                        "NOTED-" + CANARY,
                        DataIssue.Severity.WARNING,
                        CANARY,
                        "at " + said,
                        1,
                        new Names("замечено " + said, "noted " + said))))
                .onClose(() -> {
                    throw new IllegalStateException(PERSON + said);
                })
                .cursors(position -> new Cursor(said))
                .trouble(Touch.class, (position, read, config, context) -> {
                    if (position == 2) {
                        context.rejects()
                                .add(new Reject(
                                        CANARY,
                                        "Touch " + CANARY,
                                        "https://x/?key=" + encoded + "&p=" + PASSWORD,
                                        1,
                                        RejectReason.BAD_JSON,
                                        CANARY,
                                        PASSWORD));
                    }
                })
                .trouble(Order.class, (position, read, config, context) -> {
                    if (position == 1) {
                        IllegalStateException root = new IllegalStateException(PERSON + said);
                        root.addSuppressed(new IllegalArgumentException(PERSON + said));
                        throw new CkpiException(
                                CkpiException.Kind.DATA, "CODE-" + CANARY, "name-" + PASSWORD, said, root);
                    }
                })
                .trouble(Task.class, (position, read, config, context) -> {
                    throw new NumberFormatException("For input string: \"" + PERSON + "\"") {
                        private static final long serialVersionUID = 1L;

                        @Override
                        public String toString() {
                            return PERSON + said;
                        }

                        @Override
                        public String getLocalizedMessage() {
                            throw new IllegalStateException(PERSON + said);
                        }
                    };
                });
    }

    @Test
    void noSecretIsInAReportHoweverAPluginTalks() {
        CkpiReport report = withSecrets(talkative()).build().measure(MAY);
        String all = everything(report);
        assertThat(all).doesNotContain("canary").contains("noted **** ****", "zone of ****");
        assertThat(said(report, Order.class)).contains("(DATA, CODE-****)");
        assertThat(report.issues()).anySatisfy(issue -> {
            assertThat(issue.code()).isEqualTo("REJECTS");
            assertThat(issue.location()).isEqualTo("https://x/?key=****&p=****");
        });
    }

    @Test
    void noSecretIsInAnException() {
        List<FaultySource> lost = List.of(
                talkative().onOpen(() -> {
                    throw new IllegalStateException(PERSON + CANARY, new RuntimeException(PASSWORD));
                }),
                talkative().onOpen(() -> {
                    throw new CkpiException(CkpiException.Kind.AUTH, "X", "crm", "wrong: " + CANARY + PASSWORD);
                }),
                talkative().onDescribe(() -> {
                    throw new AssertionError(PERSON + CANARY + PASSWORD);
                }));
        for (FaultySource source : lost) {
            CkpiException thrown = catchThrowableOfType(
                    CkpiException.class, () -> withSecrets(source).build().measure(MAY));
            java.io.StringWriter trace = new java.io.StringWriter();
            thrown.printStackTrace(new java.io.PrintWriter(trace));
            assertThat(trace + thrown.code() + thrown.source()).doesNotContain("canary");
        }
    }
}
