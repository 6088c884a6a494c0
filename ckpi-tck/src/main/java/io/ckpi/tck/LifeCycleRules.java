package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The rules L. */
final class LifeCycleRules {

    private static final int ROUNDS = 12;
    private static final int LARGE = 1_500;
    private static final int PAGES = 4;

    private final Bench bench;

    LifeCycleRules(Bench bench) {
        this.bench = bench;
    }

    void l01() throws Exception {
        bench.some();
        Bench.Opened opened = bench.open();
        RecordReader<?> reader =
                Bench.begin(opened.source, ReadRequest.all(bench.types().get(0)));
        reader.next();
        reader.close();
        reader.close();
        opened.source.close();
        opened.source.close();
        reader.close();
    }

    void l02() throws Exception {
        bench.some(bench.tck().pageSize() + 1);
        for (Class<? extends SourceRecord> type : bench.types()) {
            middle(type);
        }
    }

    private <R extends SourceRecord> void middle(Class<R> type) {
        List<R> all = bench.readAll(type);
        try (Bench.Opened opened = bench.open()) {
            try (RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
                Bench.take(reader, type, all.size() / 2);
            }
            Compare.same(
                    type.getSimpleName() + " after a reader was closed in the middle",
                    all,
                    Bench.read(opened.source, ReadRequest.all(type)));
        }
        Bench.Opened opened = bench.open();
        RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type));
        Bench.take(reader, type, all.size() / 2);
        opened.close();
        reader.close();
    }

    void l03() throws Exception {
        bench.some();
        Class<? extends SourceRecord> type = bench.types().get(0);
        RecordSource source;
        try (Bench.Opened opened = bench.open()) {
            source = opened.source;
            RecordReader<?> reader = Bench.begin(source, ReadRequest.all(type));
            reader.next();
            reader.close();
            closed("next() of a closed reader", reader::next);
            closed("cursor() of a closed reader", reader::cursor);
            closed("watermark() of a closed reader", reader::watermark);
        }
        closed("read() of a closed source", () -> source.read(ReadRequest.all(type)));
        closed("describe() of a closed source", source::describe);
    }

    private static void closed(String what, Callable<?> call) throws Exception {
        CkpiException failure = null;
        try {
            call.call();
        } catch (CkpiException e) {
            failure = e;
        }
        assertThat(failure).as("the failure of %s", what).isNotNull();
        assertThat(Objects.requireNonNull(failure).code())
                .as("the code of the failure of %s", what)
                .isEqualTo("CKPI-SRC-CLOSED");
    }

    void l04() throws Exception {
        bench.some(bench.tck().pageSize() + 1);
        for (Class<? extends SourceRecord> type : bench.types()) {
            two(type);
        }
    }

    private <R extends SourceRecord> void two(Class<R> type) throws Exception {
        List<R> all = bench.readAll(type);
        String name = type.getSimpleName();
        try (Bench.Opened opened = bench.open()) {
            List<R> first = new ArrayList<>();
            List<R> second = new ArrayList<>();
            try (RecordReader<R> one = Bench.begin(opened.source, ReadRequest.all(type));
                    RecordReader<R> other = Bench.begin(opened.source, ReadRequest.all(type))) {
                int before;
                do {
                    before = first.size() + second.size();
                    first.addAll(Bench.take(one, type, 1));
                    second.addAll(Bench.take(other, type, 2));
                } while (first.size() + second.size() > before && second.size() <= all.size());
            }
            Compare.same(name + " by the first of two readers in turn", all, first);
            Compare.same(name + " by the second of two readers in turn", all, second);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Callable<List<R>> reading = () -> Bench.read(opened.source, ReadRequest.all(type));
                for (Future<List<R>> read : threads.invokeAll(List.of(reading, reading))) {
                    Compare.same(name + " by one of two threads", all, read.get());
                }
            } catch (ExecutionException e) {
                throw new AssertionError("reading " + name + " on two threads fails: " + e.getCause(), e.getCause());
            } finally {
                threads.shutdownNow();
                threads.awaitTermination(1, TimeUnit.MINUTES);
            }
        }
    }

    void l05() throws Exception {
        int rows = Math.max(LARGE, PAGES * bench.tck().pageSize());
        bench.some(2);
        Class<? extends SourceRecord> type = bench.types().get(0);
        try {
            bench.loadableTypes();
            bench.loadRecords(bench.ordinary(type, rows));
        } catch (Bench.CannotLoad e) {
            type = largest();
        }
        cancel(type);
    }

    private Class<? extends SourceRecord> largest() throws Exception {
        Class<? extends SourceRecord> largest = bench.types().get(0);
        int most = -1;
        for (Class<? extends SourceRecord> type : bench.types()) {
            int count = bench.readAll(type).size();
            if (count > most) {
                most = count;
                largest = type;
            }
        }
        return largest;
    }

    private <R extends SourceRecord> void cancel(Class<R> type) {
        try (Bench.Opened opened = bench.open();
                RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
            Bench.take(reader, type, 1);
            opened.context.cancelled = true;
            long start = System.nanoTime();
            CkpiException failure = null;
            int more = 0;
            try {
                more = Bench.drain(reader, type).size();
            } catch (CkpiException e) {
                failure = e;
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertThat(failure)
                    .as("the failure after cancelling: instead %s more records came", more)
                    .isNotNull();
            assertThat(Objects.requireNonNull(failure).kind())
                    .as("the kind of failure after cancelling")
                    .isEqualTo(CkpiException.Kind.CANCELLED);
            assertThat(millis).as("milliseconds until cancelling was noticed").isLessThan(1_000);
        }
    }

    void l06() throws Exception {
        bench.some(bench.tck().pageSize() + 1);
        List<Class<? extends SourceRecord>> types = bench.types();
        round(types); // what is made once for all stays
        OptionalInt connections = bench.tck().openConnections();
        Footprint before = Footprint.now();
        for (int i = 0; i < ROUNDS; i++) {
            round(types);
        }
        before.check("after opening and closing the source " + ROUNDS + " times", ROUNDS);
        if (connections.isPresent()) {
            // a server may notice the end of a connection a little after the client
            Footprint.await(() -> {
                int now = bench.tck().openConnections().orElse(0);
                return now <= connections.getAsInt()
                        ? Optional.empty()
                        : Optional.of("after closing " + now + " connections are open, before there were "
                                + connections.getAsInt());
            });
        }
    }

    /** Opens, reads one type to the end and another to the middle, and closes. */
    private void round(List<Class<? extends SourceRecord>> types) {
        Bench.Opened opened = bench.open();
        try {
            Bench.read(opened.source, ReadRequest.all(types.get(0)));
            try (RecordReader<?> reader = Bench.begin(opened.source, ReadRequest.all(types.get(types.size() - 1)))) {
                reader.next();
            }
        } finally {
            opened.close();
        }
    }

    void l07() throws Exception {
        int page = bench.tck().pageSize();
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            bench.loadRecords(bench.ordinary(type, PAGES * page));
            bench.tck().failAfter(2 * page);
            fails(type, PAGES * page);
        }
    }

    private <R extends SourceRecord> void fails(Class<R> type, int rows) {
        String name = type.getSimpleName();
        CkpiException failure = null;
        Set<R> seen = new HashSet<>();
        try (Bench.Opened opened = bench.open(bench.config(Map.of()));
                RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
            try {
                for (R record = reader.next(); record != null; record = reader.next()) {
                    assertThat(seen.add(record))
                            .as("a record of %s comes once before the failure", name)
                            .isTrue();
                }
            } catch (CkpiException e) {
                failure = e;
            }
        }
        assertThat(failure)
                .as(
                        "the failure of reading %s when the third page fails: instead %s of %s records came",
                        name, seen.size(), rows)
                .isNotNull();
        assertThat(Objects.requireNonNull(failure).kind())
                .as("the kind of the failure of reading %s: %s", name, failure)
                .isIn(CkpiException.Kind.UNAVAILABLE, CkpiException.Kind.AUTH, CkpiException.Kind.DATA);
        assertThat(seen.size())
                .as("the records of %s before the failure in the third page", name)
                .isBetween(1, 2 * bench.tck().pageSize());
    }
}
