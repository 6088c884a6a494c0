package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.UnavailableException;
import io.ckpi.spi.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plugins that do not come back. No assertion depends on how fast the machine is: who hangs, hangs until the test ends. */
class StallTest {

    private static final Instant AT = Instant.parse("2026-10-01T10:00:00Z");
    private static final ReadRequest<Referral> ALL = ReadRequest.all(Referral.class);
    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Host HOST = TestPlugin.HOST.withStallLimit(LIMIT);

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        end.countDown();
    }

    private static Referral record(int number) {
        Envelope envelope = Envelope.builder("crm", "k" + number, AT.plusSeconds(number), ZoneId.of("UTC"))
                .build();
        return new Referral(envelope, "a", "b", null, null);
    }

    /** Hangs until the test ends or the thread is interrupted. */
    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Hangs until the test ends, whoever interrupts it. */
    private void hangOn() {
        boolean interrupted = false;
        while (true) {
            try {
                end.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static TestPlugin plugin(int records, Runnable then) {
        return new TestPlugin("test").records(request -> {
            AtomicInteger next = new AtomicInteger();
            return () -> {
                if (next.get() == records) {
                    then.run();
                    return null;
                }
                return record(next.incrementAndGet());
            };
        });
    }

    private static OpenSources open(TestPlugin plugin, Host host) {
        return Sources.of(plugin).open(host, SourceSpec.of("test").named("crm"));
    }

    private static CkpiException stalled(Runnable work) {
        CkpiException failure = catchThrowableOfType(CkpiException.class, work::run);
        assertThat(failure.kind()).isEqualTo(CkpiException.Kind.UNAVAILABLE);
        assertThat(failure.code()).isEqualTo("CKPI-SRC-STALLED");
        assertThat(failure.source()).contains("crm");
        return failure;
    }

    // ---- who does not hang

    @Test
    void drainingGivesWhatReadingGives() {
        TestPlugin plugin =
                plugin(1000, () -> {}).watermarks(() -> new Watermark(AT.plusSeconds(1000), TestPlugin.NOW));
        List<Referral> read = new ArrayList<>();
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        try (OpenSources sources = open(plugin, TestPlugin.HOST)) {
            OpenSource.End got = sources.source("crm").drain(ALL, record -> {
                read.add(record);
                thread.set(Thread.currentThread());
            });
            assertThat(got.watermark().completeThrough()).isEqualTo(AT.plusSeconds(1000));
            assertThat(got.issues()).isEmpty();
        }
        assertThat(read).hasSize(1000).startsWith(record(1)).endsWith(record(1000));
        assertThat(plugin.log()).containsExactly("open crm", "read 1", "close reader 1", "close crm");
        assertThat(Objects.requireNonNull(thread.get()).getName()).isEqualTo("ckpi-source-crm reading Referral");
        assertThat(Objects.requireNonNull(thread.get()).isDaemon()).isTrue();
    }

    @Test
    void aTypeThatIsNotDeliveredIsEmpty() {
        try (OpenSources sources = open(plugin(1, () -> {}), HOST)) {
            OpenSource.End got = sources.source("crm")
                    .drain(ReadRequest.all(io.ckpi.core.record.Order.class), record -> {
                        throw new AssertionError("there is none");
                    });
            assertThat(got.watermark().completeThrough()).isNull();
        }
    }

    @Test
    void whatTheSinkThrowsEndsTheReading() {
        TestPlugin plugin = plugin(10, () -> {});
        try (OpenSources sources = open(plugin, HOST)) {
            OpenSource source = sources.source("crm");
            IllegalStateException full = new IllegalStateException("the disk is full");
            assertThatThrownBy(() -> source.drain(ALL, record -> {
                        throw full;
                    }))
                    .isSameAs(full);
            StackOverflowError deep = new StackOverflowError();
            assertThatThrownBy(() -> source.drain(ALL, record -> {
                        throw deep;
                    }))
                    .isSameAs(deep);
        }
        assertThat(plugin.log()).contains("close reader 1", "close reader 2");
    }

    @Test
    void aSlowSinkIsNobodysFault() {
        AtomicInteger seen = new AtomicInteger();
        try (OpenSources sources = open(plugin(3, () -> {}), TestPlugin.HOST.withStallLimit(Duration.ofMillis(100)))) {
            sources.source("crm").drain(ALL, record -> {
                LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
                seen.incrementAndGet();
            });
        }
        assertThat(seen).hasValue(3);
    }

    @Test
    void rowsAreASignOfLife() {
        TestPlugin plugin = new TestPlugin("test");
        AtomicInteger rows = new AtomicInteger();
        plugin.records(request -> () -> {
            // a file of which no row is wanted: longer than the limit without a record
            for (int i = 0; i < 15; i++) {
                LockSupport.parkNanos(LIMIT.toNanos() / 10);
                plugin.context().rejects().accepted("crm", "Referral");
                rows.incrementAndGet();
            }
            return null;
        });
        try (OpenSources sources = open(plugin, HOST)) {
            sources.source("crm").drain(ALL, record -> {});
            assertThat(sources.rejects().rowCount("crm")).isEqualTo(15);
        }
        assertThat(rows).hasValue(15);
    }

    @Test
    void theRejectsOfOneReadAreNoFaultOfAnotherAtTheSameTime() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch spoiled = new CountDownLatch(1);
        TestPlugin plugin = new TestPlugin("test");
        plugin.records(request -> {
            AtomicInteger row = new AtomicInteger();
            boolean good = request.from() == null;
            return () -> {
                if (good && row.get() == 1) {
                    begun.countDown();
                    await(spoiled);
                }
                if (row.get() == 200) {
                    return null;
                }
                if (good) {
                    plugin.context().rejects().accepted("crm", "good.csv");
                    return record(row.incrementAndGet());
                }
                while (row.incrementAndGet() < 200) {
                    plugin.context()
                            .rejects()
                            .add(new Reject("crm", "bad.csv", "bad.csv", row.get(), RejectReason.BAD_JSON, null, null));
                }
                return null;
            };
        });
        List<SourceRecord> read = new ArrayList<>();
        try (OpenSources sources = open(plugin, TestPlugin.HOST)) {
            OpenSource source = sources.source("crm");
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread good = new Thread(() -> {
                try {
                    source.drain(ALL, read::add);
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            good.start();
            await(begun);
            assertThatThrownBy(() -> source.drain(
                            new ReadRequest<>(Referral.class, AT, AT.plusSeconds(1000), null), record -> {}))
                    .hasMessageContaining("source crm has too many rejected rows: bad.csv 199 of 199")
                    .hasMessageNotContaining("good.csv");
            spoiled.countDown();
            good.join();
            assertThat(failure.get()).isNull();
        }
        assertThat(read).hasSize(200);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- who hangs

    @Test
    void aReaderThatHangsIsGivenUpOn() {
        TestPlugin plugin = plugin(7, this::hang);
        List<SourceRecord> read = new ArrayList<>();
        try (OpenSources sources = open(plugin, HOST)) {
            OpenSource source = sources.source("crm");
            assertThat(stalled(() -> source.drain(ALL, read::add)))
                    .hasMessage("source crm was given up on: it gave no sign of life for PT0.4S reading Referral");
            assertThat(read).hasSize(7);
            // it ended when it was interrupted, so the source can be asked for more
            plugin.records(request -> () -> null);
            assertThat(source.drain(ALL, read::add).issues()).isEmpty();
        }
        assertThat(plugin.log()).containsOnlyOnce("close reader 1").endsWith("close crm");
    }

    @Test
    void aReaderThatIgnoresInterruptsIsLeftBehindWithItsSource() {
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        List<SourceRecord> read = new ArrayList<>();
        TestPlugin plugin = plugin(2, () -> {
            thread.set(Thread.currentThread());
            hangOn();
        });
        try (OpenSources sources = open(plugin, HOST)) {
            OpenSource source = sources.source("crm");
            stalled(() -> source.drain(ALL, read::add));
            assertThat(stalled(() -> source.drain(ALL, read::add)))
                    .hasMessage("nothing more is asked of source crm: it was given up on reading Referral and has not"
                            + " come back since");
            stalled(() -> source.read(ALL));
            assertThat(Objects.requireNonNull(thread.get()).getName())
                    .isEqualTo("ckpi-source-crm reading Referral, given up on");
            assertThat(Objects.requireNonNull(thread.get()).isDaemon()).isTrue();
        }
        assertThat(read).hasSize(2);
        assertThat(plugin.log()).containsExactly("open crm", "read 1", "close crm");
    }

    @Test
    void whoComesBackTooLateTouchesNothing() throws InterruptedException {
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        AtomicBoolean told = new AtomicBoolean();
        List<SourceRecord> read = new ArrayList<>();
        TestPlugin plugin = new TestPlugin("test");
        plugin.records(request -> () -> {
            thread.set(Thread.currentThread());
            hangOn();
            told.set(plugin.context().cancelled());
            try {
                plugin.context()
                        .rejects()
                        .add(new Reject("crm", "Referral", "late", 1, RejectReason.BAD_JSON, null, null));
            } catch (CkpiException e) {
                refused.set(e);
            }
            return record(1);
        });
        try (OpenSources sources = open(plugin, HOST)) {
            stalled(() -> sources.source("crm").drain(ALL, read::add));
            end.countDown();
            Objects.requireNonNull(thread.get()).join();
            assertThat(sources.rejects().rejected("crm")).isZero();
        }
        assertThat(read).isEmpty();
        assertThat(told).isTrue();
        assertThat(refused.get()).hasMessage("source crm was given up on");
        assertThat(plugin.log()).as("its reader is closed").contains("close reader 1");
    }

    @Test
    void aSourceThatHangsOnOpeningOrDescribingIsNotTriedAgain() {
        AtomicInteger opened = new AtomicInteger();
        TestPlugin opening = plugin(1, () -> {}).onOpen(() -> {
            opened.incrementAndGet();
            hang();
        });
        assertThat(stalled(() -> open(opening, HOST)))
                .hasMessage("source crm was given up on: it gave no sign of life for PT0.4S on opening");
        assertThat(opened).hasValue(1);
        TestPlugin describing = plugin(1, () -> {}).onDescribe(this::hang);
        assertThat(stalled(() -> open(describing, HOST)))
                .hasMessage("source crm was given up on: it gave no sign of life for PT0.4S on describing itself");
        assertThat(describing.log()).containsExactly("open crm", "close crm");
    }

    @Test
    void whatIsOpenedTooLateIsClosed() throws InterruptedException {
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        TestPlugin plugin = plugin(1, () -> {}).onOpen(() -> {
            thread.set(Thread.currentThread());
            hangOn();
        });
        stalled(() -> open(plugin, HOST));
        end.countDown();
        Objects.requireNonNull(thread.get()).join();
        assertThat(plugin.log()).containsExactly("open crm", "close crm");
    }

    @Test
    void aReaderThatHangsOnClosingHasDeliveredEverything() {
        TestPlugin plugin = plugin(3, () -> {}).onReaderClose(this::hang);
        List<SourceRecord> read = new ArrayList<>();
        try (OpenSources sources = open(plugin, HOST)) {
            OpenSource.End got = sources.source("crm").drain(ALL, read::add);
            assertThat(got.issues()).singleElement().satisfies(issue -> {
                assertThat(issue.code()).isEqualTo("READER_NOT_CLOSED");
                assertThat(issue.severity()).isEqualTo(DataIssue.Severity.WARNING);
                assertThat(issue.source()).isEqualTo("crm");
                assertThat(issue.location()).isEqualTo("Referral");
                assertThat(issue.sentence().en())
                        .isEqualTo("all records were read, but the reader could not be closed: the plugin did not"
                                + " come back");
                assertThat(issue.sentence().ru()).startsWith("все записи прочитаны");
            });
        }
        assertThat(read).hasSize(3);
    }

    @Test
    void aReaderThatFailsOnClosingHasDeliveredEverything() {
        TestPlugin plugin = plugin(3, () -> {}).onReaderClose(() -> {
            throw new IllegalStateException("canary");
        });
        List<SourceRecord> read = new ArrayList<>();
        try (OpenSources sources = open(plugin, HOST)) {
            assertThat(sources.source("crm").drain(ALL, read::add).issues())
                    .singleElement()
                    .satisfies(issue -> assertThat(issue.sentence().en())
                            .isEqualTo("all records were read, but the reader could not be closed: CKPI-SRC-PLUGIN"));
        }
        assertThat(read).hasSize(3);
    }

    @Test
    void aSourceThatHangsOnClosingIsLeftBehind() {
        TestPlugin plugin = plugin(1, () -> {}).onClose(this::hangOn);
        OpenSources sources = open(plugin, HOST);
        assertThat(stalled(sources::close))
                .hasMessage("source crm was given up on: it gave no sign of life for PT0.4S on closing");
        sources.close();
    }

    @Test
    void whoWantsToStopDoesNotWaitForAPlugin() {
        AtomicBoolean stop = new AtomicBoolean();
        TestPlugin plugin = plugin(1, () -> {
            stop.set(true);
            hangOn();
        });
        Host host = TestPlugin.HOST.withCancellation(stop::get); // its limit is five minutes
        try (OpenSources sources = open(plugin, host)) {
            assertThatThrownBy(() -> sources.source("crm").drain(ALL, record -> {}))
                    .isInstanceOfSatisfying(CkpiException.class, e -> {
                        assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED);
                        assertThat(e.code()).isEqualTo("CKPI-SRC-CANCELLED");
                    });
        }
    }

    @Test
    void anInterruptReachesThePlugin() {
        TestPlugin plugin = plugin(1, this::hang);
        try (OpenSources sources = open(plugin, TestPlugin.HOST)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> sources.source("crm").drain(ALL, record -> {}))
                    .hasMessage("the plugin of source crm failed reading Referral with"
                            + " java.lang.IllegalStateException");
            assertThat(Thread.interrupted()).as("and is kept").isTrue();
        }
    }

    // ---- who never gets further

    @Test
    void aSourceThatResumesWhereItWasIsTriedAFewTimesOnly() {
        AtomicInteger reads = new AtomicInteger();
        TestPlugin plugin = new TestPlugin("test")
                .capabilities(Capability.RESUME)
                .cursors(() -> new Cursor("5"))
                .records(request -> {
                    reads.incrementAndGet();
                    Iterator<SourceRecord> some =
                            List.<SourceRecord>of(record(1), record(2)).iterator();
                    return (Supplier<@Nullable SourceRecord>) () -> {
                        if (some.hasNext()) {
                            return some.next();
                        }
                        throw new UnavailableException("BUSY", null, "try later", null, null);
                    };
                });
        try (OpenSources sources = open(plugin, HOST)) {
            assertThatThrownBy(() -> sources.source("crm").drain(ALL, record -> {}))
                    .hasMessage("try later");
        }
        assertThat(reads)
                .as("the first read, five tries from the first cursor on")
                .hasValue(6);
    }

    @Test
    void theSameExceptionTwiceIsNoFurtherFault() {
        CkpiException same = new CkpiException(CkpiException.Kind.DATA, "BROKEN", "crm", "broken");
        TestPlugin plugin = plugin(1, () -> {
                    throw same;
                })
                .onReaderClose(() -> {
                    throw same;
                })
                .onClose(() -> {
                    throw same;
                });
        OpenSources sources = open(plugin, HOST);
        assertThatThrownBy(() -> sources.source("crm").drain(ALL, record -> {})).isSameAs(same);
        sources.source("crm").read(ALL);
        assertThatThrownBy(sources::close).isSameAs(same);
    }

    @Test
    void theLimitIsPositive() {
        assertThatThrownBy(() -> TestPlugin.HOST.withStallLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stallLimit is not positive: PT0S");
        try (OpenSources sources =
                open(plugin(1, () -> {}), TestPlugin.HOST.withStallLimit(Duration.ofSeconds(Long.MAX_VALUE)))) {
            assertThat(sources.source("crm").drain(ALL, record -> {}).issues()).isEmpty();
        }
    }
}
