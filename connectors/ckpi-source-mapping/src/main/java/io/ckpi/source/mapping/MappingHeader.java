package io.ckpi.source.mapping;

import io.ckpi.core.definition.Node;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping document says before its tables. Immutable.
 *
 * @param id its id
 * @param hash hash of its content
 * @param lateness how long a record may still change after it happened; null for without limit
 * @param settings what holds for all its tables
 */
public record MappingHeader(
        String id, String hash, @Nullable Duration lateness, RowSettings settings) {

    /** Checks that all is there. */
    public MappingHeader {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(settings, "settings");
    }

    /**
     * Reads {@code schema}, {@code id}, {@code version}, {@code names}, {@code lateness} and the settings of a document.
     * Faults are noted at their place.
     *
     * @param schema what its schema must be
     * @param base what holds where the document says nothing
     */
    public static MappingHeader read(Node root, String schema, RowSettings base) {
        root.schema(schema);
        String id = root.id("id");
        root.optionalText("version");
        root.optionalNames("names");
        RowSettings settings = base.and(root);
        boolean unlimited = root.has("lateness") && root.text("lateness").equals("unlimited");
        Duration lateness = unlimited
                ? null
                : root.optionalParsed("lateness", "unlimited, or an ISO 8601 duration such as P3D", Duration::parse)
                        .orElse(Duration.ZERO);
        return new MappingHeader(id, root.definitionHash(), lateness, settings);
    }
}
