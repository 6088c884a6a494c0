package io.ckpi.source.duckdb.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.source.mapping.FileRoot;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.spi.Capability;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A source of files that an embedded database reads. May be shared between threads; each reader belongs to one and has a
 * connection of its own.
 */
public final class DuckDbSource implements RecordSource, MomentsSource {

    private final MappedSource records;
    private final DuckDbMoments moments;

    private DuckDbSource(MappedSource records, DuckDbMoments moments) {
        this.records = records;
        this.moments = moments;
    }

    /**
     * Starts the database, finds all files and looks at their columns.
     *
     * @throws CkpiException with kind CONFIG and all faults in its message
     */
    public static DuckDbSource open(
            String source, DuckDbMapping mapping, Path folder, long memory, long threads, SourceContext context) {
        FileRoot root = FileRoot.of(folder, source, "CKPI-DUCKDB");
        Engine engine = Engine.start(source, root.path(), memory, threads);
        boolean opened = false;
        try {
            List<DuckDbTable> tables = tables(root, engine, mapping);
            MappedSource records =
                    new MappedSource(source, "CKPI-DUCKDB", mapping.header(), tables, context, engine::close);
            opened = true;
            return new DuckDbSource(records, new DuckDbMoments(engine, root, tables));
        } finally {
            if (!opened) {
                engine.close();
            }
        }
    }

    private static List<DuckDbTable> tables(FileRoot root, Engine engine, DuckDbMapping mapping) {
        List<DuckDbTable> tables = new ArrayList<>();
        List<CkpiException> faults = new ArrayList<>();
        for (DuckDbMapping.FileMapping file : mapping.files()) {
            try {
                for (Path path : root.find(file.file())) {
                    try {
                        tables.add(DuckDbTable.of(engine, path, root.nameOf(path), file));
                    } catch (CkpiException e) {
                        faults.add(e);
                    }
                }
            } catch (CkpiException e) {
                faults.add(e);
            }
        }
        if (faults.size() == 1) {
            throw faults.get(0);
        }
        if (!faults.isEmpty()) {
            CkpiException all = new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-DUCKDB-OPEN",
                    engine.source(),
                    String.join(
                            "\n",
                            faults.stream()
                                    .map(e -> String.valueOf(e.getMessage()))
                                    .toList()));
            faults.forEach(all::addSuppressed);
            throw all;
        }
        return tables;
    }

    @Override
    public SourceDescription describe() {
        SourceDescription own = records.describe();
        Set<Capability> capabilities = EnumSet.of(Capability.GROUPED_MOMENTS);
        capabilities.addAll(own.capabilities());
        return new SourceDescription(
                own.streams(), own.zone(), own.money(), own.lateness(), capabilities, own.personalFields());
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        return records.read(request);
    }

    @Override
    public Optional<MomentsTable> moments(MomentsRequest request) {
        records.check();
        return Optional.of(moments.of(request, records::check));
    }

    @Override
    public void close() {
        records.close();
    }
}
