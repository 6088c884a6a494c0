/** The plugin {@code jdbc}, see {@link io.ckpi.source.jdbc.JdbcProvider}. */
package io.ckpi.source.jdbc;
