package io.ckpi.source.files.internal;

import io.ckpi.core.definition.Definitions;
import io.ckpi.source.mapping.FileRoot;
import io.ckpi.source.mapping.RowSettings;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mapping document that has been read. Immutable. */
public final class MappingDocument {

    private final Mapping mapping;

    private MappingDocument(Mapping mapping) {
        this.mapping = mapping;
    }

    private static MappingReader reader(@Nullable ZoneId zone, @Nullable Currency currency) {
        return new MappingReader(RowSettings.DEFAULT.with(zone, currency));
    }

    /**
     * Reads a text.
     *
     * @param zone zone of times without one, where the mapping states none
     * @param currency currency of amounts without one, where the mapping states none
     * @throws io.ckpi.core.definition.DefinitionException with all faults
     */
    public static MappingDocument read(String name, String text, @Nullable ZoneId zone, @Nullable Currency currency) {
        Definitions.read(name, text, OpenQuestions::refuse);
        return new MappingDocument(Definitions.read(name, text, reader(zone, currency)::read));
    }

    /** Reads a stream, see {@link #read(String, String, ZoneId, Currency)}. */
    public static MappingDocument read(
            String name, InputStream in, @Nullable ZoneId zone, @Nullable Currency currency) {
        return new MappingDocument(Definitions.read(name, in, reader(zone, currency)::read));
    }

    /** Reads a file, see {@link #read(String, String, ZoneId, Currency)}. */
    public static MappingDocument read(Path file, @Nullable ZoneId zone, @Nullable Currency currency) {
        Definitions.read(file, OpenQuestions::refuse);
        return new MappingDocument(Definitions.read(file, reader(zone, currency)::read));
    }

    /**
     * The same mapping for a file of another name.
     *
     * @throws IllegalArgumentException if it names several files, or the name can be none
     */
    public MappingDocument withFile(String name) {
        if (mapping.files().size() != 1) {
            throw new IllegalArgumentException(
                    "names one file, but the mapping has " + mapping.files().size() + ": name them there");
        }
        String fault = FileRoot.faultOf(name);
        if (fault == null) {
            fault = Packed.faultOf(name);
        }
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        Mapping.FileMapping file = mapping.files().get(0);
        return new MappingDocument(
                new Mapping(mapping.header(), List.of(new Mapping.FileMapping(name, file.dialect(), file.records()))));
    }

    Mapping mapping() {
        return mapping;
    }
}
