package io.ckpi.source.files.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a file is written.
 *
 * @param format format
 * @param charset encoding
 * @param delimiter character of ASCII between the cells of CSV and TSV
 * @param quote character of ASCII around cells of CSV and TSV, or {@link DelimitedReader#NO_QUOTE}
 * @param header whether the first row names the columns
 * @param columns names of the columns if no row does
 */
record Dialect(Format format, Charset charset, char delimiter, int quote, boolean header, List<String> columns) {

    /** A format of file. */
    enum Format {
        /** Cells parted by commas, or by another delimiter. */
        CSV,
        /** Cells parted by tabs, quoted as in CSV. */
        TSV,
        /** ClickHouse's TabSeparated with a header, as the Logs API of Yandex Metrica sends it. */
        CLICKHOUSE_TSV,
        /** One JSON object a line. */
        JSONL
    }

    static final Dialect CSV = new Dialect(Format.CSV, StandardCharsets.UTF_8, ',', '"', true, List.of());
}
