package io.ckpi.funnel;

import io.ckpi.core.Reading;
import io.ckpi.core.stat.Shares;
import io.ckpi.funnel.internal.PatternMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern over the events of a subject, in the notation of ClickHouse's {@code sequenceMatch} family.
 *
 * <p><b>Notation.</b> Atoms: {@code (?N)} is an event that meets condition N, {@code .} any event. Between two atoms stands
 * nothing (the events are neighbours), {@code .*} (any number of events between), or {@code (?t op d)} with op one of
 * {@code < <= > >= ==} (any number of events, and the later event minus the earlier one, in seconds, compares so with d);
 * at most one of them. A leading or trailing {@code .*} means nothing, a time condition there is an error.
 *
 * <p><b>Meaning.</b> Events that meet no condition are dropped, the others stand by time and, at the same time, in the order
 * in which they came. A match may start anywhere; one event is never two atoms. The empty pattern matches every event.
 *
 * <p><b>Cost.</b> events times atoms, whatever the pattern: nothing is tried twice.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class EventPattern {

    /** The highest number of a condition. */
    public static final int MOST_CONDITIONS = 64;

    private static final long MILLIS = 1000;

    private final String text;
    private final int[] atoms;
    private final PatternMatcher.Gap[] gaps;
    private final long[] times;
    private final int highest;

    private EventPattern(String text, List<Integer> atoms, List<PatternMatcher.Gap> gaps, List<Long> times) {
        this.text = text;
        this.atoms = atoms.stream().mapToInt(Integer::intValue).toArray();
        this.gaps = gaps.toArray(PatternMatcher.Gap[]::new);
        this.times = times.stream().mapToLong(Long::longValue).toArray();
        this.highest = atoms.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is not one, with the position, counted from 1, of what is wrong
     */
    public static EventPattern compile(String pattern) {
        return new Parser(pattern).parse();
    }

    /** The highest number of a condition in the pattern, 0 without any. */
    public int conditions() {
        return highest;
    }

    /** The pattern as written. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * What a pattern found. Results of disjoint sets of subjects add up.
     *
     * @param subjects the subjects looked at
     * @param matched those with a match
     * @param matches all matches; after one the search goes on behind the earliest event at which it could end
     */
    public record Matches(long subjects, long matched, long matches) {

        /** The sums. */
        public Matches plus(Matches other) {
            return new Matches(
                    Math.addExact(subjects, other.subjects),
                    Math.addExact(matched, other.matched),
                    Math.addExact(matches, other.matches));
        }

        /** matched / subjects, with Wilson's interval. */
        public Reading share() {
            return Shares.withDefaults().of(matched, subjects);
        }
    }

    /** Sees one subject after the other. */
    public interface Visitor {
        /**
         * One subject.
         *
         * @param subject its index
         * @param matches the number of its matches
         * @param prefix the events, by their index in the subject's journey, that met the atoms {@code (?N)} of the longest
         *     prefix that matches somewhere; of several ways the one whose events come first
         */
        void subject(int subject, long matches, int[] prefix);
    }

    /**
     * Searches all subjects.
     *
     * @param conditions condition 1, 2, …: the events that meet it
     * @throws IllegalArgumentException if the pattern names a condition that is not given, or there are more than
     *     {@value #MOST_CONDITIONS}
     */
    public Matches measure(Journeys journeys, List<Step> conditions) {
        long[] sums = new long[3];
        walk(journeys, conditions, (cursor, n, t, mask, at, matcher) -> {
            long count = matcher.count(n, t, mask);
            sums[0]++;
            sums[1] += count > 0 ? 1 : 0;
            sums[2] += count;
        });
        return new Matches(sums[0], sums[1], sums[2]);
    }

    /** Searches all subjects and shows each; arguments as in {@link #measure}. */
    public void visit(Journeys journeys, List<Step> conditions, Visitor visitor) {
        walk(journeys, conditions, (cursor, n, t, mask, at, matcher) -> {
            int[] prefix = matcher.longest(n, t, mask);
            int kept = 0;
            for (int j = 0; j < prefix.length; j++) {
                if (atoms[j] > 0) {
                    prefix[kept++] = at[prefix[j]];
                }
            }
            visitor.subject(cursor.subject(), matcher.count(n, t, mask), java.util.Arrays.copyOf(prefix, kept));
        });
    }

    private interface Walk {
        void subject(Journeys.Cursor cursor, int n, long[] t, long[] mask, int[] at, PatternMatcher matcher);
    }

    private void walk(Journeys journeys, List<Step> conditions, Walk walk) {
        long[] maskOfCode = masks(journeys, conditions);
        long[] millis = new long[times.length];
        for (int j = 0; j < times.length; j++) {
            millis[j] = times[j] > Long.MAX_VALUE / MILLIS ? Long.MAX_VALUE : times[j] * MILLIS;
        }
        PatternMatcher matcher = new PatternMatcher(atoms, gaps, millis);
        long[] t = new long[16];
        long[] mask = new long[16];
        int[] at = new int[16];
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            int size = cursor.size();
            if (size > t.length) {
                int larger = Math.max(size, t.length * 2);
                t = new long[larger];
                mask = new long[larger];
                at = new int[larger];
            }
            int n = 0;
            for (int i = 0; i < size; i++) {
                long meets = maskOfCode[cursor.code(i)];
                if (meets != 0) {
                    t[n] = cursor.millis(i);
                    mask[n] = meets;
                    at[n++] = i;
                }
            }
            walk.subject(cursor, n, t, mask, at, matcher);
        }
    }

    private long[] masks(Journeys journeys, List<Step> conditions) {
        if (conditions.size() > MOST_CONDITIONS) {
            throw new IllegalArgumentException("more than " + MOST_CONDITIONS + " conditions: " + conditions.size());
        }
        if (highest > conditions.size()) {
            throw new IllegalArgumentException(
                    "the pattern names condition " + highest + ", there are " + conditions.size());
        }
        long[] masks = new long[journeys.names().size()];
        for (int c = 0; c < conditions.size(); c++) {
            for (String name : conditions.get(c).anyOf()) {
                int code = journeys.code(name);
                if (code >= 0) {
                    masks[code] |= 1L << c;
                }
            }
        }
        return masks;
    }

    private static final class Parser {

        private final String text;
        private int at;
        private final List<Integer> atoms = new ArrayList<>();
        private final List<PatternMatcher.Gap> gaps = new ArrayList<>();
        private final List<Long> times = new ArrayList<>();
        private PatternMatcher.Gap gap = PatternMatcher.Gap.NONE;
        private long time;
        private boolean separated;
        private int separator;

        Parser(String text) {
            this.text = text;
        }

        EventPattern parse() {
            while (at < text.length()) {
                int from = at;
                if (text.startsWith(".*", at)) {
                    at += 2;
                    separate(from, PatternMatcher.Gap.ANY, 0);
                } else if (text.startsWith("(?t", at)) {
                    time();
                } else if (text.startsWith("(?", at)) {
                    at += 2;
                    long condition = number("a condition");
                    if (condition < 1 || condition > MOST_CONDITIONS) {
                        throw wrong(from, "condition is not 1 to " + MOST_CONDITIONS + ": " + condition);
                    }
                    expect(')');
                    atom((int) condition);
                } else if (text.charAt(at) == '.') {
                    at++;
                    atom(0);
                } else {
                    throw wrong(at, "expected (?N), (?t op d), . or .*");
                }
            }
            if (separated && gap != PatternMatcher.Gap.ANY) {
                throw wrong(separator, "a time condition at the end");
            }
            return new EventPattern(text, atoms, gaps, times);
        }

        private void atom(int condition) {
            if (!atoms.isEmpty()) {
                gaps.add(gap);
                times.add(time);
            } else if (separated && gap != PatternMatcher.Gap.ANY) {
                throw wrong(separator, "a time condition at the beginning");
            }
            atoms.add(condition);
            gap = PatternMatcher.Gap.NONE;
            time = 0;
            separated = false;
        }

        private void separate(int from, PatternMatcher.Gap next, long limit) {
            if (separated) {
                throw wrong(from, "a second separator between two events");
            }
            separated = true;
            separator = from;
            gap = next;
            time = limit;
        }

        private void time() {
            int from = at;
            at += 3;
            PatternMatcher.Gap next;
            if (text.startsWith("<=", at)) {
                next = PatternMatcher.Gap.AT_MOST;
                at += 2;
            } else if (text.startsWith(">=", at)) {
                next = PatternMatcher.Gap.AT_LEAST;
                at += 2;
            } else if (text.startsWith("==", at)) {
                next = PatternMatcher.Gap.EQUAL;
                at += 2;
            } else if (text.startsWith("<", at)) {
                next = PatternMatcher.Gap.LESS;
                at++;
            } else if (text.startsWith(">", at)) {
                next = PatternMatcher.Gap.MORE;
                at++;
            } else {
                throw wrong(at, "expected one of < <= > >= ==");
            }
            long limit = number("a number of seconds");
            expect(')');
            separate(from, next, limit);
        }

        private long number(String what) {
            int from = at;
            long value = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                int digit = text.charAt(at) - '0';
                if (value > (Long.MAX_VALUE - digit) / 10) {
                    throw wrong(from, "the number is too large");
                }
                value = value * 10 + digit;
                at++;
            }
            if (at == from) {
                throw wrong(at, "expected " + what);
            }
            return value;
        }

        private void expect(char c) {
            if (at >= text.length() || text.charAt(at) != c) {
                throw wrong(at, "expected " + c);
            }
            at++;
        }

        private IllegalArgumentException wrong(int position, String what) {
            return new IllegalArgumentException("pattern, position " + (position + 1) + ": " + what + ": " + text);
        }
    }
}
