package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.ReadRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A file and what to make of it. Immutable. */
final class FileTable implements MappedTable {

    private final String source;
    private final @Nullable String entry;
    private final Path path;
    private final String name;
    private final Mapping.FileMapping mapping;
    private final Limits limits;

    /**
     * A file.
     *
     * @param name its name below the root
     * @param entry the entry, if the file is an archive
     */
    FileTable(
            String source, Path path, String name, @Nullable String entry, Mapping.FileMapping mapping, Limits limits) {
        this.source = source;
        this.entry = entry;
        this.path = path;
        this.name = entry == null ? name : name + "!/" + Packed.shown(entry);
        this.mapping = mapping;
        this.limits = limits;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public RecordMapping mapping() {
        return mapping.records();
    }

    @Override
    public boolean isResumable() {
        return mapping.records().isResumable() && mapping.dialect().format() != Dialect.Format.ASTERISK_CDR;
    }

    @Override
    public TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check) {
        RowReader reader = null;
        try {
            reader = rows(check);
            if (from != null) {
                resume(reader, FileRows.point(from));
            }
            return new FileRows(this, source, reader);
        } catch (IOException e) {
            close(reader);
            throw failure(e);
        } catch (NumberFormatException e) {
            close(reader);
            throw new CkpiException(CkpiException.Kind.CONFIG, "CKPI-FILES-CURSOR", source, "the cursor is broken", e);
        }
    }

    private void resume(RowReader reader, RowReader.Position point) throws IOException {
        reader.resume(point);
        if (reader.position().offset() != point.offset()) {
            close(reader);
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-FILES-CURSOR",
                    source,
                    name + ": has changed since the cursor was taken: no row begins at byte " + point.offset());
        }
    }

    private static void close(@Nullable RowReader reader) {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                // it was only read: nothing is lost
            }
        }
    }

    /** Opens the file and reads its header, if it has one. */
    RowReader rows(Runnable check) throws IOException {
        return Rows.open(
                () -> Packed.open(path, entry),
                mapping.dialect(),
                mapping.records().columns(),
                limits,
                (code, sentence) -> new CkpiException(
                        CkpiException.Kind.CONFIG, "CKPI-FILES-" + code, source, name + ": " + sentence),
                check);
    }

    CkpiException failure(IOException e) {
        boolean broken = e instanceof ZipException || e instanceof EOFException;
        return new CkpiException(
                broken ? CkpiException.Kind.DATA : CkpiException.Kind.UNAVAILABLE,
                broken ? "CKPI-FILES-ARCHIVE" : "CKPI-FILES-READ",
                source,
                name + ": cannot be read: " + reason(e),
                e);
    }

    /** What went wrong with the disk: the system's own words hold no data. */
    static String reason(IOException e) {
        String message = e.getMessage();
        if (message == null && e instanceof EOFException) {
            return "it ends too early";
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
