package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens a source of files. */
public final class FilesSource {

    private FilesSource() {}

    /**
     * Finds all files and looks at their headers.
     *
     * @throws CkpiException with kind CONFIG and all faults in its message
     */
    public static RecordSource open(
            String source, MappingDocument document, Path folder, Limits limits, SourceContext context) {
        Mapping mapping = document.mapping();
        Root root = Root.of(folder, source);
        List<FileTable> tables = new ArrayList<>();
        List<CkpiException> faults = new ArrayList<>();
        for (Mapping.FileMapping file : mapping.files()) {
            try {
                for (Path path : root.find(file.file())) {
                    tables.add(new FileTable(source, root, path, file, limits));
                }
            } catch (CkpiException e) {
                faults.add(e);
            }
        }
        for (FileTable table : tables) {
            try {
                table.rows(() -> {}).close();
            } catch (CkpiException e) {
                faults.add(e);
            } catch (IOException e) {
                faults.add(new CkpiException(
                        CkpiException.Kind.CONFIG,
                        "CKPI-FILES-PATH",
                        source,
                        table.name() + ": cannot be read: " + FileTable.reason(e),
                        e));
            }
        }
        if (faults.size() == 1) {
            throw faults.get(0);
        }
        if (!faults.isEmpty()) {
            CkpiException all = new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-FILES-OPEN",
                    source,
                    String.join(
                            "\n",
                            faults.stream()
                                    .map(e -> String.valueOf(e.getMessage()))
                                    .toList()));
            faults.forEach(all::addSuppressed);
            throw all;
        }
        return new MappedSource(source, "CKPI-FILES", mapping.header(), tables, context, () -> {});
    }
}
