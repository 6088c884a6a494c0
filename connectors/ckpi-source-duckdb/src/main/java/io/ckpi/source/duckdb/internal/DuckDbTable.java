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
    private final int before;

    private DuckDbTable(
            Engine engine, Path path, String name, DuckDbMapping.FileMapping mapping, Query query, int before) {
        this.engine = engine;
        this.path = path;
        this.name = name;
        this.mapping = mapping;
        this.query = query;
        this.before = before;
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
            int before = 0;
            Query query =
                    switch (mapping.format()) {
                        case JSONL -> Query.ofLines(path);
                        case JSON -> Query.ofJson(path);
                        case CSV, TSV -> {
                            Header header = Header.of(path, mapping.writing());
                            before = header.before() + (header.row() ? 1 : 0);
                            yield Query.ofText(path, mapping.writing(), header, wanted);
                        }
                        case PARQUET -> {
                            try (Connection connection = engine.connect()) {
                                yield Query.ofParquet(path, wanted, connection);
                            }
                        }
                    };
            return new DuckDbTable(engine, path, name, mapping, query, before);
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

    /** How many lines of a text file stand before the first row. */
    int before() {
        return before;
    }

    /** An error of the database while it reads this file. */
    CkpiException failure(SQLException e, Runnable check) {
        return engine.failure(name, path, mapping.format().isText() ? mapping.writing() : null, e, check);
    }

    DuckDbMapping.FileMapping file() {
        return mapping;
    }
}
