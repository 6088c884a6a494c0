package io.ckpi.source.files.internal;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file is written.
 *
 * @param format format
 * @param charset encoding
 * @param delimiter character of ASCII between the cells of CSV and TSV
 * @param quote character of ASCII around cells of CSV and TSV, or {@link DelimitedReader#NO_QUOTE}
 * @param header whether the first row names the columns
 * @param columns names of the columns if no row does
 * @param zone zone of its times, for the format that reckons with them; else null
 * @param skip how many lines stand before the header, or before the first row
 * @param totals what rows begin with that sum up others and are left out
 * @param entries which entries of an archive are read, by a pattern of their names
 */
record Dialect(
        Format format,
        Charset charset,
        char delimiter,
        int quote,
        boolean header,
        List<String> columns,
        @Nullable ZoneId zone,
        int skip,
        List<String> totals,
        String entries) {

    /** Without lines to skip, totals to leave out and entries to choose. */
    Dialect(
            Format format,
            Charset charset,
            char delimiter,
            int quote,
            boolean header,
            List<String> columns,
            @Nullable ZoneId zone) {
        this(format, charset, delimiter, quote, header, columns, zone, 0, List.of(), "*");
    }

    /** The same in another format. */
    Dialect as(Format other) {
        return new Dialect(other, charset, delimiter, quote, header, columns, zone, skip, totals, entries);
    }

    /** A format of file. */
    enum Format {
        /** Cells parted by commas, or by another delimiter. */
        CSV,
        /** Cells parted by tabs, quoted as in CSV. */
        TSV,
        /** ClickHouse's TabSeparated with a header, as the Logs API of Yandex Metrica sends it. */
        CLICKHOUSE_TSV,
        /** One JSON object a line. */
        JSONL,
        /** The enriched events of Snowplow as CSV or TSV; a row is an event that counts, see {@link SnowplowReader}. */
        SNOWPLOW,
        /** The call detail records of an Asterisk telephone exchange as CSV; a row is a call, see {@link CallReader}. */
        ASTERISK_CDR
    }
}
