package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.FileRoot;
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
        FileRoot root = FileRoot.of(folder, source, "CKPI-FILES");
        List<FileTable> tables = new ArrayList<>();
        List<CkpiException> faults = new ArrayList<>();
        for (Mapping.FileMapping file : mapping.files()) {
            try {
                for (Path path : root.find(file.file())) {
                    tables.addAll(tables(source, path, root.nameOf(path), file, limits));
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
        fail(source, faults);
        return new MappedSource(source, "CKPI-FILES", mapping.header(), tables, context, () -> {});
    }

    /** One table for a file, or one for each entry of an archive. */
    private static List<FileTable> tables(
            String source, Path path, String name, Mapping.FileMapping file, Limits limits) {
        if (!Packed.isZip(path)) {
            return List.of(new FileTable(source, path, name, null, file, limits));
        }
        List<String> entries;
        try {
            entries = Packed.entries(path, file.dialect().entries());
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-FILES-ARCHIVE",
                    source,
                    name + ": cannot be read: " + FileTable.reason(e),
                    e);
        }
        if (entries.isEmpty()) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-FILES-ARCHIVE",
                    source,
                    name + ": holds no file that matches " + file.dialect().entries());
        }
        return entries.stream()
                .map(entry -> new FileTable(source, path, name, entry, file, limits))
                .toList();
    }

    private static void fail(String source, List<CkpiException> faults) {
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
    }
}
