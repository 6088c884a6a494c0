package io.ckpi.funnel.attribution;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How the credit for conversions is shared among channels.
 *
 * <p>The rules look at one path at a time. {@link Markov} and {@link Shapley} compare the paths with one another and use
 * the journeys that did not convert. None of them says what would have happened without a channel: that takes an experiment.
 *
 * <p><b>References.</b> E. Anderl and others 2016, doi:10.1016/j.ijresmar.2016.03.001 (Markov chains). R. Berman 2018,
 * doi:10.1287/mksc.2018.1104. K. Zhao and others 2018, arXiv:1804.05327 (closed form). B. Dalessandro and others 2012,
 * doi:10.1145/2351356.2351363.
 */
public sealed interface AttributionModel {

    /** The stable name of the model, such as {@code markov-1}. */
    String id();

    /** All credit to the first touch. */
    static AttributionModel first() {
        return new First();
    }

    /** All credit to the last touch. */
    static AttributionModel last() {
        return new Last();
    }

    /** All credit to the last touch that is not one of {@code channels}; to the last one if there is no other. */
    static AttributionModel lastExcept(String... channels) {
        return new LastExcept(Set.of(channels));
    }

    /** The same credit to every touch; a channel that occurs twice gets two shares. */
    static AttributionModel linear() {
        return new Linear();
    }

    /** A touch weighs half as much for every half-life it is older. */
    static AttributionModel timeDecay(Duration halfLife) {
        return new TimeDecay(halfLife);
    }

    /** Fixed shares for the first and the last touch, the rest to those between. */
    static AttributionModel position(double first, double middle, double last) {
        return new Position(first, middle, last);
    }

    /** Fixed shares for the first touch and those that made a lead and an opportunity, the rest to all others. */
    static AttributionModel wShape(double first, double lead, double opportunity, double rest) {
        return new WShape(first, lead, opportunity, rest);
    }

    /** A Markov chain whose states are runs of {@code order} channels, 1 to 4. */
    static AttributionModel markov(int order) {
        return new Markov(order);
    }

    /** The Shapley value of this worth. */
    static AttributionModel shapley(Shapley.Worth worth) {
        return new Shapley(worth, Shapley.DEFAULT_PERMUTATIONS);
    }

    /** All credit to the first touch. */
    record First() implements AttributionModel {
        @Override
        public String id() {
            return "first";
        }
    }

    /** All credit to the last touch. */
    record Last() implements AttributionModel {
        @Override
        public String id() {
            return "last";
        }
    }

    /**
     * All credit to the last touch of another channel; to the last touch if there is no other.
     *
     * @param channels the channels to look past, usually direct visits
     */
    record LastExcept(Set<String> channels) implements AttributionModel {
        /** Copies the set. @throws IllegalArgumentException if it is empty */
        public LastExcept {
            channels = Set.copyOf(channels);
            if (channels.isEmpty()) {
                throw new IllegalArgumentException("channels is empty");
            }
        }

        @Override
        public String id() {
            return "last-except";
        }
    }

    /** The same credit to every touch. */
    record Linear() implements AttributionModel {
        @Override
        public String id() {
            return "linear";
        }
    }

    /**
     * Weights 2^(−age/half-life), scaled to sum 1; age is the time from the touch to the conversion. Needs touches with times.
     *
     * @param halfLife the time in which a touch loses half of its weight, above zero
     */
    record TimeDecay(Duration halfLife) implements AttributionModel {
        /** Checks the half-life. @throws IllegalArgumentException if it is not above zero */
        public TimeDecay {
            if (Objects.requireNonNull(halfLife, "halfLife").isNegative() || halfLife.isZero()) {
                throw new IllegalArgumentException("halfLife is not above zero: " + halfLife);
            }
        }

        @Override
        public String id() {
            return "time-decay";
        }
    }

