package io.ckpi.funnel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of one part in the order of subject, time and input. Rows with a small code, whole seconds and no property
 * travel as one 8-byte key (seconds, subject, code); the others as parallel columns.
 */
final class PartLoader {

    static final int CODE_BITS = 19;
    static final int MAX_PACKED_CODE = (1 << CODE_BITS) - 1;
    private static final int LOCAL_MASK = Part.SUBJECTS - 1;
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private final int first;
    private final int subjects;
    private final int names;

    PartLoader(int first, int subjects, int names) {
        this.first = first;
        this.subjects = subjects;
        this.names = names;
    }

    static long pack(int seconds, int subject, int code) {
        return ((long) seconds << 32) | ((((subject & LOCAL_MASK) << CODE_BITS) | code) & 0xFFFF_FFFFL);
    }

    static int local(long key) {
        return (int) key >>> CODE_BITS;
    }

    static int code(long key) {
        return (int) key & MAX_PACKED_CODE;
    }

    static int seconds(long key) {
        return (int) (key >> 32);
    }

    /**
     * Rows as keys, in one stretch or several that follow each other; {@code shift} is taken from their seconds. The keys
     * may be overwritten.
     *
     * @param timeOrdered true if the rows are known to stand in order of time; false if that is to be found out
     */
    Part packed(long[][] stretches, int[] from, int[] to, int shift, boolean timeOrdered) {
        int n = 0;
        for (int t = 0; t < stretches.length; t++) {
            n += to[t] - from[t];
        }
        int[] counts = new int[Part.SUBJECTS + 1];
        for (int t = 0; t < stretches.length; t++) {
            count(stretches[t], from[t], to[t], counts);
        }
        for (int s = 0; s < Part.SUBJECTS; s++) {
            counts[s + 1] += counts[s];
        }
        int[] offsets = Arrays.copyOf(counts, subjects + 1);
        int[] times = new int[n];
        byte[] bytes = names <= 255 ? new byte[n] : null;
        int[] wide = bytes == null ? new int[n] : null;
        if (timeOrdered) {
            for (int t = 0; t < stretches.length; t++) {
                scatter(stretches[t], from[t], to[t], shift, counts, times, bytes, wide);
            }
        } else if (stretches.length == 1) {
            inAnyOrder(stretches[0], from[0], to[0], shift, counts, times, bytes, wide);
        } else {
            long[] joined = new long[n];
            int at = 0;
            for (int t = 0; t < stretches.length; t++) {
                System.arraycopy(stretches[t], from[t], joined, at, to[t] - from[t]);
                at += to[t] - from[t];
            }
            inAnyOrder(joined, 0, n, shift, counts, times, bytes, wide);
        }
        return part(offsets, times, null, bytes, wide, new int[0][]);
    }

    private static void count(long[] keys, int from, int to, int[] counts) {
        for (int i = from; i < to; i++) {
            counts[((int) keys[i] >>> CODE_BITS) + 1]++;
        }
    }

    /** Finds out how the rows stand: by subject and time: copy; by time: scatter; else sort by time, then scatter. */
    private static void inAnyOrder(
            long[] keys,
            int from,
            int to,
            int shift,
            int[] counts,
            int[] times,
            byte @Nullable [] bytes,
            int @Nullable [] wide) {
        int subjectDrops = 0;
        long dropsWithin = 0;
        long timeDrops = 0;
        int lastLocal = 0;
        int lastTime = Integer.MIN_VALUE;
        for (int i = from; i < to; i++) {
            int local = (int) keys[i] >>> CODE_BITS;
            int time = (int) (keys[i] >> 32);
            long drop = ((long) time - lastTime) >> 63;
            int step = local - lastLocal;
            timeDrops |= drop;
            subjectDrops |= step;
            dropsWithin |= drop & (~(long) (step | -step) >> 63);
            lastLocal = local;
            lastTime = time;
        }
        if (subjectDrops >= 0 && dropsWithin == 0) {
            int n = to - from;
            for (int i = 0; i < n; i++) {
                times[i] = (int) (keys[from + i] >> 32) - shift;
            }
            if (bytes != null) {
                for (int i = 0; i < n; i++) {
                    bytes[i] = (byte) keys[from + i];
                }
            }
            if (wide != null) {
                for (int i = 0; i < n; i++) {
                    wide[i] = (int) keys[from + i] & MAX_PACKED_CODE;
                }
            }
            return;
        }
        long[] rows = timeDrops == 0 ? keys : byTime(keys, from, to);
        int start = rows == keys ? from : 0;
        scatter(rows, start, start + to - from, shift, counts, times, bytes, wide);
    }

    /** Puts rows in order of time where their subjects begin. */
    private static void scatter(
            long[] rows,
            int from,
            int to,
            int shift,
            int[] next,
            int[] times,
            byte @Nullable [] bytes,
            int @Nullable [] wide) {
        if (bytes != null) {
            for (int i = from; i < to; i++) {
                long key = rows[i];
                int at = next[(int) key >>> CODE_BITS]++;
                times[at] = (int) (key >> 32) - shift;
                bytes[at] = (byte) key;
            }
        }
        if (wide != null) {
            for (int i = from; i < to; i++) {
                long key = rows[i];
                int at = next[(int) key >>> CODE_BITS]++;
                times[at] = (int) (key >> 32) - shift;
                wide[at] = (int) key & MAX_PACKED_CODE;
            }
        }
    }

