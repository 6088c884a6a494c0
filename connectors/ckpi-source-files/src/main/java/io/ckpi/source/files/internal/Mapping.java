package io.ckpi.source.files.internal;

import io.ckpi.core.record.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping document, read and checked. Immutable.
 *
 * @param id its id
 * @param hash hash of its content
 * @param lateness how long a record may still change after it happened; null for without limit
 * @param files what to make of which files
 */
record Mapping(String id, String hash, @Nullable Duration lateness, List<FileMapping> files) {

    /**
     * What to make of a file.
     *
     * @param file its name below the root; its last part may hold {@code *} and {@code ?}
     * @param dialect how it is written
     * @param settings what holds for all its records
     * @param wanted the columns or pointers that are read
     * @param memos how many values a row keeps
     * @param templates the records made from it
     * @param personal the columns that are turned into tokens
     * @param history how the previous state of an entity is found, or null
     */
    record FileMapping(
            String file,
            Dialect dialect,
            Settings settings,
            List<String> wanted,
            int memos,
            List<Template> templates,
            Set<String> personal,
            @Nullable History history) {

        /** The columns to look for in the file: in the place of the previous state stands the state. */
        List<String> lookups() {
            if (history == null) {
                return wanted;
            }
            List<String> lookups = new ArrayList<>(wanted);
            lookups.set(history.previous(), wanted.get(history.state()));
            return lookups;
        }

        /** True if reading can go on from any row without what was read before. */
        boolean resumable() {
            return history == null && dialect.format() != Dialect.Format.ASTERISK_CDR;
        }

        /** The records of one type. */
        List<Template> of(Class<? extends SourceRecord> type) {
            return templates.stream().filter(t -> t.shape.type() == type).toList();
        }
    }

    /** True if all its files can be read on from any row. */
    boolean resumable() {
        return files.stream().allMatch(FileMapping::resumable);
    }

    /** The types of record that it makes. */
    Set<Class<? extends SourceRecord>> streams() {
        Set<Class<? extends SourceRecord>> streams = new LinkedHashSet<>();
        for (FileMapping file : files) {
            file.templates().forEach(t -> streams.add(t.shape.type()));
        }
        return streams;
    }
}
