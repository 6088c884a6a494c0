package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.stat.Shares;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Retention by cohort: counts from which every share is computed. Tables of disjoint sets of subjects add up.
 *
 * <p>Shares have Wilson's interval. A share of ON_OR_AFTER is flagged PROVISIONAL for a young cohort, one of which no further
 * whole bucket was observed: who has not come back yet still may.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class RetentionTable {

    private final String specification;
    private final boolean open;
    private final long observedUntil;
    private final Map<Long, Cohort> byNumber;

    /**
     * One cohort.
     *
     * @param start the first day of its bucket
     * @param subjects its subjects
     * @param active for n = 0, 1, … the subjects retained, among those whose bucket n is over
     * @param due for n = 0, 1, … the subjects whose bucket n is over
     */
    public record Cohort(LocalDate start, long subjects, List<Long> active, List<Long> due) {

        /** Copies the counts. */
        public Cohort {
            active = List.copyOf(active);
            due = List.copyOf(due);
        }

        private Cohort plus(Cohort other) {
            return new Cohort(
                    start, Math.addExact(subjects, other.subjects), sum(active, other.active), sum(due, other.due));
        }

        private static List<Long> sum(List<Long> a, List<Long> b) {
            return IntStream.range(0, a.size())
                    .mapToObj(n -> Math.addExact(a.get(n), b.get(n)))
                    .toList();
        }
    }

    RetentionTable(String specification, boolean open, long observedUntil, Map<Long, Cohort> byNumber) {
        this.specification = specification;
        this.open = open;
        this.observedUntil = observedUntil;
        this.byNumber = byNumber;
    }

    /** The definition behind the counts, in one line. */
    public String specification() {
        return specification;
    }

    /** The cohorts in order of time. */
    public List<Cohort> cohorts() {
        return List.copyOf(byNumber.values());
    }

    /** The subjects of all cohorts. */
    public long subjects() {
        return byNumber.values().stream().mapToLong(Cohort::subjects).sum();
    }

    /**
     * The share of a cohort retained at {@code n}.
     *
     * <p>{@link Reason#NO_DATA}: no subject in such a cohort. {@link Reason#NOT_DUE_YET}: no subject's bucket is over.
     *
     * @param start the first day of the cohort's bucket
     * @throws IllegalArgumentException if {@code n} is negative or above the last that was counted
     */
    public Reading share(LocalDate start, int n) {
        for (Cohort cohort : byNumber.values()) {
            if (cohort.start.equals(start)) {
                return reading(
                        check(cohort, n).active.get(n),
                        cohort.due.get(n),
                        cohort.subjects - cohort.due.get(n),
                        young(cohort, n));
            }
        }
        return Absent.because(Reason.NO_DATA);
    }

    /**
     * The share of all cohorts together retained at {@code n}, of the subjects whose bucket n is over.
     *
     * @throws IllegalArgumentException if {@code n} is negative or above the last that was counted
     */
    public Reading pooled(int n) {
        long active = 0;
        long due = 0;
        long pending = 0;
        boolean young = false;
        for (Cohort cohort : byNumber.values()) {
            active += check(cohort, n).active.get(n);
            due += cohort.due.get(n);
            pending += cohort.subjects - cohort.due.get(n);
            young |= cohort.due.get(n) > 0 && young(cohort, n);
        }
        return reading(active, due, pending, young);
    }

    private boolean young(Cohort cohort, int n) {
        return open && n + 1 < cohort.due.size() && cohort.due.get(n + 1) < cohort.due.get(n);
    }

    private static Reading reading(long active, long due, long pending, boolean young) {
        Reading reading = Shares.withDefaults().of(active, due, pending);
        if (young && reading instanceof Measured measured) {
            Estimate flagged = measured.estimate().withFlag(Flag.of(Flag.Code.PROVISIONAL));
            return new Measured(flagged);
        }
        return reading;
    }

    private static Cohort check(Cohort cohort, int n) {
        if (n < 0 || n >= cohort.due.size()) {
            throw new IllegalArgumentException("n is not 0 to " + (cohort.due.size() - 1) + ": " + n);
        }
        return cohort;
    }

    /**
     * The sums of two tables of disjoint sets of subjects.
     *
     * @throws IllegalArgumentException if the definitions or the ends of observation differ
     */
    public RetentionTable plus(RetentionTable other) {
        if (!specification.equals(other.specification) || observedUntil != other.observedUntil) {
            throw new IllegalArgumentException("definitions differ: " + specification + " and " + other.specification);
        }
        Map<Long, Cohort> sum = new TreeMap<>(byNumber);
        other.byNumber.forEach((number, cohort) -> sum.merge(number, cohort, Cohort::plus));
        return new RetentionTable(specification, open, observedUntil, sum);
    }

    /** The definition and the number of cohorts. */
    @Override
    public String toString() {
        return "RetentionTable[" + specification + ", " + byNumber.size() + " cohorts]";
    }
}
