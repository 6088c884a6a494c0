/**
 * The contract of a data source ({@link io.ckpi.spi}) and the host's side of it ({@link io.ckpi.spi.host}).
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.spi {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.core;
    requires org.slf4j;

    exports io.ckpi.spi;
    exports io.ckpi.spi.host;

    uses io.ckpi.spi.SourceProvider;
}
