/** The {@code ckpi} command. */
@org.jspecify.annotations.NullMarked
module io.ckpi.cli {
    requires static transitive org.jspecify;
    requires io.ckpi.report;
    requires io.ckpi.source.files;
    requires de.siegmar.fastcsv;
    requires info.picocli;

    opens io.ckpi.cli to
            info.picocli;

    requires io.ckpi.sdk;

    uses io.ckpi.spi.SourceProvider;
}
