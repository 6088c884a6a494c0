package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Units of time and discount, histories and their groups. */
class HistoriesTest {

    @Test
    void cadencesAreLengths() {
        assertThat(Cadence.MONTHS.days()).isEqualTo(30.4375);
        assertThat(Cadence.WEEKS.ofDays(272)).isEqualTo(272 / 7.0);
        assertThat(Cadence.YEARS.in(Cadence.MONTHS)).isEqualTo(12);
        assertThat(Cadence.WEEKS.times(30)).isEqualTo(new Cadence(210)).hasToString("210 days");
        assertThat(Cadence.WEEKS).hasToString("week");
        assertThat(Cadence.DAYS).hasToString("day");
        assertThat(Cadence.MONTHS).hasToString("month");
        assertThat(Cadence.QUARTERS).hasToString("quarter");
        assertThat(Cadence.YEARS).hasToString("year");
        assertThat(new Cadence(0.5)).hasToString("0.5 days");
        for (double days : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Cadence(days))
                    .withMessage("days is not a positive number: " + days);
        }
    }

    @Test
    void ratesCompound() {
        assertThat(Rate.perMonth(0.01).in(Cadence.YEARS).value()).isCloseTo(Math.pow(1.01, 12) - 1, within(1e-15));
        assertThat(Rate.perYear(0.1).in(Cadence.WEEKS).value()).isCloseTo(Math.pow(1.1, 7 / 365.25) - 1, within(1e-16));
        assertThat(Rate.perYear(0.1).continuous(Cadence.YEARS)).isEqualTo(Math.log1p(0.1));
        assertThat(Rate.perWeek(0.002).continuous(Cadence.DAYS)).isCloseTo(Math.log1p(0.002) / 7, within(1e-18));
        assertThat(Rate.perDay(0.001)).isEqualTo(new Rate(0.001, Cadence.DAYS)).hasToString("0.001 per day");
        assertThat(Rate.NONE.in(Cadence.DAYS).value()).isZero();
        for (double value : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Rate.perYear(value))
                    .withMessage("value is not a rate of 0 or more: " + value);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.perDay(1e9).in(Cadence.YEARS))
                .withMessage("value is not a rate of 0 or more: Infinity");
    }

    @Test
    void historiesArePossible() {
        Map<String, ThrowingCallable> wrong = new LinkedHashMap<>();
        wrong.put("repeats is negative: -1", () -> new History(-1, 0, 1, Cadence.WEEKS));
        wrong.put("age is not a time of 0 or more: -1.0", () -> new History(0, 0, -1, Cadence.WEEKS));
        wrong.put("age is not a time of 0 or more: NaN", () -> new History(0, 0, Double.NaN, Cadence.WEEKS));
        wrong.put("last is not between 0 and age 1.0: 2.0", () -> new History(1, 2, 1, Cadence.WEEKS));
        wrong.put("last is not between 0 and age 1.0: NaN", () -> new History(1, Double.NaN, 1, Cadence.WEEKS));
        wrong.put("last is 0.5 although there is no repeat", () -> new History(0, 0.5, 1, Cadence.WEEKS));
        wrong.put("last is 0 although repeats is 2", () -> new History(2, 0, 1, Cadence.WEEKS));
        wrong.forEach((message, call) ->
                assertThatIllegalArgumentException().isThrownBy(call::call).withMessage(message));
        History weeks = History.ofDays(2, 213, 272, Cadence.WEEKS);
        assertThat(weeks.last()).isEqualTo(213 / 7.0);
        assertThat(weeks.in(Cadence.DAYS).age()).isCloseTo(272, within(1e-12));
        assertThat(weeks.in(Cadence.WEEKS)).isSameAs(weeks);
    }

    private static Histories of(int[] x, int[] last, int[] age) {
        return Histories.of(x, last, age, Cadence.WEEKS);
    }

    @Test
    void equalHistoriesAreCounted() {
        Histories h = of(new int[] {2, 0, 2, 0}, new int[] {70, 0, 70, 0}, new int[] {140, 30, 140, 20});
        assertThat(h.groups()).isEqualTo(3);
        assertThat(h.customers()).isEqualTo(4);
        assertThat(h.repeaters()).isEqualTo(2);
        assertThat(h.repeats()).isEqualTo(4);
        assertThat(h.ageDays(0)).isEqualTo(20);
        assertThat(h.count(2)).isEqualTo(2);
        assertThat(h.history(2)).isEqualTo(new History(2, 10, 20, Cadence.WEEKS));
        assertThat(h.logGaps()).isEmpty();
        assertThat(h.withLogGapsInDays(10).logGaps().orElseThrow()).isCloseTo(10 - 4 * Math.log(7), within(1e-15));
        assertThat(h.withLogGapsInDays(10).in(Cadence.DAYS).logGaps()).hasValue(10);
        assertThat(h).hasToString("4 customers in 3 histories, per week");
        Histories counted = Histories.of(
                new int[] {2, 0, 0, 2, 7},
                new int[] {70, 0, 0, 70, 80},
                new int[] {140, 20, 30, 140, 80},
                new long[] {1, 1, 1, 1, 0},
                Cadence.WEEKS);
        assertThat(counted).isEqualTo(h).hasSameHashCodeAs(h);
        assertThat(h.in(Cadence.DAYS)).isNotEqualTo(h);
        assertThat(Histories.none(Cadence.WEEKS).plus(h)).isEqualTo(h);
        assertThat(Histories.none(Cadence.WEEKS).logGaps()).hasValue(0);
    }

    @Test
    void faultsHaveTheirIndex() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new int[] {0, 1}, new int[] {0, 0}, new int[] {5, 5}))
                .withMessage("history 1: last is 0 although repeats is 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new int[] {0}, new int[] {0}, new int[] {1 << 20}))
                .withMessage("history 0: age 1048576 is above 1048575");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new int[] {1 << 20}, new int[] {5}, new int[] {5}))
                .withMessage("history 0: repeats 1048576 is above 1048575");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new int[] {0}, new int[] {0}, new int[0]))
                .withMessage("repeats has 1 entries, lastDays 1, ageDays 0");
        int[] zero = {0};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histories.of(zero, zero, zero, new long[] {-1}, Cadence.DAYS))
                .withMessage("count 0 is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histories.of(zero, zero, zero, new long[2], Cadence.DAYS))
                .withMessage("counts has 2 entries, repeats 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(zero, zero, zero).plus(Histories.none(Cadence.DAYS)))
                .withMessage("cadences differ: week and day");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(zero, zero, zero).withLogGapsInDays(Double.NaN))
                .withMessage("total is not finite: NaN");
        assertThat(of(new int[] {Histories.MOST}, new int[] {Histories.MOST}, new int[] {Histories.MOST})
                        .history(0))
                .isEqualTo(History.ofDays(Histories.MOST, Histories.MOST, Histories.MOST, Cadence.WEEKS));
    }
}
