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
        checkDense();
        JourneysBuilder builder = JourneysBuilder.ofIntegers(names);
        for (int i = 0; i < subjects.length; i++) {
            builder.addRow(subjects[i], epochMillis[i], code(i));
        }
        return builder.build();
    }

    Journeys seconds(int[] epochSeconds) {
        Objects.requireNonNull(epochSeconds, "epochSeconds");
        sameLength("epochSeconds", epochSeconds.length);
        checkCodes();
        int limit = checkDense();
        int n = subjects.length;
        byte[] codes = bytes;
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        int leastSubject = 0;
        for (int i = 0; i < n; i++) {
            least = Math.min(least, epochSeconds[i]);
            greatest = Math.max(greatest, epochSeconds[i]);
            leastSubject = Math.min(leastSubject, subjects[i]);
        }
        int drops = 0;
        for (int i = 1; i < n; i++) {
            drops += epochSeconds[i] < epochSeconds[i - 1] ? 1 : 0;
        }
        boolean timeOrdered = drops == 0;
        if (codes == null || n == 0 || leastSubject < 0 || (long) greatest - least > Integer.MAX_VALUE) {
            JourneysBuilder builder = JourneysBuilder.ofIntegers(names);
            for (int i = 0; i < n; i++) {
                builder.addRow(subjects[i], epochSeconds[i] * 1000L, code(i));
            }
            return builder.build();
        }
        int count = (limit - 1 >>> Part.SHIFT) + 1;
        int[][] positions = positions(count);
        long[] keys = new long[n];
        int base = least;
        Parallel.run(
                threads, threads, t -> scatter(epochSeconds, codes, base, keys, positions[t], bound(t), bound(t + 1)));
        int[] ends = positions[threads - 1];
        Part[] parts = new Part[count];
        Parallel.run(threads, count, p -> {
            int first = p << Part.SHIFT;
            parts[p] = new PartLoader(first, Math.min(Part.SUBJECTS, limit - first), names.size())
                    .packed(keys, p == 0 ? 0 : ends[p - 1], ends[p], 0, timeOrdered);
        });
        Dictionary dictionary = JourneysBuilder.dictionary(names);
        return JourneysBuilder.journeys(
                parts, true, least * 1000L, dictionary, null, List.of(), new Dictionary[0], List.of());
    }

    /** Where each thread writes its first row of each part, so that parts keep the order of the rows. */
    private int[][] positions(int count) {
        int[][] positions = new int[threads][count];
        Parallel.run(threads, threads, t -> {
            int[] counts = positions[t];
            int to = bound(t + 1);
            for (int i = bound(t); i < to; i++) {
                counts[subjects[i] >>> Part.SHIFT]++;
            }
        });
        int sum = 0;
        for (int p = 0; p < count; p++) {
            for (int t = 0; t < threads; t++) {
                int rows = positions[t][p];
                positions[t][p] = sum;
                sum += rows;
            }
        }
        return positions;
    }

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

    private int checkDense() {
        int greatest = -1;
        for (int subject : subjects) {
            greatest = Math.max(greatest, subject);
        }
        if (greatest > Part.SUBJECTS + 64L * subjects.length || greatest == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("subjects are not dense: " + greatest + " in " + subjects.length
                    + " rows; give them to a builder as texts");
        }
        return greatest + 1;
    }
}
