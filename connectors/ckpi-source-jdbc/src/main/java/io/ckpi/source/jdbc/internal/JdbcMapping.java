package io.ckpi.source.jdbc.internal;

import io.ckpi.core.definition.Definitions;
import io.ckpi.source.mapping.MappingHeader;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowSettings;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping document of a database, read and checked. Immutable. */
public final class JdbcMapping {

    private final MappingHeader header;
    private final Map<String, Need> tables;
    private final List<Query> queries;
    private final Map<String, SqlText> moments;

    /**
     * A query and what to make of its rows.
     *
     * @param name its name in rejects and issues
     * @param sql its text
     * @param key columns that together are unique and not null, by which it is read page by page; or empty
     * @param order columns by whose order it is read in one go, if it has no key
     * @param time the column of the time at which all its records occurred, or null
     * @param calls whether its rows are legs of calls of an Asterisk exchange, and records are made of the calls
     * @param records the records made of its rows
     */
    record Query(
            String name,
            SqlText sql,
            List<String> key,
            List<String> order,
            @Nullable String time,
            boolean calls,
            RecordMapping records) {}

    JdbcMapping(MappingHeader header, Map<String, Need> tables, List<Query> queries, Map<String, SqlText> moments) {
        this.header = header;
        this.tables = Map.copyOf(tables);
        this.queries = List.copyOf(queries);
        this.moments = Map.copyOf(moments);
    }

    private static JdbcMappingReader reader(@Nullable ZoneId zone, @Nullable Currency currency) {
        return new JdbcMappingReader(RowSettings.DEFAULT.with(zone, currency));
    }

    /** No records; moments of plain tables only. */
    public static JdbcMapping none(@Nullable ZoneId zone, @Nullable Currency currency) {
        return new JdbcMapping(
                new MappingHeader("none", "", Duration.ZERO, RowSettings.DEFAULT.with(zone, currency)),
                Map.of(),
                List.of(),
                Map.of());
    }

    /**
     * Reads a text.
     *
     * @param zone zone of times without one, where the mapping states none
     * @param currency currency of amounts without one, where the mapping states none
     * @throws io.ckpi.core.definition.DefinitionException with all faults
     */
    public static JdbcMapping read(String name, String text, @Nullable ZoneId zone, @Nullable Currency currency) {
        return Definitions.read(name, text, reader(zone, currency)::read);
    }

    /** Reads a stream, see {@link #read(String, String, ZoneId, Currency)}. */
    public static JdbcMapping read(String name, InputStream in, @Nullable ZoneId zone, @Nullable Currency currency) {
        return Definitions.read(name, in, reader(zone, currency)::read);
    }

    /** Reads a file, see {@link #read(String, String, ZoneId, Currency)}. */
    public static JdbcMapping read(Path file, @Nullable ZoneId zone, @Nullable Currency currency) {
        return Definitions.read(file, reader(zone, currency)::read);
    }

    MappingHeader header() {
        return header;
    }

    /** The tables that queries name, by their names without prefix. */
    Map<String, Need> tables() {
        return tables;
    }

    List<Query> queries() {
        return queries;
    }

    /** Queries with a row per independent unit, by their names. */
    Map<String, SqlText> moments() {
        return moments;
    }
}
