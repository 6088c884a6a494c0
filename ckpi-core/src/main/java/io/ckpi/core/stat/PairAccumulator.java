package io.ckpi.core.stat;

/**
 * A summary of two numbers y and d per independent unit (person, customer, employee), from which come the ratio of their
 * sums, the mean of y, its total, and their intervals. <b>Mutable</b>: fold millions of units into it, part by part, and merge
 * the parts.
 *
 * <p><b>Content.</b> number of units n; both sums; both means; the centred second moments Σ(y−ȳ)², Σ(d−d̄)² and
 * Σ(y−ȳ)(d−d̄); the number of pending cases, which are in none of them.
 *
 * <p>Typical pairs: (clicks, visits) of a person, (tasks in time, tasks due) of an employee, (revenue, orders) of a customer.
 * For a plain mean or total leave d out: {@link #add(double)} sets it to 1.
 *
 * <p><b>Range.</b> finite numbers of at most 1e90 in magnitude.
 *
 * <p><b>Numerics.</b> Sums and means are kept as two doubles, so counts are exact up to 2⁵³ and beyond; moments are updated
 * around the running mean and merged by the formula of Chan, Golub and LeVeque. 1,000 merged parts of normal numbers with
 * mean 1e9 and variance 1 keep 12 digits of the variance and more. Merging is commutative and associative to rounding.
 *
 * <p><b>Thread-safety.</b> none: one thread fills one accumulator. Adding allocates nothing.
 *
 * <p><b>References.</b> T. F. Chan, G. H. Golub, R. J. LeVeque 1983, doi:10.1080/00031305.1983.10483115.
 */
public final class PairAccumulator {

    private static final double GREATEST = 1e90;

    private long n;
    private long pending;
    private double sumY;
    private double sumYLow;
    private double sumD;
    private double sumDLow;
    private double meanY;
    private double meanYLow;
    private double meanD;
    private double meanDLow;
    private double squaresY;
    private double squaresD;
    private double products;

    /** An empty summary. */
    public PairAccumulator() {}

    /**
     * Adds one unit with y and d = 1: for means and totals.
     *
     * @throws IllegalArgumentException if y is not finite or beyond 1e90
     */
    public void add(double y) {
        add(y, 1);
    }

    /**
     * Adds one unit.
     *
     * @throws IllegalArgumentException if a number is not finite or beyond 1e90; nothing is added then
     */
    public void add(double y, double d) {
        if (!(Math.abs(y) <= GREATEST)) {
            throw new IllegalArgumentException("y is not a number of at most 1e90: " + y);
        }
        if (!(Math.abs(d) <= GREATEST)) {
            throw new IllegalArgumentException("d is not a number of at most 1e90: " + d);
        }
        n++;
        addToSumY(y);
        addToSumD(d);
        double share = 1.0 / n;
        double beforeY = (y - meanY) - meanYLow;
        double beforeD = (d - meanD) - meanDLow;
        shiftMeanY(beforeY * share);
        shiftMeanD(beforeD * share);
        double afterY = (y - meanY) - meanYLow;
        double afterD = (d - meanD) - meanDLow;
        squaresY += beforeY * afterY;
        squaresD += beforeD * afterD;
        products += beforeY * afterD;
    }

    /** Counts cases whose term has not expired. @throws IllegalArgumentException if {@code cases} is negative */
    public void addPending(long cases) {
        if (cases < 0) {
            throw new IllegalArgumentException("pending is negative: " + cases);
        }
        pending = Math.addExact(pending, cases);
    }

    /** Adds all units of {@code other}, which stays as it is. The order of merging does not matter, except for rounding. */
    public void merge(PairAccumulator other) {
        pending = Math.addExact(pending, other.pending);
        if (other.n == 0) {
            return;
        }
        long total = Math.addExact(n, other.n);
        double shareOfOther = (double) other.n / total;
        double deltaY = (other.meanY - meanY) + (other.meanYLow - meanYLow);
        double deltaD = (other.meanD - meanD) + (other.meanDLow - meanDLow);
        double weight = n * shareOfOther;
        squaresY += other.squaresY + deltaY * deltaY * weight;
        squaresD += other.squaresD + deltaD * deltaD * weight;
        products += other.products + deltaY * deltaD * weight;
        addToSumY(other.sumY);
        addToSumY(other.sumYLow);
        addToSumD(other.sumD);
        addToSumD(other.sumDLow);
        n = total;
        setMeansFromSums();
    }

    /** The number of units. */
    public long n() {
        return n;
    }

    /** The number of pending cases. */
    public long pending() {
        return pending;
    }

    /** The sum of y. */
    public double sumY() {
        return sumY + sumYLow;
    }

    /** The sum of d. */
    public double sumD() {
        return sumD + sumDLow;
    }

    /** Σ(y−ȳ)², 0 for fewer than two units. */
    public double squaresY() {
        return squaresY;
    }

    /** Σ(d−d̄)², 0 for fewer than two units. */
    public double squaresD() {
        return squaresD;
    }

    /** Σ(y−ȳ)(d−d̄), 0 for fewer than two units. */
    public double products() {
        return products;
    }

    private void addToSumY(double value) {
        double sum = sumY + value;
        double part = sum - sumY;
        sumYLow += (sumY - (sum - part)) + (value - part);
        sumY = sum;
    }

    private void addToSumD(double value) {
        double sum = sumD + value;
        double part = sum - sumD;
        sumDLow += (sumD - (sum - part)) + (value - part);
        sumD = sum;
    }

    private void shiftMeanY(double step) {
        double mean = meanY + step;
        double part = mean - meanY;
        meanYLow += (meanY - (mean - part)) + (step - part);
        meanY = mean;
    }

    private void shiftMeanD(double step) {
        double mean = meanD + step;
        double part = mean - meanD;
        meanDLow += (meanD - (mean - part)) + (step - part);
        meanD = mean;
    }

    private void setMeansFromSums() {
        meanY = sumY / n;
        meanYLow = (Math.fma(-meanY, (double) n, sumY) + sumYLow) / n;
        meanD = sumD / n;
        meanDLow = (Math.fma(-meanD, (double) n, sumD) + sumDLow) / n;
    }

    /** The counts and both sums, for logs and debuggers. */
    @Override
    public String toString() {
        return "PairAccumulator[n=" + n + ", sumY=" + sumY() + ", sumD=" + sumD() + ", pending=" + pending + "]";
    }
}
