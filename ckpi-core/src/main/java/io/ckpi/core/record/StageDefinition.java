package io.ckpi.core.record;

import io.ckpi.core.LeadStage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a raw stage of a pipeline means.
 *
 * @param envelope where the record comes from and when it happened
 * @param pipeline pipeline
 * @param raw raw stage
 * @param order position in the pipeline
 * @param semantic whether it is open, won or lost
 * @param stage stage it means
 * @param vocabulary vocabulary, {@code industry} or {@code source-000}
 */
public record StageDefinition(
        Envelope envelope,
        String pipeline,
        String raw,
        int order,
        Semantic semantic,
        @Nullable LeadStage stage,
        String vocabulary)
        implements SourceRecord {

    /** Meaning of a stage. */
    public enum Semantic {
        /** Open. */
        OPEN,
        /** Won. */
        WON,
        /** Lost. */
        LOST
    }

    /** Checks the components. */
    public StageDefinition {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("pipeline", pipeline);
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(semantic, "semantic");
        Objects.requireNonNull(vocabulary, "vocabulary");
    }
}
