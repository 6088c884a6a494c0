package io.ckpi.source.mapping;

import io.ckpi.testing.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the mapping may know: the contract, the core and a parser of JSON. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.source.mapping")
            .mayKnow("io.ckpi.core", "io.ckpi.core.definition", "io.ckpi.core.record", "io.ckpi.spi")
            .mayKnow("com.fasterxml.jackson.core..");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }
}
