/** How the plugin {@code duckdb} works. */
package io.ckpi.source.duckdb.internal;
