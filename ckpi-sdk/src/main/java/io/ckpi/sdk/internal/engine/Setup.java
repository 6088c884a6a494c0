package io.ckpi.sdk.internal.engine;

import io.ckpi.core.Period;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one measurement runs.
 *
 * @param period the period
 * @param asOf the time of the measurement
 * @param history first day to read, or null for the beginning of the data
 * @param currency the currency of the report, or null for the only one that occurs
 * @param spendSources the source whose spend counts, by platform
 * @param forgotten tokens of the persons whose records are left out
 * @param memory bytes of records to keep in memory
 * @param spoolFolder where the temporary file is made, or null for the system's own place
 * @param partitions number of parts the data is cut into
 * @param progress hears how far it is
 */
public record Setup(
        Period period,
        Instant asOf,
        @Nullable LocalDate history,
        @Nullable Currency currency,
        Map<String, String> spendSources,
        Set<String> forgotten,
        long memory,
        @Nullable Path spoolFolder,
        int partitions,
        Listener progress) {

    /** What a run does, in order. */
    public enum Step {
        /** Reading the sources. */
        READING,
        /** Settling revisions and cutting by subject. */
        SETTLING,
        /** Folding the histories. */
        FOLDING
    }

    /** Hears how far it is, from one thread at a time. */
    @FunctionalInterface
    public interface Listener {
        /** So much of a step is done; {@code total} is 0 while it is not known, {@code stream} null but when reading. */
        void at(Step step, long done, long total, @Nullable Stream stream);
    }

    /** Tells of a step, about a hundred times from its beginning to its end. */
    void report(Step step, long done, long total) {
        if (done < total && done % Math.max(1, total / 100) != 0) {
            return;
        }
        synchronized (progress) {
            progress.at(step, done, total, null);
        }
    }

    void report(long done, Stream stream) {
        synchronized (progress) {
            progress.at(Step.READING, done, 0, stream);
        }
    }
}
