package io.ckpi.value;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.value.internal.StringIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who recommended whom: a forest in which everybody has at most one referrer.
 *
 * <p><b>Made from edges in the order of time</b> (equal times: the order of the list). Dropped, counted and reported by
 * {@link #issues()}: a person who recommends itself, a second referrer of a person, and an edge that would close a cycle.
 *
 * <p><b>Credit.</b> credit(n) = Σ over the people n recommended (value + g·credit of that person), g from 0 to 1. With g = 0 it is
 * the classical direct credit, and all credits together are the value of all recommended people. With g &gt; 0 a value counts for
 * several people: such credits must not be summed.
 *
 * <p><b>Numerics.</b> one pass without recursion: a chain of a million recommendations is as good as a star.
 * <b>Thread-safety.</b> immutable.
 */
public final class ReferralTree {

    /**
     * One recommendation.
     *
     * @param referrer who recommended
     * @param referred who came
     * @param at when
     */
    public record Edge(String referrer, String referred, Instant at) {
        /** Checks that nothing is missing. */
        public Edge {
            Objects.requireNonNull(referrer, "referrer");
            Objects.requireNonNull(referred, "referred");
            Objects.requireNonNull(at, "at");
        }
    }

    private final StringIndex people;
    private final int[] referrer; // −1: nobody
    private final int[] order; // everybody after all whom they recommended
    private final List<DataIssue> issues;

    private ReferralTree(StringIndex people, int[] referrer, List<DataIssue> issues) {
        this.people = people;
        this.referrer = referrer;
        this.order = order(referrer);
        this.issues = List.copyOf(issues);
    }

    /** The tree of these recommendations, given in any order. */
    public static ReferralTree of(List<Edge> edges) {
        List<Edge> sorted = new ArrayList<>(edges);
        sorted.sort(Comparator.comparing(Edge::at));
        StringIndex people = new StringIndex();
        int[] from = new int[Math.multiplyExact(2, sorted.size())];
        int[] top = new int[from.length]; // on the way to the root of the tree a person is in
        Arrays.fill(from, -1);
        Arrays.setAll(top, i -> i);
        long self = 0;
        long second = 0;
        long cycle = 0;
        for (Edge edge : sorted) {
            int a = people.add(edge.referrer());
            int b = people.add(edge.referred());
            if (a == b) {
                self++;
            } else if (from[b] >= 0) {
                second++;
            } else if (root(top, a) == b) { // b has no referrer, so it is the root of its tree
                cycle++;
            } else {
                from[b] = a;
                top[b] = root(top, a);
            }
        }
        List<DataIssue> issues = new ArrayList<>();
        add(
                issues,
                "SELF_REFERRAL",
                self,
                "рекомендации самому себе не учтены",
                "recommendations of oneself are dropped");
        add(
                issues,
                "SECOND_REFERRER",
                second,
                "вторые рекомендатели не учтены: засчитан первый по времени",
                "second referrers are dropped: the first in time counts");
        add(
                issues,
                "REFERRAL_CYCLE",
                cycle,
                "рекомендации, замыкающие круг, не учтены",
                "recommendations that close a cycle are dropped");
        return new ReferralTree(people, Arrays.copyOf(from, people.size()), issues);
    }

    private static void add(List<DataIssue> issues, String code, long count, String ru, String en) {
        if (count > 0) {
            issues.add(new DataIssue(code, DataIssue.Severity.WARNING, null, null, count, new Names(ru, en)));
        }
    }

    private static int root(int[] top, int person) {
        int at = person;
        while (top[at] != at) {
            top[at] = top[top[at]];
            at = top[at];
        }
        return at;
    }

    private static int[] order(int[] referrer) {
        int[] open = new int[referrer.length];
        for (int from : referrer) {
            if (from >= 0) {
                open[from]++;
            }
        }
        int[] order = new int[referrer.length];
        int done = 0;
        for (int i = 0; i < referrer.length; i++) {
            if (open[i] == 0) {
                order[done++] = i;
            }
        }
        for (int next = 0; next < done; next++) {
            int from = referrer[order[next]];
            if (from >= 0 && --open[from] == 0) {
                order[done++] = from;
            }
        }
        return order;
    }

    /** The number of people who recommended or were recommended. */
    public int people() {
        return referrer.length;
    }

    /** The id of a person, 0 … {@link #people()} − 1. */
    public String id(int person) {
        return people.name(Objects.checkIndex(person, referrer.length));
    }

    /** The number of the person of this id, or −1. */
    public int indexOf(String id) {
        return people.find(id);
    }

    /** Who recommended a person; empty if nobody did. */
    public Optional<String> referrer(String id) {
        int person = people.find(id);
        return person < 0 || referrer[person] < 0 ? Optional.empty() : Optional.of(people.name(referrer[person]));
    }

    /** True if somebody recommended the person of this number. */
    public boolean isReferred(int person) {
        return referrer[person] >= 0;
    }

    /** The edges that were dropped, by why. */
    public List<DataIssue> issues() {
        return issues;
    }

    /**
     * The credit of everybody.
     *
     * @param value what each person is worth, by number; what people are worth whom nobody recommended has no effect
     * @param indirect g, the share of a recommended person's own credit that is passed on, from 0 to 1
     * @throws IllegalArgumentException if the array is of another length, a value is not finite (with its index), or g is not from
     *     0 to 1
     * @throws ArithmeticException if a credit is beyond the range of a double
     */
    public double[] credits(double[] value, double indirect) {
        if (value.length != referrer.length) {
            throw new IllegalArgumentException(
                    "value has " + value.length + " entries for " + referrer.length + " people");
        }
        for (int i = 0; i < value.length; i++) {
            if (!Double.isFinite(value[i])) {
                throw new IllegalArgumentException("value " + i + " is not finite: " + value[i]);
            }
        }
        if (!(indirect >= 0 && indirect <= 1)) {
            throw new IllegalArgumentException("indirect is not from 0 to 1: " + indirect);
        }
        double[] credit = new double[value.length];
        for (int person : order) {
            if (!Double.isFinite(credit[person])) {
                throw new ArithmeticException("a credit is beyond the range of double-precision numbers");
            }
            if (referrer[person] >= 0) {
                credit[referrer[person]] += value[person] + indirect * credit[person];
            }
        }
        return credit;
    }
}
