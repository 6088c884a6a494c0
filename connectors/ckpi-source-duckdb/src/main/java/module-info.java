/**
 * An optional source that reads Parquet, nested JSON and large CSV by the embedded database DuckDB, turned into records by
 * a mapping document, and computes moments there.
 *
 * @provides io.ckpi.spi.SourceProvider the plugin {@code duckdb}
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.source.duckdb {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.spi;
    requires io.ckpi.source.mapping;
    requires java.sql;
    requires duckdb.jdbc;

    exports io.ckpi.source.duckdb;

    provides io.ckpi.spi.SourceProvider with
            io.ckpi.source.duckdb.DuckDbProvider;
}
