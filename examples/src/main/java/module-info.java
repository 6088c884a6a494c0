/** Small programs that use CKPI as a host would. */
@org.jspecify.annotations.NullMarked
module io.ckpi.examples {
    requires static org.jspecify;
    requires io.ckpi.sdk;
    requires io.ckpi.report;
    requires io.ckpi.source.demo;
    requires io.ckpi.source.files;

    uses io.ckpi.spi.SourceProvider;
}
