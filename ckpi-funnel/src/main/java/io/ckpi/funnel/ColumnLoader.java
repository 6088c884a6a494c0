package io.ckpi.funnel;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Journeys from primitive columns. */
final class ColumnLoader {

    private final int[] subjects;
    private final byte @Nullable [] bytes;
    private final int @Nullable [] ints;
    private final List<String> names;
    private final int threads;

    ColumnLoader(int[] subjects, byte[] codes, List<String> names, int threads) {
        this.subjects = Objects.requireNonNull(subjects, "subjects");
        this.bytes = Objects.requireNonNull(codes, "codes");
        this.ints = null;
        this.names = List.copyOf(names);
        this.threads = Parallel.threads(threads);
        sameLength("codes", codes.length);
    }

    ColumnLoader(int[] subjects, int[] codes, List<String> names) {
        this.subjects = Objects.requireNonNull(subjects, "subjects");
        this.bytes = null;
        this.ints = Objects.requireNonNull(codes, "codes");
        this.names = List.copyOf(names);
        this.threads = 1;
        sameLength("codes", codes.length);
    }

    Journeys millis(long[] epochMillis) {
        Objects.requireNonNull(epochMillis, "epochMillis");
        sameLength("epochMillis", epochMillis.length);
        checkCodes();
        checkDense(greatestSubject());
        JourneysBuilder builder = JourneysBuilder.ofIntegers(names);
        for (int i = 0; i < subjects.length; i++) {
            builder.addRow(subjects[i], epochMillis[i], code(i));
        }
        return builder.build();
    }

    Journeys seconds(int[] epochSeconds) {
        Objects.requireNonNull(epochSeconds, "epochSeconds");
        sameLength("epochSeconds", epochSeconds.length);
        byte[] codes = bytes;
        int n = subjects.length;
        if (codes == null || n == 0) {
            return slowly(epochSeconds);
        }
        Range[] ranges = new Range[threads];
        Parallel.run(
                threads, threads, t -> ranges[t] = new Range(subjects, epochSeconds, codes, bound(t), bound(t + 1)));
        Range all = ranges[0];
        for (int t = 1; t < threads; t++) {
            all.add(ranges[t]);
        }
        if (all.greatestCode >= names.size()) {
            checkCodes();
        }
        int limit = checkDense(all.greatestSubject);
        if (all.leastSubject < 0 || (long) all.greatest - all.least > Integer.MAX_VALUE) {
            return slowly(epochSeconds);
        }
        int count = ((limit - 1) >>> Part.SHIFT) + 1;
        long[][] keys = new long[threads][];
        int[][] ends = new int[threads][];
        Parallel.run(threads, threads, t -> {
            ends[t] = begins(count, bound(t), bound(t + 1));
            keys[t] = new long[bound(t + 1) - bound(t)];
            scatter(epochSeconds, codes, all.least, keys[t], ends[t], bound(t), bound(t + 1));
        });
        Part[] parts = new Part[count];
        Parallel.run(threads, count, p -> {
            int[] from = new int[threads];
            int[] to = new int[threads];
            for (int t = 0; t < threads; t++) {
                from[t] = p == 0 ? 0 : ends[t][p - 1];
                to[t] = ends[t][p];
            }
            int first = p << Part.SHIFT;
            parts[p] = new PartLoader(first, Math.min(Part.SUBJECTS, limit - first), names.size())
                    .packed(keys, from, to, 0, all.drops == 0);
        });
        Dictionary dictionary = JourneysBuilder.dictionary(names);
        return JourneysBuilder.journeys(
                parts, true, all.least * 1000L, dictionary, null, List.of(), new Dictionary[0], List.of());
    }

    /** Row by row, for columns that do not fit keys. */
    private Journeys slowly(int[] epochSeconds) {
        checkCodes();
        checkDense(greatestSubject());
        JourneysBuilder builder = JourneysBuilder.ofIntegers(names);
        for (int i = 0; i < subjects.length; i++) {
            builder.addRow(subjects[i], epochSeconds[i] * 1000L, code(i));
        }
        return builder.build();
    }

