package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.report.CsvStyle;
import io.ckpi.report.ResultTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How tables of results are shown, and where. */
final class OutputOptions {

    /** Forms of a table. */
    enum Format {
        TABLE,
        JSON,
        CSV
    }

    @Option(
            names = "--format",
            description = "table, json or csv (default: ${DEFAULT-VALUE}); csv gives the first table",
            defaultValue = "table")
    private Format format = Format.TABLE;

    @Option(names = "--out", paramLabel = "FILE", description = "file to write to (default: the standard output)")
    private @Nullable Path out;

    @Option(names = "--lang", description = "en or ru (default: ${DEFAULT-VALUE})", defaultValue = "en")
    private Language language = Language.EN;

    Language language() {
        return language;
    }

    /** Writes the tables. */
    void write(Environment environment, List<ResultTable> tables) {
        String text =
                switch (format) {
                    case TABLE ->
                        String.join(
                                "\n",
                                tables.stream()
                                        .map(table -> table.text(language.locale()))
                                        .toList());
                    case JSON -> ResultTable.json(tables) + "\n";
                    case CSV -> new String(tables.get(0).csv(CsvStyle.PLAIN), StandardCharsets.UTF_8);
                };
        Path file = out;
        if (file == null) {
            PrintWriter print = environment.out();
            print.print(text);
            print.flush();
            return;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-CLI-OUT", null, "cannot write to " + file.toAbsolutePath(), e);
        }
    }
}
