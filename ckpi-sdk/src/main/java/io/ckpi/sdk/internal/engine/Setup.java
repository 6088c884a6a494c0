package io.ckpi.sdk.internal.engine;

import io.ckpi.core.Period;
import io.ckpi.sdk.Progress;
import io.ckpi.sdk.ProgressListener;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one measurement runs.
 *
 * @param period the period
 * @param asOf the time of the measurement
 * @param history first day to read, or null for the beginning of the data
 * @param currency the currency of the report, or null for the only one that occurs
 * @param spendSources the source whose spend counts, by platform
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
        long memory,
        @Nullable Path spoolFolder,
        int partitions,
        ProgressListener progress) {

    void report(Progress.Phase phase, long done, long total) {
        synchronized (progress) {
            progress.progress(new Progress(phase, done, total, null, null));
        }
    }

    void report(long done, Stream stream) {
        synchronized (progress) {
            progress.progress(
                    new Progress(Progress.Phase.READING, done, 0, stream.sourceName(), stream.name()));
        }
    }
}
