/**
 * The compatibility kit for source plugins: a vendor extends {@link io.ckpi.tck.SourceTck} and runs its rules as JUnit tests.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.tck {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.spi;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires java.logging;

    exports io.ckpi.tck;

    opens io.ckpi.tck to
            org.junit.platform.commons;

    uses io.ckpi.spi.SourceProvider;
}
