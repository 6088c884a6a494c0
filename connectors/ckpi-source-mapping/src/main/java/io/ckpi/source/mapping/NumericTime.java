package io.ckpi.source.mapping;

import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of numbers and punctuation, read without the library: a good deal faster. Where each part has its place in the text
 * it is read there, else one step after the other. Immutable.
 */
abstract class NumericTime extends TimeFormat {

    private static final char YEAR = 'y';
    private static final char FRACTION = 'S';
    private static final char MARK = '\0';

    /**
     * A step of a pattern: a number, or a character that stands as it is.
     *
     * @param letter {@code y}, {@code M}, {@code d}, {@code H}, {@code m}, {@code s} or {@code S}; {@link #MARK} for a character
     * @param least how many characters it has at least
     * @param most how many it has at most
     * @param mark the character that stands as it is
     */
    private record Step(char letter, int least, int most, char mark) {
        static Step number(char letter, int least, int most) {
            return new Step(letter, least, most, MARK);
        }

        static Step mark(char mark) {
            return new Step(MARK, 1, 1, mark);
        }
    }

    /** What reads a pattern of {@code DateTimeFormatter}; null if it has anything but numbers and punctuation. */
    static @Nullable NumericTime of(String pattern) {
        List<Step> steps = steps(pattern);
        if (steps == null || place(steps, 'M') < 0) {
            return null;
        }
        return steps.stream().allMatch(step -> step.least == step.most) ? new Placed(steps) : new Stepwise(steps);
    }

    private static @Nullable List<Step> steps(String pattern) {
        List<Step> steps = new ArrayList<>();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                int length = 1;
                while (i + length < pattern.length() && pattern.charAt(i + length) == c) {
                    length++;
                }
                boolean year = (c == 'y' || c == 'u') && length == 4;
                boolean part = "MdHms".indexOf(c) >= 0 && length <= 2;
                boolean fraction = c == FRACTION && length <= 9;
                char letter = year ? YEAR : c;
                if ((!year && !part && !fraction) || place(steps, letter) >= 0) {
                    return null;
                }
                steps.add(Step.number(letter, length, part && length == 1 ? 2 : length));
                i += length;
            } else if ("[]{}#'".indexOf(c) >= 0) {
                if (c != '\'' || pattern.indexOf('\'', i + 1) != i + 2) {
                    return null;
                }
                steps.add(Step.mark(pattern.charAt(i + 1)));
                i += 3;
            } else {
                steps.add(Step.mark(c));
                i++;
            }
        }
        return steps;
    }

    /** Where the digits of that letter begin if all steps have a fixed length; below 0 if there are none. */
    private static int place(List<Step> steps, char letter) {
        int place = 0;
        for (Step step : steps) {
            if (step.letter == letter) {
                return place;
            }
            place += step.least;
        }
        return -1;
    }

    /** Reads the whole text; false if it is no such time. */
    abstract boolean read(TimeText time);

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
        return read(time) ? time.local() : null;
    }

    @Override
    @Nullable
    Instant quick(String text, LocalZone zone) {
        TimeText time = new TimeText(text);
        return read(time) ? time.in(zone) : null;
    }

    /** Numbers of fixed lengths, each at its place; a place below 0 means that there is none. */
    private static final class Placed extends NumericTime {
        private final int year;
        private final int month;
        private final int day;
        private final int hour;
        private final int minute;
        private final int second;
        private final int fraction;
        private final int decimals;
        private final int length;
        /** The places of the characters that stand as they are, and those characters. */
        private final int[] places;

        private final char[] marks;

        Placed(List<Step> steps) {
            year = place(steps, YEAR);
            month = place(steps, 'M');
            day = place(steps, 'd');
            hour = place(steps, 'H');
            minute = place(steps, 'm');
            second = place(steps, 's');
            fraction = place(steps, FRACTION);
            int[] at = new int[steps.size()];
            StringBuilder characters = new StringBuilder();
            int end = 0;
            int digits = 0;
            for (Step step : steps) {
                if (step.letter == MARK) {
                    at[characters.length()] = end;
                    characters.append(step.mark);
                } else if (step.letter == FRACTION) {
                    digits = step.least;
                }
                end += step.least;
            }
            decimals = digits;
            length = end;
            places = Arrays.copyOf(at, characters.length());
            marks = characters.toString().toCharArray();
        }

        @Override
        boolean read(TimeText time) {
            if (time.text.length() != length) {
                return false;
            }
            time.year = time.four(year);
            time.month = time.two(month);
            if (day >= 0) {
                time.day = time.two(day);
            }
            if (hour >= 0) {
                time.hour = time.two(hour);
            }
            if (minute >= 0) {
                time.minute = time.two(minute);
            }
            if (second >= 0) {
                time.second = time.two(second);
            }
            if (fraction >= 0) {
                time.at = fraction;
                time.nano = time.fraction(decimals, decimals);
            }
            for (int i = 0; i < places.length; i++) {
                time.expect(places[i], marks[i]);
            }
            return time.isReal();
        }
    }

    /** Numbers of which some may have more or fewer digits. */
    private static final class Stepwise extends NumericTime {
        private final Step[] steps;

        Stepwise(List<Step> steps) {
            this.steps = steps.toArray(Step[]::new);
        }

        @Override
        boolean read(TimeText time) {
            for (Step step : steps) {
                switch (step.letter) {
                    case YEAR -> time.year = time.number(step.least, step.most);
                    case 'M' -> time.month = time.number(step.least, step.most);
                    case 'd' -> time.day = time.number(step.least, step.most);
                    case 'H' -> time.hour = time.number(step.least, step.most);
                    case 'm' -> time.minute = time.number(step.least, step.most);
                    case 's' -> time.second = time.number(step.least, step.most);
                    case FRACTION -> time.nano = time.fraction(step.least, step.most);
                    default -> {
                        if (!time.take(step.mark)) {
                            return false;
                        }
                    }
                }
            }
            return time.atEnd() && time.isReal();
        }
    }
}
