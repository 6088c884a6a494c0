package io.ckpi.sdk;

import io.ckpi.core.Names;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How far a measurement is.
 *
 * @param phase what is being done
 * @param done how much of it is done: records while reading, parts of the data afterwards
 * @param total how much there is in all; 0 while it is not known
 * @param source the source that is being read, or null
 * @param stream the type of record that is being read, or null
 */
public record Progress(
        Phase phase,
        long done,
        long total,
        @Nullable String source,
        @Nullable String stream) {

    /** What a measurement does, in order. */
    public enum Phase {
        /** Reading the sources. */
        READING("чтение источников", "reading the sources"),
        /** Settling revisions and repetitions. */
        SETTLING("устранение повторов", "removing duplicates"),
        /** Measuring the indicators. */
        MEASURING("измерение показателей", "measuring the indicators"),
        /** Scoring the readings. */
        SCORING("оценка", "scoring");

        private final Names names;

        Phase(String ru, String en) {
            this.names = new Names(ru, en);
        }

        /** The phase in words, in both languages. */
        public Names names() {
            return names;
        }
    }

    /** Checks the counts. */
    public Progress {
        Objects.requireNonNull(phase, "phase");
        if (done < 0 || total < 0) {
            throw new IllegalArgumentException("done or total is negative: " + done + ", " + total);
        }
    }

    /** The share done, 0 … 1; empty while the total is not known. */
    public OptionalDouble share() {
        return total == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.min(1.0, (double) done / total));
    }
}
