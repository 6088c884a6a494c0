package io.ckpi.funnel;

import io.ckpi.funnel.Funnel.Bound;
import io.ckpi.funnel.Funnel.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A funnel as tables over the codes and in the time unit of one log. */
final class Plan {

    final Funnel.Spec spec;
    final Journeys journeys;
    final int steps;
    /** By event code: bit s − 1 for each step s it matches. */
    final long[] masks;
    /** By event code: bit i − 1 for each level i whose chains it ends. */
    final long[] kills;
    /** The levels that any exclusion ends. */
    final long killable;

    final boolean[] ignored;
    /** Greatest t_k − t_1 in ticks; {@link Long#MAX_VALUE} without a window. */
    final long limit;
    /** Greatest t_{i+1} − t_i in ticks at index i, or null without gaps. */
    final long @Nullable [] gaps;
    /** The last tick that is seen. */
    final long end;

    final int[] held;
    final int breakdown;
    final List<String> absent;
    /** By event code: its only step, or steps + 1 if none; null if an event matches several steps. */
    final byte @Nullable [] single;

    private final long limitMillis;
    private final long[] gapMillis;
    private final long endMillis;

    Plan(Funnel.Spec spec, Journeys journeys) {
        this.spec = spec;
        this.journeys = journeys;
        this.steps = spec.steps().size();
        int codes = Math.max(256, journeys.names().size());
        masks = new long[codes];
        kills = new long[codes];
        ignored = new boolean[codes];
        List<String> missing = new ArrayList<>();
        for (int s = 0; s < steps; s++) {
            for (String name : spec.steps().get(s).anyOf()) {
                int code = code(name, missing);
                if (code >= 0) {
                    masks[code] |= 1L << s;
                }
            }
        }
        long union = 0;
        for (Exclusion exclusion : spec.exclusions()) {
            long levels = 0;
            for (int i = exclusion.fromStep(); i < exclusion.toStep(); i++) {
                levels |= 1L << (i - 1);
            }
            union |= levels;
            for (String name : exclusion.anyOf()) {
                int code = code(name, missing);
                if (code >= 0) {
                    kills[code] |= levels;
                }
            }
        }
        killable = union;
        for (String name : spec.ignored()) {
            int code = code(name, missing);
            if (code >= 0) {
                ignored[code] = true;
            }
        }
        absent = List.copyOf(missing);
        limitMillis = limit(spec.window(), spec.bound());
        limit = ticks(limitMillis);
        gapMillis = new long[steps];
        long[] gapTicks = new long[steps];
        for (int i = 1; i < steps; i++) {
            gapMillis[i] = limit(spec.maxGap().get(i - 1).orElse(null), Bound.CLOSED);
            gapTicks[i] = ticks(gapMillis[i]);
        }
        gaps = FunnelChecks.hasGap(spec) ? gapTicks : null;
        endMillis = millis(spec.observedUntil());
        end = endMillis == Long.MAX_VALUE ? endMillis : endTick(endMillis);
        held = spec.hold().stream().mapToInt(journeys::property).toArray();
        breakdown = spec.breakdown() == null
                ? -1
                : journeys.property(spec.breakdown().property());
        single = single();
    }

    private int code(String name, List<String> missing) {
        int code = journeys.code(name);
        if (code < 0 && !missing.contains(name)) {
            missing.add(name);
        }
        return code;
    }

    private byte @Nullable [] single() {
        byte[] map = new byte[masks.length];
        for (int c = 0; c < map.length; c++) {
            if (Long.bitCount(masks[c]) > 1) {
                return null;
            }
            map[c] = (byte) (masks[c] == 0 ? steps + 1 : Long.numberOfTrailingZeros(masks[c]) + 1);
        }
        return map;
    }

    /** True if the pass without branches gives the answer for subjects without events of one time. */
    boolean isPlain() {
        return single != null
                && spec.order() == Order.ORDERED
                && gaps == null
                && spec.exclusions().isEmpty()
                && held.length == 0
                && breakdown < 0
                && spec.anchor() == Funnel.Anchor.ANY_ENTRY
                && spec.count() == Funnel.Count.SUBJECTS
                && spec.observedUntil() == null;
    }

    /** True if a subject could still extend a chain that began and ended at these ticks after the observation. */
    boolean isOpen(int level, long start, long last) {
        if (spec.observedUntil() == null || level == 0 || level >= steps) {
            return false;
        }
        boolean window = endsAfter(journeys.millis(start), limitMillis);
        return window && (gaps == null || endsAfter(journeys.millis(last), gapMillis[level]));
    }

    private boolean endsAfter(long from, long length) {
        return length == Long.MAX_VALUE || plus(from, length) > endMillis;
    }

    /** a + b, saturated; b is not negative. */
    static long plus(long a, long b) {
        long sum = a + b;
        return sum < a ? Long.MAX_VALUE : sum;
    }

    /** The earliest time from which {@code length} reaches t; any time if there is no length. */
    static long low(long t, long length) {
        return length == Long.MAX_VALUE ? Long.MIN_VALUE : minus(t, length);
    }

    /** a − b, saturated; b is not negative. */
    static long minus(long a, long b) {
        long difference = a - b;
        return difference > a ? Long.MIN_VALUE : difference;
    }

    /** The greatest difference of whole milliseconds that a window admits. */
    static long limit(@Nullable Duration window, Bound bound) {
        if (window == null) {
            return Long.MAX_VALUE;
        }
        long floor;
        try {
            floor = window.toMillis();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
        boolean whole = window.equals(Duration.ofMillis(floor));
        return bound == Bound.HALF_OPEN && whole ? floor - 1 : floor;
    }

    private long ticks(long millis) {
        return journeys.wholeSeconds && millis != Long.MAX_VALUE ? millis / 1000 : millis;
    }

    private long endTick(long millis) {
        return journeys.wholeSeconds ? Math.floorDiv(minusAny(millis, journeys.baseMillis), 1000L) : millis;
    }

    private static long minusAny(long a, long b) {
        long difference = a - b;
        boolean overflow = ((a ^ b) & (a ^ difference)) < 0;
        return overflow ? a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE : difference;
    }

    private static long millis(@Nullable Instant end) {
        if (end == null) {
            return Long.MAX_VALUE;
        }
        try {
            return end.toEpochMilli();
        } catch (ArithmeticException e) {
            return end.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
