package io.ckpi.source.duckdb.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.ReadRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that DuckDB reads, and what to make of it. Immutable. */
final class DuckDbTable implements MappedTable {

    private final Engine engine;
    private final Path path;
    private final String name;
    private final DuckDbMapping.FileMapping mapping;
    private final Query query;

    private DuckDbTable(Engine engine, Path path, String name, DuckDbMapping.FileMapping mapping, Query query) {
        this.engine = engine;
        this.path = path;
        this.name = name;
        this.mapping = mapping;
        this.query = query;
    }

    /**
     * Looks at the columns of a file.
     *
     * @throws CkpiException with kind CONFIG if they are not what the mapping says
     */
    static DuckDbTable of(Engine engine, Path path, String name, DuckDbMapping.FileMapping mapping) {
        if (path.toString().chars().anyMatch(c -> "*?[]{}".indexOf(c) >= 0)) {
            throw config(
                    engine, "PATH", name, "has a path with one of * ? [ ] { }, which the database takes for a pattern");
        }
        List<String> wanted = mapping.records().columns();
        try {
            Query query =
                    switch (mapping.format()) {
                        case JSONL -> Query.ofJson(path, true);
                        case JSON -> Query.ofJson(path, false);
                        case CSV, TSV -> Query.ofText(path, mapping.writing(), names(path, mapping.writing()), wanted);
                        case PARQUET -> {
                            try (Connection connection = engine.connect()) {
                                yield Query.ofParquet(path, wanted, connection);
                            }
                        }
                    };
            return new DuckDbTable(engine, path, name, mapping, query);
        } catch (Query.Unfit e) {
            throw config(engine, "COLUMNS", name, String.valueOf(e.getMessage()));
        } catch (Header.Unreadable e) {
            throw config(engine, "HEADER", name, String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            throw config(engine, "FORMAT", name, "is not " + mapping.format() + ": " + Engine.kindOf(e));
        } catch (IOException e) {
            throw config(engine, "PATH", name, "cannot be read: " + e.getMessage());
        }
    }

    /** The names of the columns of a text file. */
    static List<String> names(Path path, DuckDbMapping.Writing writing) throws IOException, Header.Unreadable {
        return writing.header() ? Header.read(path, writing) : writing.columns();
    }

    private static CkpiException config(Engine engine, String code, String name, String sentence) {
        return new CkpiException(
                CkpiException.Kind.CONFIG, "CKPI-DUCKDB-" + code, engine.source(), name + ": " + sentence);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public RecordMapping mapping() {
        return mapping.records();
    }

    @Override
    public TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check) {
        return DuckDbRows.open(this, from, check);
    }

    Engine engine() {
        return engine;
    }

    Path path() {
        return path;
    }

    Query query() {
        return query;
    }

    DuckDbMapping.FileMapping file() {
        return mapping;
    }
}
