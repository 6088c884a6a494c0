package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Rejects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts rejects by source, stream and reason, and keeps the first ones: an accumulator.
 *
 * <p>A stream is over its budget once it has at least as many rows as the budget asks for and more than its share of them
 * are rejects; from then on it stays over, as the source has stopped delivering. The rows of all streams of a source beyond
 * the first {@value #MAX_STREAMS} are counted as one stream, {@value #OTHER_STREAMS}.
 *
 * <p><b>Thread-safety.</b> may be used by many threads; which rejects are the first is then a matter of chance, the counts
 * are exact.
 */
public final class RejectLog implements Rejects {

    /** How many rejects of a source are kept. */
    public static final int KEPT = 100;

    /** How many streams of a source are told apart. */
    public static final int MAX_STREAMS = 1_000;

    /** The name under which the rows of all further streams of a source are counted. */
    public static final String OTHER_STREAMS = "(other streams)";

    private static final RejectReason[] REASONS = RejectReason.values();
    private static final int TOP_REASONS = 3;

    private final Budget budget;
    private final Map<String, Source> sources = new ConcurrentHashMap<>();

    /**
     * How many rejects are tolerated.
     *
     * @param share greatest tolerable share of the rows of a stream, in [0, 1]
     * @param fromRows number of rows from which on the share counts, 1 or more
     */
    public record Budget(double share, long fromRows) {

        /** One per cent, from 100 rows on. */
        public static final Budget DEFAULT = new Budget(0.01, 100);

        /** Checks the range. */
        public Budget {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("share is not in [0, 1]: " + share);
            }
            if (fromRows < 1) {
                throw new IllegalArgumentException("fromRows is below 1: " + fromRows);
            }
        }
    }

    /**
     * The counts of one stream.
     *
     * @param source the configured source
     * @param stream the type of record or the file
     * @param rows rows that became a record, were left out by a declared condition, or were rejected
     * @param rejected rows rejected
     * @param reasons rejected rows by reason, reasons that do not occur left out
     * @param overBudget whether delivery stopped
     */
    public record StreamCount(
            String source,
            String stream,
            long rows,
            long rejected,
            Map<RejectReason, Long> reasons,
            boolean overBudget) {

        /** Copies the reasons. */
        public StreamCount {
            reasons = Map.copyOf(reasons);
        }
    }

    private static final class Source {
        final Map<String, Stream> streams = new ConcurrentHashMap<>();
        final List<Reject> kept = new ArrayList<>();
        volatile boolean someOver;
        volatile boolean full;
    }

    private static final class Stream {
        final AtomicLong rows = new AtomicLong();
        final AtomicLong rejected = new AtomicLong();
        final AtomicLongArray byReason = new AtomicLongArray(REASONS.length);
        final Map<RejectReason, String> firstLocation = new ConcurrentHashMap<>();
        volatile boolean over;
    }

    private RejectLog(Budget budget) {
        this.budget = budget;
    }

    /** An empty log with the default budget. */
    public static RejectLog withDefaults() {
        return with(Budget.DEFAULT);
    }

    /** An empty log. */
    public static RejectLog with(Budget budget) {
        return new RejectLog(budget);
    }

    private Source source(String name) {
        Source known = sources.get(name);
        return known == null ? sources.computeIfAbsent(name, n -> new Source()) : known;
    }

    private static Stream stream(Source source, String name) {
        Stream known = source.streams.get(name);
        return known == null
                ? source.streams.computeIfAbsent(
                        source.streams.size() < MAX_STREAMS ? name : OTHER_STREAMS, n -> new Stream())
                : known;
    }

    /** The name under which the rows of a stream are counted from now on. */
    String streamName(String source, String stream) {
        Source of = source(source);
        return of.streams.containsKey(stream) || of.streams.size() < MAX_STREAMS ? stream : OTHER_STREAMS;
    }

    @Override
    public void add(Reject reject) {
        add(reject.source(), reject.stream(), reject.reason(), () -> reject);
    }

    /** Counts a reject, and makes it only if it is kept. */
    void add(String ofSource, String ofStream, RejectReason reason, Supplier<Reject> reject) {
        Source source = source(ofSource);
        Stream stream = stream(source, ofStream);
        stream.rows.incrementAndGet();
        stream.rejected.incrementAndGet();
        stream.byReason.incrementAndGet(reason.ordinal());
        if (!source.full || !stream.firstLocation.containsKey(reason)) {
            keep(source, stream, reject.get());
        }
        judge(source, stream);
    }

    private static void keep(Source source, Stream stream, Reject reject) {
        stream.firstLocation.putIfAbsent(reject.reason(), reject.location());
        synchronized (source.kept) {
            if (source.kept.size() < KEPT) {
                source.kept.add(reject);
            }
            source.full = source.kept.size() == KEPT;
        }
    }

    @Override
    public void accepted(String source, String stream) {
        Source of = source(source);
        Stream counts = stream(of, stream);
        // later the share of rejects only falls with every row accepted
        if (counts.rows.incrementAndGet() == budget.fromRows) {
            judge(of, counts);
        }
    }

    private void judge(Source source, Stream stream) {
        long rows = stream.rows.get();
        if (rows >= budget.fromRows && stream.rejected.get() > budget.share * rows) {
            stream.over = true;
            source.someOver = true;
        }
    }

    @Override
    public boolean overBudget(String source, String stream) {
        Source of = sources.get(source);
        if (of == null || !of.someOver) {
            return false;
        }
        Stream counts = of.streams.get(streamName(source, stream));
        return counts != null && counts.over;
    }

    /** The rows of every stream of a source until now. */
    Map<String, Long> rows(String source) {
        Source of = sources.get(source);
        return of == null
                ? Map.of()
                : of.streams.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().rows.get()));
    }

    /** True if a stream of the source that has got rows since {@code before} is over its budget. */
    boolean overBudgetSince(String source, Map<String, Long> before) {
        Source of = sources.get(source);
        return of != null
                && of.someOver
                && of.streams.entrySet().stream()
                        .anyMatch(e ->
                                e.getValue().over && e.getValue().rows.get() > before.getOrDefault(e.getKey(), 0L));
    }

    /** True if one of these streams of the source is over its budget. */
    boolean overBudget(String source, Set<String> streams) {
        Source of = sources.get(source);
        return of != null
                && of.someOver
                && streams.stream().anyMatch(stream -> {
                    Stream counts = of.streams.get(stream);
                    return counts != null && counts.over;
                });
    }

    /** The failure of a read whose streams are over budget: those that it is said to be of. */
    CkpiException failure(String source, Predicate<StreamCount> isOfRead) {
        List<String> sentences = streams().stream()
                .filter(s -> s.source().equals(source) && s.overBudget() && isOfRead.test(s))
                .map(this::sentence)
                .toList();
        return new CkpiException(
                CkpiException.Kind.DATA,
                "CKPI-SRC-REJECTS",
                source,
                "source " + source + " has too many rejected rows: " + String.join("; ", sentences));
    }

    private String sentence(StreamCount count) {
        String top = count.reasons().entrySet().stream()
                .sorted(Map.Entry.<RejectReason, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP_REASONS)
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s %d of %d (%.2f %%, more than %.2f %%): %s",
                count.stream(),
                count.rejected(),
                count.rows(),
                100.0 * count.rejected() / count.rows(),
                100.0 * budget.share,
                top);
    }

    /** The first rejects of a source, at most {@value #KEPT}. */
    public List<Reject> kept(String source) {
        Source of = sources.get(source);
        if (of == null) {
            return List.of();
        }
        synchronized (of.kept) {
            return List.copyOf(of.kept);
        }
    }

    /** The counts of every stream, by source and stream. */
    public List<StreamCount> streams() {
        List<StreamCount> all = new ArrayList<>();
        new TreeMap<>(sources).forEach((source, of) -> new TreeMap<>(of.streams).forEach((stream, counts) -> {
            Map<RejectReason, Long> reasons = new EnumMap<>(RejectReason.class);
            for (RejectReason reason : REASONS) {
                long count = counts.byReason.get(reason.ordinal());
                if (count > 0) {
                    reasons.put(reason, count);
                }
            }
            all.add(new StreamCount(source, stream, counts.rows.get(), counts.rejected.get(), reasons, counts.over));
        }));
        return all;
    }

    /** Rejected rows of all streams of a source. */
    public long rejected(String source) {
        return streams().stream()
                .filter(s -> s.source().equals(source))
                .mapToLong(StreamCount::rejected)
                .sum();
    }

    /** Rows of all streams of a source. */
    public long rowCount(String source) {
        return streams().stream()
                .filter(s -> s.source().equals(source))
                .mapToLong(StreamCount::rows)
                .sum();
    }

    /**
     * What a report shows: one issue with code {@code REJECTS} for every source, stream and reason, the most frequent first.
     * Severity ERROR where the stream is over its budget, else WARNING.
     */
    public List<DataIssue> issues() {
        List<DataIssue> issues = new ArrayList<>();
        for (StreamCount stream : streams()) {
            stream.reasons()
                    .forEach((reason, count) -> issues.add(new DataIssue(
                            "REJECTS",
                            stream.overBudget() ? DataIssue.Severity.ERROR : DataIssue.Severity.WARNING,
                            stream.source(),
                            location(stream, reason),
                            count,
                            new Names(
                                    stream.stream() + ": отклонено строк: " + count + " из " + stream.rows() + ", "
                                            + reason.names().ru() + " (" + reason + ")",
                                    stream.stream() + ": " + count + " of " + stream.rows() + " rows rejected, "
                                            + reason.names().en() + " (" + reason + ")"))));
        }
        issues.sort(Comparator.comparing(DataIssue::count)
                .reversed()
                .thenComparing(issue -> String.valueOf(issue.source()))
                .thenComparing(issue -> issue.sentence().en()));
        return List.copyOf(issues);
    }

    private @Nullable String location(StreamCount stream, RejectReason reason) {
        return Optional.ofNullable(sources.get(stream.source()))
                .map(of -> of.streams.get(stream.stream()))
                .map(counts -> counts.firstLocation.get(reason))
                .orElse(null);
    }
}
