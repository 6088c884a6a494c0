package io.ckpi.source.files.inspect;

import io.ckpi.core.DataIssue;
import io.ckpi.source.mapping.FileRoot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in a file, or in an entry of an archive. It holds no value of the data but those of
 * {@link ColumnProfile#values}. Immutable.
 *
 * @param file its name, without folders
 * @param entry the entry of an archive, or null
 * @param format {@code csv}, {@code tsv}, {@code clickhouse-tsv} or {@code jsonl}
 * @param charset its encoding
 * @param charsetSure whether the encoding is sure: a byte order mark, or text that is well-formed; else it is the likeliest
 * @param delimiter what parts its cells; of no meaning for JSON lines
 * @param regular rows that have as many cells as most have, or that are JSON objects
 * @param skip lines before the header
 * @param header whether its first row names the columns
 * @param totals how rows begin that sum up others, as far as there are such rows
 * @param rows how many rows were read, without the header and those that sum up others
 * @param whole whether these are all its rows
 * @param columns what was seen in its columns
 * @param issues what is wrong or dangerous
 * @param fits the shipped mappings that read it
 */
public record Inspection(
        String file,
        @Nullable String entry,
        String format,
        String charset,
        boolean charsetSure,
        char delimiter,
        long regular,
        int skip,
        boolean header,
        List<String> totals,
        long rows,
        boolean whole,
        List<ColumnProfile> columns,
        List<DataIssue> issues,
        List<Fit> fits) {

    /** Copies the lists. */
    public Inspection {
        totals = List.copyOf(totals);
        columns = List.copyOf(columns);
        issues = List.copyOf(issues);
        fits = List.copyOf(fits);
    }

    /**
     * A shipped mapping that reads the file.
     *
     * @param mapping its name
     * @param pattern the name that it has for the file, with {@code *} and {@code ?}
     * @param options the options of the source besides {@code dir}, as {@code key=value}; a value in capitals is for the user to
     *     say
     * @param records records that the first rows became
     * @param rejects how many of these rows were rejected; with no record either, none was tried
     */
    public record Fit(String mapping, String pattern, List<String> options, long records, long rejects) {

        /** Copies the list. */
        public Fit {
            options = List.copyOf(options);
        }

        /** True if the mapping finds a file of that name, with these options. */
        public boolean readsName(String file) {
            return FileRoot.matches(file, pattern) || options.contains("file=" + file);
        }
    }

    /** The name of the file, and of the entry if it is an archive. */
    public String name() {
        return entry == null ? file : file + "!/" + entry;
    }
}
