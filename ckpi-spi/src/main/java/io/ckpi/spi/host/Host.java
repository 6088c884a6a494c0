package io.ckpi.spi.host;

import io.ckpi.spi.Tokenizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * What the host lends to its sources: clock, tokens, patience.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Host {

    /** How often an operation that found its source unavailable is tried again. */
    public static final int DEFAULT_RETRIES = 5;

    /** How long a source may give no sign of life. */
    public static final Duration DEFAULT_STALL_LIMIT = Duration.ofMinutes(5);

    private final Clock clock;
    private final Tokenizer tokens;
    private final RejectLog.Budget budget;
    private final BooleanSupplier cancelled;
    private final Instant deadline;
    private final int retries;
    private final Duration stallLimit;
    private final Sleeper sleeper;

    /** Waits; a test replaces it. */
    @FunctionalInterface
    public interface Sleeper {
        /**
         * Waits that long.
         *
         * @throws InterruptedException if the thread is interrupted
         */
        void sleep(Duration duration) throws InterruptedException;
    }

    private Host(
            Clock clock,
            Tokenizer tokens,
            RejectLog.Budget budget,
            BooleanSupplier cancelled,
            Instant deadline,
            int retries,
            Duration stallLimit,
            Sleeper sleeper) {
        this.clock = clock;
        this.tokens = tokens;
        this.budget = budget;
        this.cancelled = cancelled;
        this.deadline = deadline;
        this.retries = retries;
        this.stallLimit = stallLimit;
        this.sleeper = sleeper;
    }

    /**
     * A host that tolerates 1 % rejects, is not cancelled, has no deadline, tries five times again and gives up on a source
     * that is silent for five minutes.
     */
    public static Host of(Clock clock, Tokenizer tokens) {
        return new Host(
                Objects.requireNonNull(clock, "clock"),
                Objects.requireNonNull(tokens, "tokens"),
                RejectLog.Budget.DEFAULT,
                () -> false,
                Instant.MAX,
                DEFAULT_RETRIES,
                DEFAULT_STALL_LIMIT,
                duration -> Thread.sleep(duration.toMillis()));
    }

    /** The same with another budget for rejects. */
    public Host withRejectBudget(RejectLog.Budget newBudget) {
        return new Host(clock, tokens, newBudget, cancelled, deadline, retries, stallLimit, sleeper);
    }

    /** The same with a wish to stop, which must answer quickly and from any thread. */
    public Host withCancellation(BooleanSupplier newCancelled) {
        return new Host(clock, tokens, budget, newCancelled, deadline, retries, stallLimit, sleeper);
    }

    /** The same with a deadline, by its clock. */
    public Host withDeadline(Instant newDeadline) {
        return new Host(clock, tokens, budget, cancelled, newDeadline, retries, stallLimit, sleeper);
    }

    /** The same with another number of retries, 0 to 100. */
    public Host withRetries(int newRetries) {
        if (newRetries < 0 || newRetries > 100) {
            throw new IllegalArgumentException("retries is not 0 to 100: " + newRetries);
        }
        return new Host(clock, tokens, budget, cancelled, deadline, newRetries, stallLimit, sleeper);
    }

    /**
     * The same with another limit on the silence of a source: a call that opens, describes, drains or closes it and gives no
     * record and counts no row for so long is given up on, see {@link OpenSource#drain}.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public Host withStallLimit(Duration newStallLimit) {
        if (newStallLimit.isNegative() || newStallLimit.isZero()) {
            throw new IllegalArgumentException("stallLimit is not positive: " + newStallLimit);
        }
        return new Host(clock, tokens, budget, cancelled, deadline, retries, newStallLimit, sleeper);
    }

    /** The same with another way to wait before a new try. */
    public Host withSleeper(Sleeper newSleeper) {
        return new Host(clock, tokens, budget, cancelled, deadline, retries, stallLimit, newSleeper);
    }

    Clock clock() {
        return clock;
    }

    Tokenizer tokens() {
        return tokens;
    }

    RejectLog.Budget budget() {
        return budget;
    }

    boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    Instant deadline() {
        return deadline;
    }

    int retries() {
        return retries;
    }

    Duration stallLimit() {
        return stallLimit;
    }

    Sleeper sleeper() {
        return sleeper;
    }
}
