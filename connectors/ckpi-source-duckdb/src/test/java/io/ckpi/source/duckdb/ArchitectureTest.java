package io.ckpi.source.duckdb;

import io.ckpi.testing.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a connector may know: the contract, the core, the common mapping and its database. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.source.duckdb")
            .mayKnow("io.ckpi.core", "io.ckpi.core.definition", "io.ckpi.core.record", "io.ckpi.spi")
            .mayKnow("io.ckpi.source.mapping", "org.duckdb", "com.fasterxml.jackson.core..");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }
}
