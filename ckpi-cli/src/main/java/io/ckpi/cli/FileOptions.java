package io.ckpi.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a CSV file is read, and how many of its rows may be unusable. */
final class FileOptions {

    @Option(names = "--delimiter", paramLabel = "C", description = "separator of the file (default: ,)")
    private char delimiter = ',';

    @Option(
            names = "--limit-rejects",
            paramLabel = "N",
            description = "most rows of the file that may be unusable (default: ${DEFAULT-VALUE})",
            defaultValue = "0")
    private long limit;

    /** The file as a table. */
    CsvTable table(Path path) {
        return new CsvTable(path, delimiter);
    }

    /** An empty count of unusable rows with this limit. */
    Rejects rejects() {
        return new Rejects(limit);
    }
}
