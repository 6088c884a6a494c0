package io.ckpi.funnel;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Days, weeks and months of a zone as consecutive numbers; remembers the last day asked for. Not thread-safe. */
final class Buckets {

    private static final long DAY = 86_400_000L;
    private static final int MONDAY = 3; // 1970-01-01 was a Thursday

    private final Retention.Bucket bucket;
    private final ZoneId zone;
    private long from = 1;
    private long until; // of the day remembered; empty at first
    private long number;

    Buckets(Retention.Bucket bucket, ZoneId zone) {
        this.bucket = bucket;
        this.zone = zone;
    }

    /** The bucket of a time in milliseconds since 1970. */
    long of(long millis) {
        if (millis >= from && millis < until) {
            return number;
        }
        if (bucket == Retention.Bucket.ELAPSED_DAY) {
            number = Math.floorDiv(millis, DAY);
            from = number > Long.MIN_VALUE / DAY ? number * DAY : Long.MIN_VALUE;
            until = number < Long.MAX_VALUE / DAY ? (number + 1) * DAY : Long.MAX_VALUE;
            return number;
        }
        LocalDate day = Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
        from = start(day, Long.MIN_VALUE);
        until = start(day.plusDays(1), Long.MAX_VALUE);
        number = number(day);
        return number;
    }

    /** Midnight in milliseconds, or {@code beyond} if no long holds it. */
    private long start(LocalDate day, long beyond) {
        try {
            return day.atStartOfDay(zone).toInstant().toEpochMilli();
        } catch (ArithmeticException e) {
            return beyond;
        }
    }

    private long number(LocalDate day) {
        return switch (bucket) {
            case DAY, ELAPSED_DAY -> day.toEpochDay();
            case WEEK -> Math.floorDiv(day.toEpochDay() + MONDAY, 7L);
            case MONTH -> day.getYear() * 12L + day.getMonthValue() - 1;
        };
    }

    /** The first day of a bucket. */
    LocalDate firstDay(long index) {
        return switch (bucket) {
            case DAY, ELAPSED_DAY -> LocalDate.ofEpochDay(index);
            case WEEK -> LocalDate.ofEpochDay(index * 7 - MONDAY);
            case MONTH -> LocalDate.of((int) Math.floorDiv(index, 12L), (int) Math.floorMod(index, 12L) + 1, 1);
        };
    }
}
