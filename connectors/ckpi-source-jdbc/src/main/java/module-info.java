/**
 * A source that reads databases: the tables of CRM systems, web analytics and telephone exchanges, or a host's own SQL, turned
 * into records by a mapping document. It computes moments of experiments where the data live.
 *
 * <p>Drivers are the host's choice: they are found on the class path or the module path.
 *
 * @provides io.ckpi.spi.SourceProvider the plugin {@code jdbc}
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.source.jdbc {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.spi;
    requires transitive java.sql;
    requires io.ckpi.source.mapping;

    exports io.ckpi.source.jdbc;

    uses java.sql.Driver;

    provides io.ckpi.spi.SourceProvider with
            io.ckpi.source.jdbc.JdbcProvider;
}
