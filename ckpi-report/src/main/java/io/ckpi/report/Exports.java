package io.ckpi.report;

import io.ckpi.core.CkpiException;
import io.ckpi.sdk.CkpiReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Ways out of a report: its record as JSON, its tables as CSV. */
public final class Exports {

    private Exports() {}

    /** The record of a report as JSON. */
    public static Json json(CkpiReport report) {
        return json(ReportRecord.of(report));
    }

    /** A record as JSON. */
    public static Json json(ReportRecord record) {
        return new Json(Objects.requireNonNull(record, "record"));
    }

    /** The tables of a report as CSV files. */
    public static CsvExport csv(CkpiReport report, CsvStyle style) {
        return csv(ReportRecord.of(report), style);
    }

    /** The tables of a record as CSV files. */
    public static CsvExport csv(ReportRecord record, CsvStyle style) {
        return new CsvExport(
                Objects.requireNonNull(record, "record"), Objects.requireNonNull(style, "style"), FormulaCells.ESCAPE);
    }

    /** A record in its canonical form, UTF-8. Immutable. */
    public static final class Json {

        private final ReportRecord record;

        private Json(ReportRecord record) {
            this.record = record;
        }

        /** Writes the record; the stream stays open. @throws IOException if the stream fails */
        public void writeTo(OutputStream out) throws IOException {
            out.write(record.json().getBytes(StandardCharsets.UTF_8));
        }

        /**
         * Writes the record to a file.
         *
         * @throws CkpiException of kind UNAVAILABLE, code EXPORT_UNWRITABLE, if the file cannot be written
         */
        public void writeTo(Path file) {
            write(file, record.json().getBytes(StandardCharsets.UTF_8));
        }
    }

    static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE, "EXPORT_UNWRITABLE", null, "cannot write " + file.getFileName(), e);
        }
    }
}