    /** The extremes of some rows and how often time falls; block by block, so that memory is read once. */
    private static final class Range {
        private static final int BLOCK = 4096;

        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        int leastSubject;
        int greatestSubject = -1;
        int greatestCode = -1;
        int drops;

        Range(int[] subjects, int[] seconds, byte[] codes, int from, int to) {
            for (int begin = from; begin < to; begin += BLOCK) {
                block(subjects, seconds, codes, begin, Math.min(to, begin + BLOCK));
            }
        }

        private void block(int[] subjects, int[] seconds, byte[] codes, int from, int to) {
            int low = least;
            int high = greatest;
            for (int i = from; i < to; i++) {
                low = Math.min(low, seconds[i]);
                high = Math.max(high, seconds[i]);
            }
            least = low;
            greatest = high;
            int first = leastSubject;
            int last = greatestSubject;
            for (int i = from; i < to; i++) {
                first = Math.min(first, subjects[i]);
                last = Math.max(last, subjects[i]);
            }
            leastSubject = first;
            greatestSubject = last;
            int code = greatestCode;
            for (int i = from; i < to; i++) {
                code = Math.max(code, codes[i] & 0xFF);
            }
            greatestCode = code;
            if (drops == 0) {
                int fallen = 0;
                for (int i = Math.max(1, from); i < to; i++) {
                    fallen += seconds[i] < seconds[i - 1] ? 1 : 0;
                }
                drops = fallen;
            }
        }

        void add(Range other) {
            least = Math.min(least, other.least);
            greatest = Math.max(greatest, other.greatest);
            leastSubject = Math.min(leastSubject, other.leastSubject);
            greatestSubject = Math.max(greatestSubject, other.greatestSubject);
            greatestCode = Math.max(greatestCode, other.greatestCode);
            drops |= other.drops;
        }
    }

    /** Where the rows of each part begin in the keys of one stretch. */
    private int[] begins(int count, int from, int to) {
        int[] begins = new int[count];
        for (int i = from; i < to; i++) {
            begins[subjects[i] >>> Part.SHIFT]++;
        }
        int sum = 0;
        for (int p = 0; p < count; p++) {
            int rows = begins[p];
            begins[p] = sum;
            sum += rows;
        }
        return begins;
    }

    /** Writes the keys of some rows by part; afterwards {@code at} says where each part ends. */
    private void scatter(int[] seconds, byte[] codes, int base, long[] keys, int[] at, int from, int to) {
        for (int i = from; i < to; i++) {
            int subject = subjects[i];
            keys[at[subject >>> Part.SHIFT]++] = PartLoader.pack(seconds[i] - base, subject, codes[i] & 0xFF);
        }
    }

    private int bound(int thread) {
        return (int) ((long) subjects.length * thread / threads);
    }

    private int code(int row) {
        return bytes != null ? bytes[row] & 0xFF : ints == null ? 0 : ints[row];
    }

    private void sameLength(String what, int length) {
        if (length != subjects.length) {
            throw new IllegalArgumentException(what + " has " + length + " rows, subjects " + subjects.length);
        }
    }

    private void checkCodes() {
        int greatest = -1;
        int least = 0;
        if (bytes != null) {
            for (byte code : bytes) {
                greatest = Math.max(greatest, code & 0xFF);
            }
        }
        if (ints != null) {
            for (int code : ints) {
                greatest = Math.max(greatest, code);
                least = Math.min(least, code);
            }
        }
        if (greatest >= names.size() || least < 0) {
            int row = 0;
            while (code(row) >= 0 && code(row) < names.size()) {
                row++;
            }
            throw new IllegalArgumentException(
                    "codes[" + row + "] = " + code(row) + " has no name, there are " + names.size());
        }
    }

    private int greatestSubject() {
        int greatest = -1;
        for (int subject : subjects) {
            greatest = Math.max(greatest, subject);
        }
        return greatest;
    }

    private int checkDense(int greatest) {
        if (greatest > Part.SUBJECTS + 64L * subjects.length || greatest == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("subjects are not dense: " + greatest + " in " + subjects.length
                    + " rows; give them to a builder as texts");
        }
        return greatest + 1;
    }
}
