package io.ckpi.value.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Which transaction model: its family, the regularity k of its gaps, and whether its two mixing distributions are full or
 * one of their limits.
 *
 * @param family how customers leave
 * @param k the Erlang shape of the gaps, 1 for exponential ones
 * @param rate how purchase rates differ
 * @param dropout how inclinations to leave differ
 */
public record Form(Family family, int k, Rate rate, Dropout dropout) {

    /** When customers can leave. */
    public enum Family {
        /** After every repeat purchase. */
        BG,
        /** After every purchase, the first one too. */
        MBG,
        /** At any time. */
        PARETO,
        /** Before every opportunity to buy. */
        BGBB
    }

    /** How purchase rates differ between customers. */
    public enum Rate {
        /** By a gamma (BG/BB: beta) distribution. */
        GAMMA,
        /** Not at all. */
        POINT
    }

    /** How inclinations to leave differ between customers. */
    public enum Dropout {
        /** By a beta (or gamma) distribution. */
        MIXED,
        /** Not at all. */
        POINT,
        /** Nobody leaves. */
        NONE,
        /** A share leaves at the first occasion, the others never. */
        POLARISED
    }

    /** The full model. */
    public static Form full(Family family, int k) {
        return new Form(family, k, Rate.GAMMA, Dropout.MIXED);
    }

    /** This family with other mixing distributions. */
    public Form with(Rate newRate, Dropout newDropout) {
        return new Form(family, k, newRate, newDropout);
    }

    /** The names of the parameters, in order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (family == Family.BGBB) {
            names.addAll(rate == Rate.GAMMA ? List.of("alpha", "beta") : List.of("p"));
            names.addAll(
                    switch (dropout) {
                        case MIXED -> List.of("gamma", "delta");
                        case POINT -> List.of("theta");
                        case NONE -> List.of();
                        case POLARISED -> List.of("share");
                    });
            return List.copyOf(names);
        }
        if (rate == Rate.GAMMA) {
            names.add("r");
            names.add("alpha");
        } else {
            names.add("lambda");
        }
        switch (dropout) {
            case MIXED -> {
                names.add(family == Family.PARETO ? "s" : "a");
                names.add(family == Family.PARETO ? "beta" : "b");
            }
            case POINT -> names.add(family == Family.PARETO ? "mu" : "p");
            case NONE -> {}
            case POLARISED -> names.add("share");
        }
        return List.copyOf(names);
    }

    /** Where the parameters of the dropout begin. */
    public int dropoutAt() {
        return rate == Rate.GAMMA ? 2 : 1;
    }

    /** The number of parameters. */
    public int size() {
        return dropoutAt()
                + switch (dropout) {
                    case MIXED -> 2;
                    case POINT, POLARISED -> 1;
                    case NONE -> 0;
                };
    }

    /** Whether parameter {@code i} is a share. */
    public boolean isShare(int i) {
        if (family == Family.BGBB && rate == Rate.POINT && i == 0) {
            return true;
        }
        return i == dropoutAt()
                && (dropout == Dropout.POLARISED || (dropout == Dropout.POINT && family != Family.PARETO));
    }
}
