package io.ckpi.source.files.internal;

import io.ckpi.source.mapping.MappingHeader;
import io.ckpi.source.mapping.RecordMapping;
import java.util.List;

/**
 * A mapping document of files, read and checked. Immutable.
 *
 * @param header what holds for all files
 * @param files what to make of which files
 */
record Mapping(MappingHeader header, List<FileMapping> files) {

    /**
     * What to make of a file.
     *
     * @param file its name below the root; its last part may hold {@code *} and {@code ?}
     * @param dialect how it is written
     * @param records the records made of its rows
     */
    record FileMapping(String file, Dialect dialect, RecordMapping records) {}
}
