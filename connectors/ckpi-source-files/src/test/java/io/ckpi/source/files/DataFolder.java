package io.ckpi.source.files;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Public data sets, which are not part of the repository; a test of one that is absent is skipped. */
final class DataFolder {

    private DataFolder() {}

    static Path of(String name) {
        String folder = System.getProperty("ckpi.data");
        if (folder == null) {
            return abort("no folder of data sets is named by the system property ckpi.data");
        }
        Path data = Path.of(folder, name);
        return Files.isDirectory(data) ? data : abort("the data set is not here: " + data);
    }
}
