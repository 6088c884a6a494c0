package io.ckpi.tck.ledger;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import io.ckpi.tck.TableFixture;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

final class LedgerSource implements RecordSource, MomentsSource {

    final String name;
    final SourceContext context;
    final int page;
    final String book;
    /** The place of all readers, for a flaw. */
    final AtomicInteger shared = new AtomicInteger();

    final AtomicInteger readers = new AtomicInteger();

    private final String text;
    private volatile boolean closed;
    private boolean described;

    LedgerSource(SourceConfig config, SourceContext context, int page, String book) {
        this.name = config.source();
        this.context = context;
        this.page = page;
        this.book = book;
        this.text = config.secret("password").orElseThrow().use(String::new);
        Ledger.CONNECTIONS.incrementAndGet();
        if (Ledger.has(Flaw.LEAVES_A_THREAD)) {
            leaveThread();
        } else if (Ledger.has(Flaw.LEAVES_A_FILE)) {
            leaveFile();
        }
    }

    static void leaveThread() {
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(20_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ledger-left");
        thread.setDaemon(true);
        thread.start();
    }

    private static void leaveFile() {
        try {
            Ledger.LEFT.add(new FileInputStream("pom.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SourceDescription describe() {
        if (closed && !Ledger.has(Flaw.SPEAKS_AFTER_CLOSE)) {
            throw closed("the ledger");
        }
        boolean again = described;
        described = true;
        Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        capabilities.removeAll(Ledger.unclaimed);
        if (Ledger.has(Flaw.CLAIMS_TOO_LITTLE)) {
            capabilities.remove(Capability.DELETES);
        }
        return new SourceDescription(
                Ledger.types,
                Ledger.has(Flaw.NO_WORD_ABOUT_TIME) ? "" : "instants in UTC",
                again && Ledger.has(Flaw.DESCRIPTION_CHANGES) ? "changed its mind" : "amounts with their currency",
                Duration.ofDays(3),
                capabilities,
                Ledger.has(Flaw.PERSONAL_FIELDS_UNNAMED) ? Set.of() : Set.of("mail"));
    }

    CkpiException closed(String what) {
        return new CkpiException(CkpiException.Kind.INTERNAL, "CKPI-SRC-CLOSED", name, what + " is closed");
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        if (closed) {
            throw closed("the ledger");
        }
        return new LedgerReader<>(this, request);
    }

    @Override
    public void close() {
        if (closed && Ledger.has(Flaw.SECOND_CLOSE_THROWS)) {
            throw closed("the ledger");
        }
        if (!closed && !Ledger.has(Flaw.LEAVES_A_CONNECTION)) {
            Ledger.CONNECTIONS.decrementAndGet();
        }
        closed = true;
    }

    @Override
    public String toString() {
        return Ledger.has(Flaw.SECRET_IN_TEXT_FORM) ? "Ledger[" + text + "]" : "Ledger";
    }

    // ---- moments

    @Override
    public Optional<MomentsTable> moments(MomentsRequest request) {
        TableFixture table = Ledger.TABLES.get(request.table());
        if (table == null) {
            throw new CkpiException(CkpiException.Kind.CONFIG, "LEDGER-TABLE", name, "there is no such table");
        }
        Map<String, Set<String>> groupsOfUnits = new HashMap<>();
        Set<String> cells = new HashSet<>();
        long ungrouped = 0;
        for (TableFixture.Row row : table.rows()) {
            if (request.group() != null && row.group() == null && !Ledger.has(Flaw.NO_GROUP_IS_A_GROUP)) {
                ungrouped++;
            } else if (request.unit() != null) {
                groupsOfUnits
                        .computeIfAbsent(row.unit(), unit -> new HashSet<>())
                        .add(String.valueOf(row.group()));
                if (!cells.add(row.group() + "/" + row.unit())) {
                    throw fault("a unit has two rows in one group");
                }
            }
        }
        Map<String, Computed> groups = new TreeMap<>();
        if (request.group() == null) {
            groups.put("", new Computed(request.layout()));
        }
        for (TableFixture.Row row : table.rows()) {
            String group = request.group() == null ? "" : row.group();
            if (group == null && Ledger.has(Flaw.NO_GROUP_IS_A_GROUP)) {
                group = "";
            }
            boolean pure = groupsOfUnits.getOrDefault(row.unit(), Set.of()).size() < 2;
            if (group != null && pure) {
                groups.computeIfAbsent(group, g -> new Computed(request.layout()))
                        .add(row);
            }
        }
        Map<String, Moments> moments = new TreeMap<>();
        groups.forEach((group, computed) -> moments.put(group, computed.moments()));
        long contaminated =
                groupsOfUnits.values().stream().filter(in -> in.size() > 1).count();
        return Optional.of(new MomentsTable(moments, ungrouped, contaminated));
    }

    private CkpiException fault(String sentence) {
        return new CkpiException(CkpiException.Kind.DATA, "LEDGER-TABLE", name, sentence);
    }

    /** One group. */
    private final class Computed {
        private final MomentsLayout layout;
        private final MomentsAccumulator accumulator;
        private final double[] sums;
        private final double[] squares;
        private long rows;

        Computed(MomentsLayout layout) {
            this.layout = layout;
            this.accumulator = layout.accumulator();
            this.sums = new double[layout.size()];
            this.squares = new double[layout.size()];
        }

        void add(TableFixture.Row row) {
            double[] values = new double[layout.size()];
            for (int i = 0; i < values.length; i++) {
                Double value = row.values().get(i);
                if (value == null && layout.variables().get(i).missing() == MomentsLayout.Missing.FAIL) {
                    if (!Ledger.has(Flaw.MISSING_IS_ZERO)) {
                        throw fault("a value is missing that must not be");
                    }
                }
                values[i] = value == null ? Ledger.has(Flaw.MISSING_IS_ZERO) ? 0 : Double.NaN : value;
                sums[i] += values[i];
                squares[i] += values[i] * values[i];
            }
            if (Ledger.has(Flaw.FIRST_IS_LEAST) && rows == 0 && values.length > 1) {
                values[0] += 1e-3; // depends on which row comes first
            }
            if (Ledger.has(Flaw.COVARIANCE_OF_SIGNS) && values.length > 1 && values[1] > 1e6) {
                values[1] += rows % 2;
            }
            rows++;
            accumulator.add(values);
        }

        Moments moments() {
            if (!Ledger.has(Flaw.SUMS_OF_SQUARES) || layout.size() > 1) {
                return accumulator.moments();
            }
            return layout.fromSums(rows, new double[1], sums, new double[][] {squares}, null, new long[] {rows});
        }
    }

    static List<Ledger.Entry> rows(Class<?> type) {
        return Ledger.ROWS.getOrDefault(type, List.of());
    }
}
