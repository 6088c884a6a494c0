/** The plugin {@code duckdb}: Parquet, JSON and large CSV by the embedded database DuckDB. */
package io.ckpi.source.duckdb;
