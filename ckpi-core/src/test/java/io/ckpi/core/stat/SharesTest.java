package io.ckpi.core.stat;

import static io.ckpi.testing.Cases.count;
import static io.ckpi.testing.Cases.list;
import static io.ckpi.testing.Cases.map;
import static io.ckpi.testing.Cases.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.testing.Cases;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected limits were computed with 50 digits (mpmath); the differences are the examples of Newcombe 1998. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class SharesTest {

    private static final Shares SHARES = Shares.withDefaults();

    @ParameterizedTest
    @CsvSource({
        "0, 10, 0, 0.27753279986288925272",
        "10, 10, 0.72246720013711074728, 1",
        "1, 10, 0.017876213095072903986, 0.40415002679523849819",
        "3, 4, 0.3006418425824018777, 0.95441273919029944141",
        "54, 100, 0.44264860323368220716, 0.63439191690975893806",
        "999999, 1000000, 0.99999433508819568856, 0.99999982347542325463",
        "1, 1000000000000, 1.7652455493517472888e-13, 5.664934265736511506e-12"
    })
    void wilson(long successes, long trials, double low, double high) {
        Estimate estimate = SHARES.of(successes, trials).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo((double) successes / trials);
        assertInterval(estimate, low, high);
        assertThat(estimate.unit()).isEqualTo(Unit.RATIO);
        assertThat(estimate.method()).isEqualTo("wilson");
        assertThat(estimate.n()).isEqualTo(trials);
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(successes, trials));
        assertThat(estimate.flags()).isEmpty();
    }

    @Test
    void wilsonConformance() {
        for (Map<String, Object> each : Cases.json("scoring/wilson.json")) {
            Map<String, Object> input = map(each, "input");
            Map<String, Object> expected = map(each, "expected");
            Reading reading = Shares.withDefaults()
                    .withLevel(number(input, "confidence"))
                    .of(count(input, "successes"), count(input, "trials"));
            if (expected.containsKey("status")) {
                assertThat(reading.why()).contains(Reason.valueOf((String) expected.get("status")));
            } else {
                List<Number> limits = list(expected, "interval");
                Interval interval = reading.measured().orElseThrow().interval();
                assertThat(interval.low()).isEqualTo(limits.get(0).doubleValue(), within(number(each, "tolerance")));
                assertThat(interval.high()).isEqualTo(limits.get(1).doubleValue(), within(number(each, "tolerance")));
            }
        }
    }

    @Test
    void anotherLevel() {
        Shares ninety = SHARES.withLevel(0.9);
        assertThat(ninety.level()).isEqualTo(0.9);
        assertThat(SHARES.level()).isEqualTo(0.95);
        Estimate estimate = ninety.of(54, 100).measured().orElseThrow();
        assertInterval(estimate, 0.4580473285990472, 0.6198452537382989);
        assertThat(estimate.interval().level()).isEqualTo(0.9);
    }

    @Test
    void pendingCasesAreCountedAndNeverInTheShare() {
        Estimate estimate = SHARES.of(54, 100, 20).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(0.54);
        assertThat(estimate.pending()).isEqualTo(20);
        assertThat(SHARES.of(0, 0, 3)).isEqualTo(Absent.because(Reason.NOT_DUE_YET));
        assertThat(SHARES.of(0, 0)).isEqualTo(Absent.because(Reason.NO_DATA));
    }

    @Test
    void impossibleCountsAreErrorsOfTheCaller() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHARES.of(-1, 10))
                .withMessage("successes is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHARES.of(11, 10))
                .withMessage("successes 11 is above trials 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHARES.of(1, 10, -1))
                .withMessage("pending is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHARES.withLevel(Double.NaN))
                .withMessage("level is not strictly between 0 and 1: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHARES.withLevel(1))
                .withMessage("level is not strictly between 0 and 1: 1.0");
    }

    @Test
    void impossibleCountsOfRecordsAreAbsent() {
        Absent absent = (Absent) SHARES.ofRecords(11, 10, 2);
        assertThat(absent.sentence(Locale.ENGLISH)).isEqualTo("the data are contradictory: 11 of 10, pending 2");
        assertThat(absent.sentence(Locale.forLanguageTag("ru"))).isEqualTo("данные противоречивы: 11 из 10, ожидают 2");
        assertThat(SHARES.ofRecords(-1, 10, 0).why()).contains(Reason.INVALID_INPUT);
        assertThat(SHARES.ofRecords(1, 10, -1).why()).contains(Reason.INVALID_INPUT);
        assertThat(SHARES.ofRecords(1, 10, 0)).isEqualTo(SHARES.of(1, 10));
    }

    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.2, 0.0524314724023648779, 0.333872654036905976",
        "9, 10, 3, 10, 0.6, 0.170522723934502876, 0.809017973535487984",
        "6, 7, 2, 7, 0.571428571428571429, 0.0582279274823122016, 0.80624963752422776",
        "5, 56, 0, 29, 0.0892857142857142857, -0.0381371479035369033, 0.19256001385511162",
        "0, 10, 0, 20, 0, -0.161125158052819387, 0.277532799862889253",
        "10, 10, 0, 20, 1, 0.679086037141914673, 1"
    })
    void difference(long k1, long n1, long k2, long n2, double value, double low, double high) {
        Estimate estimate = SHARES.difference(k1, n1, k2, n2).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(value, within(1e-15));
        assertInterval(estimate, low, high);
        assertThat(estimate.n()).isEqualTo(n1 + n2);
        assertThat(estimate.method()).isEqualTo("newcombe");
        Interval swapped =
                SHARES.difference(k2, n2, k1, n1).measured().orElseThrow().interval();
        assertThat(swapped.low()).isEqualTo(-high, within(1e-14));
    }

    @Test
    void ratio() {
        Estimate estimate = SHARES.ratio(17, 1000, 31, 1000).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(17.0 / 31);
        assertInterval(estimate, 0.30551533917990775, 0.9843316172460324);
        assertThat(estimate.n()).isEqualTo(2000);
        assertThat(estimate.method()).isEqualTo("log");
        assertInterval(SHARES.ratio(10, 10, 31, 1000).measured().orElseThrow(), 22.8111035385043, 45.617377720033);
    }

    @Test
    void ratioWithoutAnInterval() {
        Estimate none = SHARES.ratio(0, 10, 3, 10).measured().orElseThrow();
        assertThat(none.value()).isZero();
        assertThat(none.interval()).isNull();
        assertThat(none.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL));
        assertThat(SHARES.ratio(5, 5, 7, 7).measured().orElseThrow().has(Flag.Code.NO_INTERVAL))
                .isTrue();
    }

    @Test
    void comparisonsWithoutAGroup() {
        assertThat(((Absent) SHARES.ratio(1, 10, 0, 20)).sentence(Locale.ENGLISH))
                .isEqualTo("the denominator is zero: 1 of 10 against 0 of 20");
        assertThat(((Absent) SHARES.ratio(0, 0, 0, 20)).sentence(Locale.ENGLISH))
                .isEqualTo("no data: the groups have 0 and 20 observations");
        assertThat(SHARES.difference(1, 10, 0, 0).why()).contains(Reason.NO_DATA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHARES.difference(1, 10, 5, 4))
                .withMessage("successes2 5 is above trials2 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHARES.ratio(-1, 10, 5, 4))
                .withMessage("successes1 is negative: -1");
    }

    private static void assertInterval(Estimate estimate, double low, double high) {
        Interval interval = estimate.interval();
        assertThat(interval).isNotNull();
        assertThat(interval.low()).isEqualTo(low, within(1e-12 * Math.abs(low)));
        assertThat(interval.high()).isEqualTo(high, within(1e-12 * Math.abs(high)));
    }
}
