package io.ckpi.source.rest;

import io.ckpi.testing.Architecture;
import io.ckpi.testing.Architecture.Trait;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a connector may know: the contract, the core, the common mapping and a parser of JSON. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.source.rest")
            .mayKnow("io.ckpi.core", "io.ckpi.core.definition", "io.ckpi.core.record", "io.ckpi.spi")
            .mayKnow("io.ckpi.source.mapping", "com.fasterxml.jackson.core..")
            .except(Trait.NO_CONSOLE, "internal.Http"); // silences the JDK's client, which would log addresses

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }
}
