package io.ckpi.source.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DrawsProperties {

    @Property
    void numbersStayInTheirRange(@ForAll long seed, @ForAll long index, @ForAll @IntRange(min = 1) int bound) {
        Draws draws = new Draws(seed).at(Draws.Part.STORY, index);
        for (int i = 0; i < 20; i++) {
            assertThat(draws.nextDouble()).isGreaterThanOrEqualTo(0).isLessThan(1);
            assertThat(draws.nextInt(bound)).isGreaterThanOrEqualTo(0).isLessThan(bound);
        }
    }

    @Property
    void aSubStreamDoesNotDependOnWhatWasDrawnBefore(
            @ForAll long seed, @ForAll long index, @ForAll @IntRange(max = 50) int n) {
        Draws fresh = new Draws(seed);
        Draws used = new Draws(seed);
        for (int i = 0; i < n; i++) {
            used.nextLong();
        }
        long first = fresh.at(Draws.Part.SALE, index).nextLong();
        assertThat(used.at(Draws.Part.SALE, index).nextLong()).isEqualTo(first);
        assertThat(used.at(Draws.Part.CALLS, index).nextLong()).isNotEqualTo(first);
    }

    @Property
    void delaysLoseOnlyWhatFallsBehindTheEnd(@ForAll @IntRange(min = 0, max = 80) int day) {
        double[] x = new double[100];
        x[day] = 3;
        double[] y = Model.TO_SAL.plus(Model.TO_CLOSE).delay(x);
        double inside = 3 * Model.TO_SAL.plus(Model.TO_CLOSE).atMost(99 - day);
        assertThat(Arrays.stream(y).sum()).isCloseTo(inside, within(1e-12));
    }

    @Property
    void drawsFollowTheDistribution(@ForAll @LongRange(min = 0, max = 1_000) long seed) {
        Draws draws = new Draws(seed).at(Draws.Part.STORY, 1);
        double sum = 0;
        int n = 2_000;
        for (int i = 0; i < n; i++) {
            sum += Model.TO_CLOSE.draw(draws);
        }
        // standard deviation 4.7: five standard errors
        assertThat(sum / n).isCloseTo(Model.TO_CLOSE.mean(), within(5 * 4.7 / Math.sqrt(n)));
    }
}
