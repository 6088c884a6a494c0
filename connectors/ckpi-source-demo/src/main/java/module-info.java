/** A demo company with known truth, as a data source. */
@org.jspecify.annotations.NullMarked
module io.ckpi.source.demo {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.spi;

    exports io.ckpi.source.demo;

    provides io.ckpi.spi.SourceProvider with
            io.ckpi.source.demo.DemoProvider;
}
