package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.funnel.internal.PatternMatcher;
import io.ckpi.funnel.internal.PatternMatcher.Gap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Patterns against ClickHouse's own test tables and exhaustive search. */
class EventPatternTest {

    /** The conditions of the cases: condition N is met by the events that say so. */
    private static final List<Step> CONDITIONS =
            IntStream.rangeClosed(1, 4).mapToObj(n -> Step.of("c" + n)).toList();

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("sequence.jsonl").stream().map(one -> DynamicTest.dynamicTest(one.id(), () -> run(one)));
    }

    private void run(CaseLines.Fields one) {
        JourneysBuilder builder = Journeys.builder();
        for (CaseLines.Fields event : one.objects("events")) {
            long[] met = event.wholes("m");
            assertThat(met.length).isLessThanOrEqualTo(1);
            String name = met.length == 0 ? "other" : "c" + met[0];
            builder.add(event.text("u"), Instant.ofEpochSecond(event.whole("t")), name);
        }
        Journeys journeys = builder.build();
        EventPattern pattern = EventPattern.compile(one.text("pattern"));
        EventPattern.Matches matches = pattern.measure(journeys, CONDITIONS);
        switch (one.text("kind")) {
            case "sequence.match" -> assertThat(matches.matched()).isEqualTo(one.whole("expected"));
            case "sequence.count" -> assertThat(matches.matches()).isEqualTo(one.whole("expected"));
            case "sequence.matchEvents" -> {
                List<Long> times = new ArrayList<>();
                Journeys.Cursor cursor = journeys.cursor();
                cursor.next();
                pattern.visit(journeys, CONDITIONS, (subject, count, prefix) -> Arrays.stream(prefix)
                        .forEach(i -> times.add(cursor.millis(i) / 1000)));
                assertThat(times)
                        .containsExactly(
                                Arrays.stream(one.wholes("expected")).boxed().toArray(Long[]::new));
            }
            default -> throw new AssertionError("no test of " + one.text("kind"));
        }
    }

    /** 120,000 random histories: whether, how often and where, against a search through all ways to match. */
    @Test
    void equalsExhaustiveSearch() {
        RandomStream random = new RandomStream(1);
        Gap[] all = Gap.values();
        for (int round = 0; round < 120_000; round++) {
            int atoms = 1 + random.nextInt(4);
            int[] atom = new int[atoms];
            Gap[] gap = new Gap[Math.max(0, atoms - 1)];
            long[] time = new long[gap.length];
            for (int j = 0; j < atoms; j++) {
                atom[j] = random.nextInt(4);
                if (j > 0) {
                    gap[j - 1] = all[random.nextInt(all.length)];
                    time[j - 1] = random.nextInt(4);
                }
            }
            int n = random.nextInt(9);
            long[] t = new long[n];
            long[] mask = new long[n];
            long now = random.nextInt(20) == 0 ? Long.MIN_VALUE : random.nextInt(5);
            for (int i = 0; i < n; i++) {
                now += random.nextInt(3);
                if (i == n / 2 && random.nextInt(40) == 0) {
                    now = Long.MAX_VALUE - 30;
                }
                t[i] = now;
                mask[i] = 1 + random.nextInt(7);
            }
            PatternMatcher matcher = new PatternMatcher(atom, gap, time);
            Search search = new Search(atom, gap, time, t, mask);
            assertThat(matcher.matches(n, t, mask)).isEqualTo(search.firstEnd(0) >= 0);
            long count = 0;
            int from = 0;
            for (int end = search.firstEnd(0); end >= 0; end = search.firstEnd(from)) {
                count++;
                from = end + 1;
            }
            assertThat(matcher.count(n, t, mask)).isEqualTo(count);
            assertThat(matcher.longest(n, t, mask)).isEqualTo(search.longest());
        }
    }

    /** Every way to match, by recursion. */
    private record Search(int[] atom, Gap[] gap, long[] time, long[] t, long[] mask) {

        /** The earliest end of a match that starts at {@code from} or later, −1 without one. */
        int firstEnd(int from) {
            int best = -1;
            for (int i = from; i < t.length; i++) {
                int end = end(0, i);
                best = end >= 0 && (best < 0 || end < best) ? end : best;
            }
            return best;
        }

        private int end(int j, int i) {
            if (!meets(j, i)) {
                return -1;
            }
            if (j == atom.length - 1) {
                return i;
            }
            int best = -1;
            for (int next = i + 1; next < t.length; next++) {
                if (fits(j, i, next)) {
                    int end = end(j + 1, next);
                    best = end >= 0 && (best < 0 || end < best) ? end : best;
                }
            }
            return best;
        }

        int[] longest() {
            int[] best = new int[0];
            for (int i = 0; i < t.length; i++) {
                int[] found = longest(0, i);
                best = found.length > best.length ? found : best;
            }
            return best;
        }

        private int[] longest(int j, int i) {
            if (!meets(j, i)) {
                return new int[0];
            }
            int[] rest = new int[0];
            for (int next = i + 1; next < t.length && j + 1 < atom.length; next++) {
                int[] found = fits(j, i, next) ? longest(j + 1, next) : rest;
                rest = found.length > rest.length ? found : rest;
            }
            int[] result = new int[rest.length + 1];
            result[0] = i;
            System.arraycopy(rest, 0, result, 1, rest.length);
            return result;
        }

        private boolean meets(int j, int i) {
            return atom[j] == 0 || (mask[i] & 1L << atom[j] - 1) != 0;
        }

        private boolean fits(int j, int i, int next) {
            java.math.BigInteger passed =
                    java.math.BigInteger.valueOf(t[next]).subtract(java.math.BigInteger.valueOf(t[i]));
            int compared = passed.compareTo(java.math.BigInteger.valueOf(time[j]));
            return switch (gap[j]) {
                case NONE -> next == i + 1;
                case ANY -> true;
                case LESS -> compared < 0;
                case AT_MOST -> compared <= 0;
                case MORE -> compared > 0;
                case AT_LEAST -> compared >= 0;
                case EQUAL -> compared == 0;
            };
        }
    }

    /** ClickHouse gives up after a million steps of backtracking; here the work is events times atoms. */
    @Test
    void aPatternThatInvitesBacktrackingIsLinear() {
        int n = 200_000;
        int[] subjects = new int[n];
        int[] seconds = IntStream.range(0, n).toArray();
        byte[] codes = new byte[n];
        Journeys journeys = Journeys.ofSeconds(subjects, seconds, codes, List.of("a", "b"));
        String hard = "(?1).*(?1).*(?1).*(?1).*(?1)(?t==7)(?1).*(?1).*(?2)";
        EventPattern.Matches matches =
                EventPattern.compile(hard).measure(journeys, List.of(Step.of("a"), Step.of("b")));
        assertThat(matches).isEqualTo(new EventPattern.Matches(1, 0, 0));
    }

    @Test
    void errorsNameTheirPosition() {
        Map<String, String> wrong = Map.of(
                "(?1", "pattern, position 4: expected ): (?1",
                "(?)", "pattern, position 3: expected a condition: (?)",
                "(?0)", "pattern, position 1: condition is not 1 to 64: 0: (?0)",
                "x", "pattern, position 1: expected (?N), (?t op d), . or .*: x",
                "(?t<3)(?1)", "pattern, position 1: a time condition at the beginning: (?t<3)(?1)",
                "(?1)(?t<3)", "pattern, position 5: a time condition at the end: (?1)(?t<3)",
                "(?1).*(?t<3)(?1)", "pattern, position 7: a second separator between two events: (?1).*(?t<3)(?1)",
                "(?1)(?t!3)(?1)", "pattern, position 8: expected one of < <= > >= ==: (?1)(?t!3)(?1)",
                "(?1)(?t<)(?1)", "pattern, position 9: expected a number of seconds: (?1)(?t<)(?1)",
                "(?99999999999999999999)", "pattern, position 3: the number is too large: (?99999999999999999999)");
        wrong.forEach((pattern, message) -> assertThatThrownBy(() -> EventPattern.compile(pattern))
                .as(pattern)
                .hasMessage(message));
        Journeys none = Journeys.builder().build();
        assertThatThrownBy(() -> EventPattern.compile("(?3)").measure(none, List.of(Step.of("a"))))
                .hasMessage("the pattern names condition 3, there are 1");
    }

    @Test
    void partsAddUp() {
        EventPattern pattern = EventPattern.compile("(?1).*(?2)");
        JourneysBuilder whole = Journeys.builder();
        List<JourneysBuilder> parts = List.of(Journeys.builder(), Journeys.builder());
        RandomStream random = new RandomStream(2);
        for (int i = 0; i < 500; i++) {
            int subject = random.nextInt(40);
            String name = "c" + (1 + random.nextInt(3));
            Instant at = Instant.ofEpochSecond(random.nextInt(1000));
            whole.add("s" + subject, at, name);
            parts.get(subject % 2).add("s" + subject, at, name);
        }
        EventPattern.Matches once = pattern.measure(whole.build(), CONDITIONS);
        EventPattern.Matches sum = parts.stream()
                .map(part -> pattern.measure(part.build(), CONDITIONS))
                .reduce(EventPattern.Matches::plus)
                .orElseThrow();
        assertThat(sum).isEqualTo(once);
        assertThat(once.share().value().orElseThrow())
                .isCloseTo((double) once.matched() / once.subjects(), within(0.0));
    }
}