    /** Sorts keys by their seconds, least significant digit first, stable; the answer is in either array, from 0 or from. */
    private static long[] byTime(long[] keys, int from, int to) {
        int n = to - from;
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        for (int i = from; i < to; i++) {
            int time = (int) (keys[i] >> 32);
            least = Math.min(least, time);
            greatest = Math.max(greatest, time);
        }
        long range = (long) greatest - least;
        long[] source = keys;
        int sourceFrom = from;
        long[] target = new long[n];
        int targetFrom = 0;
        int[] counts = new int[DIGITS + 1];
        for (int shift = 0; shift < 33 && range >>> shift != 0; shift += DIGIT_BITS) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < n; i++) {
                counts[(int) (((source[sourceFrom + i] >> 32) - least) >>> shift) & (DIGITS - 1)]++;
            }
            int sum = 0;
            for (int d = 0; d < DIGITS; d++) {
                int count = counts[d];
                counts[d] = sum;
                sum += count;
            }
            for (int i = 0; i < n; i++) {
                long key = source[sourceFrom + i];
                target[targetFrom + counts[(int) (((key >> 32) - least) >>> shift) & (DIGITS - 1)]++] = key;
            }
            long[] swap = source;
            source = target;
            target = swap;
            int swapFrom = sourceFrom;
            sourceFrom = targetFrom;
            targetFrom = swapFrom;
        }
        return source;
    }

    /** Rows as columns: local subjects, ticks, codes and properties, the first {@code n} of each. */
    Part columns(int n, int[] locals, long[] ticks, int[] codes, int[][] properties, boolean wholeSeconds) {
        int[] offsets = new int[subjects + 1];
        for (int i = 0; i < n; i++) {
            offsets[locals[i] + 1]++;
        }
        for (int s = 0; s < subjects; s++) {
            offsets[s + 1] += offsets[s];
        }
        int[] cursor = offsets.clone();
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[cursor[locals[i]]++] = i;
        }
        int[] buffer = new int[0];
        for (int s = 0; s < subjects; s++) {
            int from = offsets[s];
            int to = offsets[s + 1];
            boolean sorted = true;
            for (int i = from + 1; i < to && sorted; i++) {
                sorted = ticks[order[i - 1]] <= ticks[order[i]];
            }
            if (!sorted) {
                if (buffer.length < to - from) {
                    buffer = new int[Math.max(to - from, 64)];
                }
                mergeSort(order, from, to, buffer, ticks);
            }
        }
        int[] seconds = wholeSeconds ? new int[n] : null;
        long[] millis = wholeSeconds ? null : new long[n];
        byte[] bytes = names <= 255 ? new byte[n] : null;
        int[] wide = bytes == null ? new int[n] : null;
        int[][] values = new int[properties.length][n];
        for (int i = 0; i < n; i++) {
            int row = order[i];
            if (seconds != null) {
                seconds[i] = (int) ticks[row];
            }
            if (millis != null) {
                millis[i] = ticks[row];
            }
            if (bytes != null) {
                bytes[i] = (byte) codes[row];
            }
            if (wide != null) {
                wide[i] = codes[row];
            }
            for (int p = 0; p < properties.length; p++) {
                values[p][i] = properties[p][row];
            }
        }
        return part(offsets, seconds, millis, bytes, wide, values);
    }

    private Part part(
            int[] offsets,
            int @Nullable [] seconds,
            long @Nullable [] millis,
            byte @Nullable [] bytes,
            int @Nullable [] wide,
            int[][] values) {
        if (wide != null && names <= 65_535) {
            short[] shorts = new short[wide.length];
            for (int i = 0; i < wide.length; i++) {
                shorts[i] = (short) wide[i];
            }
            return new Part(first, offsets, seconds, millis, null, shorts, null, values);
        }
        return new Part(first, offsets, seconds, millis, bytes, null, wide, values);
    }

    /** Stable bottom-up merge sort of row numbers by their ticks. */
    private static void mergeSort(int[] order, int from, int to, int[] buffer, long[] ticks) {
        int n = to - from;
        for (int width = 1; width < n; width *= 2) {
            for (int low = 0; low < n; low += 2 * width) {
                int middle = Math.min(low + width, n);
                int high = Math.min(middle + width, n);
                int a = low;
                int b = middle;
                for (int i = low; i < high; i++) {
                    boolean left = b >= high || (a < middle && ticks[order[from + a]] <= ticks[order[from + b]]);
                    buffer[i] = left ? order[from + a++] : order[from + b++];
                }
            }
            System.arraycopy(buffer, 0, order, from, n);
            if (width > n / 2) {
                break;
            }
        }
    }
}
