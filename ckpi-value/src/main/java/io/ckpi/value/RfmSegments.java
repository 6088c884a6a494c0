package io.ckpi.value;

import io.ckpi.core.Names;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Names for groups of RFM scores. They are data: a document of segments, each with the scores it takes; the first that fits
 * counts. Every combination of scores must fit one.
 *
 * <p>The standard document is the grid of recency and frequency in common use, with eleven names. Which scores a name takes is a
 * judgement.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param segments in the order in which they are tried
 */
public record RfmSegments(List<Segment> segments) {

    /**
     * A segment: a name and the scores it takes.
     *
     * @param id stable id
     * @param names its name in both languages
     * @param recency the scores from … to, both included
     * @param frequency the same
     * @param money the same
     */
    public record Segment(String id, Names names, Range recency, Range frequency, Range money) {
        private boolean takes(int r, int f, int m) {
            return recency.takes(r) && frequency.takes(f) && money.takes(m);
        }
    }

    /**
     * Scores from … to.
     *
     * @param from 1 … 5
     * @param to {@code from} … 5
     */
    public record Range(int from, int to) {
        /** Checks the ends. @throws IllegalArgumentException if they are not ordered scores */
        public Range {
            if (from < 1 || to > 5 || from > to) {
                throw new IllegalArgumentException("not scores from 1 to 5: " + from + " to " + to);
            }
        }

        private boolean takes(int score) {
            return from <= score && score <= to;
        }
    }

    private static final String STANDARD = "rfm-segments-1.yaml";
    private static final String SCHEMA = "ckpi/rfm-segments@1";

    /** Copies the list. @throws IllegalArgumentException if an id occurs twice or some scores fit no segment */
    public RfmSegments {
        segments = List.copyOf(segments);
        for (int i = 0; i < segments.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (segments.get(i).id().equals(segments.get(j).id())) {
                    throw new IllegalArgumentException(
                            "segment occurs twice: " + segments.get(i).id());
                }
            }
        }
        for (int cell = 0; cell < 125; cell++) {
            int r = cell / 25 + 1;
            int f = cell / 5 % 5 + 1;
            int m = cell % 5 + 1;
            if (find(segments, r, f, m).isEmpty()) {
                throw new IllegalArgumentException("no segment takes the scores " + r + f + m);
            }
        }
    }

    private static Optional<Segment> find(List<Segment> segments, int r, int f, int m) {
        return segments.stream().filter(segment -> segment.takes(r, f, m)).findFirst();
    }

    /** The standard segments. */
    public static RfmSegments standard() {
        try (InputStream in = Objects.requireNonNull(RfmSegments.class.getResourceAsStream(STANDARD), STANDARD)) {
            return Definitions.read(STANDARD, in, RfmSegments::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a document.
     *
     * @throws io.ckpi.core.definition.DefinitionException if anything is wrong with it
     */
    public static RfmSegments read(String documentName, String text) {
        return Definitions.read(documentName, text, RfmSegments::read);
    }

    private static RfmSegments read(Node root) {
        root.schema(SCHEMA);
        return new RfmSegments(root.objects(
                "segments",
                segment -> new Segment(
                        segment.id("id"),
                        segment.names("names"),
                        range(segment, "recency"),
                        range(segment, "frequency"),
                        range(segment, "money"))));
    }

    private static Range range(Node segment, String key) {
        if (!segment.has(key)) {
            return new Range(1, 5);
        }
        double[] ends = segment.numbers(key);
        if (ends.length != 2 || ends[0] != Math.rint(ends[0]) || ends[1] != Math.rint(ends[1])) {
            segment.errorAt(key, "needs two scores: [from, to]");
            return new Range(1, 5);
        }
        return new Range((int) ends[0], (int) ends[1]);
    }

    /** The segment of a customer; empty if a dimension has no scores. */
    public Optional<Segment> of(RfmScores scores, int customer) {
        return scores.code(customer)
                .flatMap(code -> find(segments, code.charAt(0) - '0', code.charAt(1) - '0', code.charAt(2) - '0'));
    }

    /** How many customers each segment has, in the order of the segments; empty if a dimension has no scores. */
    public Map<Segment, Long> sizes(RfmScores scores) {
        Map<Segment, Long> sizes = new LinkedHashMap<>();
        for (int i = 0; i < scores.buyers().size(); i++) {
            Optional<Segment> segment = of(scores, i);
            if (segment.isEmpty()) {
                return Map.of();
            }
            sizes.merge(segment.get(), 1L, Long::sum);
        }
        Map<Segment, Long> ordered = new LinkedHashMap<>();
        for (Segment segment : segments) {
            ordered.put(segment, sizes.getOrDefault(segment, 0L));
        }
        return ordered;
    }
}