    /**
     * Fixed shares for both ends; the touches between share the middle. Of two touches the first gets first/(first + last);
     * a single touch gets all.
     *
     * @param first the first touch's share
     * @param middle what the touches between share
     * @param last the last touch's share
     */
    record Position(double first, double middle, double last) implements AttributionModel {
        /** Checks the shares. @throws IllegalArgumentException if they are no shares that sum to 1, or both ends are 0 */
        public Position {
            shares("first, middle, last", first, middle, last);
            if (!(first + last > 0)) {
                throw new IllegalArgumentException("first and last are both 0");
            }
        }

        @Override
        public String id() {
            return "position";
        }
    }

    /**
     * Fixed shares for the first touch and for those marked LEAD and OPPORTUNITY; a touch that plays several parts gets
     * their sum; the others share the rest. Where a part or the rest has no touch, the shares are scaled up to sum 1.
     *
     * @param first the first touch's share, above 0
     * @param lead the share of the touch that made a lead
     * @param opportunity the share of the touch that made an opportunity
     * @param rest what all other touches share
     */
    record WShape(double first, double lead, double opportunity, double rest) implements AttributionModel {
        /** Checks the shares. @throws IllegalArgumentException if they are no shares that sum to 1, or the first is 0 */
        public WShape {
            shares("first, lead, opportunity, rest", first, lead, opportunity, rest);
            if (!(first > 0)) {
                throw new IllegalArgumentException("first is 0");
            }
        }

        @Override
        public String id() {
            return "w-shape";
        }
    }

    /**
     * Removal effects in the chain of the paths. A state is a run of {@code order} consecutive channels (a shorter path is
     * one state); p is the probability of a conversion from the start; the removal effect of a channel is
     * 1 − p(without every state that contains it, moves into them end without conversion)/p; its credit is its share of
     * the removal effects. Solved exactly, not simulated.
     *
     * @param order how many channels a state remembers, 1 to 4
     */
    record Markov(int order) implements AttributionModel {
        /** The highest order. */
        public static final int MOST = 4;

        /** Checks the order. @throws IllegalArgumentException if it is not 1 to 4 */
        public Markov {
            if (order < 1 || order > MOST) {
                throw new IllegalArgumentException("order is not 1 to " + MOST + ": " + order);
            }
        }

        @Override
        public String id() {
            return "markov-" + order;
        }
    }

    /**
     * The mean contribution of a channel over all orders in which the channels may join. Values may be negative: they are
     * shown, never clipped.
     *
     * @param worth what a set of channels is worth
     * @param permutations how many random orders are used above {@value #EXACT} channels with {@link Worth#RATE}, 2 or more
     */
    record Shapley(Worth worth, int permutations) implements AttributionModel {
        /** Up to so many channels {@link Worth#RATE} is exact. */
        public static final int EXACT = 20;

        /** The random orders unless others are asked for. */
        public static final int DEFAULT_PERMUTATIONS = 2000;

        /** What a set of channels is worth. */
        public enum Worth {
            /**
             * The conversions of the paths whose channels all lie in the set. The value has a closed form for any number of
             * channels: a conversion is shared equally by the distinct channels of its path.
             */
            CONTAINED_COUNT,
            /** The conversion rate of the journeys whose channels all lie in the set, 0 without such a journey. */
            RATE,
            /**
             * Per observed set of channels: the Shapley value inside it of the conversion rate of the journeys with exactly
             * that set (0 for a set not observed), scaled to the conversions of the set. The rule of DP6's library, for
             * comparison only: it is not the textbook value.
             */
            OBSERVED
        }

        /** Checks the number of permutations. @throws IllegalArgumentException if it is below 2 */
        public Shapley {
            Objects.requireNonNull(worth, "worth");
            if (permutations < 2) {
                throw new IllegalArgumentException("permutations is below 2: " + permutations);
            }
        }

        @Override
        public String id() {
            return switch (worth) {
                case CONTAINED_COUNT -> "shapley-contained-count";
                case RATE -> "shapley-rate";
                case OBSERVED -> "shapley-observed";
            };
        }
    }

    private static void shares(String names, double... shares) {
        double sum = 0;
        for (double share : shares) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException(names + ": a share is not from 0 to 1: " + share);
            }
            sum += share;
        }
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException(names + " do not sum to 1: " + sum);
        }
    }
}
