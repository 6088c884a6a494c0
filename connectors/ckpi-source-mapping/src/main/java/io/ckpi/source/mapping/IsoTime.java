package io.ckpi.source.mapping;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/** ISO 8601: a date, optionally with a time of day, optionally with an offset. Immutable. */
final class IsoTime extends TimeFormat {

    private static final int DATE = "yyyy-MM-dd".length();
    private static final int MINUTES = "yyyy-MM-dd HH:mm".length();
    private static final int SECONDS = "yyyy-MM-dd HH:mm:ss".length();

    @Override
    boolean isAbsolute() {
        return false;
    }

    @Override
    boolean mayBeLocal() {
        return true;
    }

    @Override
    @Nullable
    Temporal parse(String text) {
        TimeText time = new TimeText(text);
        if (!read(time)) {
            return null;
        }
        if (time.atEnd()) {
            return time.local();
        }
        time.take(' ');
        ZoneOffset offset = offset(time);
        return offset == null ? null : time.local().atOffset(offset);
    }

    @Override
    @Nullable
    Instant quick(String text, LocalZone zone) {
        TimeText time = new TimeText(text);
        return read(time) && time.atEnd() ? time.in(zone) : null;
    }

    /** Reads up to an offset, if there is one; false if the text is no such time. */
    private static boolean read(TimeText time) {
        int length = time.text.length();
        if (length < DATE || (length > DATE && length < MINUTES)) {
            return false;
        }
        time.year = time.four(0);
        time.expect(4, '-');
        time.month = time.two(5);
        time.expect(7, '-');
        time.day = time.two(8);
        time.at = DATE;
        if (length > DATE) {
            if (!time.take('T') && !time.take(' ') && !time.take('t')) {
                return false;
            }
            time.hour = time.two(11);
            time.expect(13, ':');
            time.minute = time.two(14);
            time.at = MINUTES;
            if (time.take(':')) {
                if (length < SECONDS) {
                    return false;
                }
                time.second = time.two(17);
                time.at = SECONDS;
                if (time.take('.') || time.take(',')) {
                    time.nano = time.fraction(1, 9);
                }
            }
        }
        return time.isReal();
    }

    /** {@code Z}, {@code +hh}, {@code +hhmm} or {@code +hh:mm}, up to 18 hours; null if the rest is something else. */
    private static @Nullable ZoneOffset offset(TimeText time) {
        if (time.take('Z') || time.take('z')) {
            return time.atEnd() ? ZoneOffset.UTC : null;
        }
        int sign = time.take('+') ? 1 : time.take('-') ? -1 : 0;
        int hours = time.number(2, 2);
        int minutes = 0;
        if (!time.atEnd()) {
            time.take(':');
            minutes = time.number(2, 2);
        }
        if (sign == 0
                || !time.isReal()
                || !time.atEnd()
                || hours > 18
                || minutes > 59
                || (hours == 18 && minutes > 0)) {
            return null;
        }
        return ZoneOffset.ofTotalSeconds(sign * (hours * 3600 + minutes * 60));
    }
}
