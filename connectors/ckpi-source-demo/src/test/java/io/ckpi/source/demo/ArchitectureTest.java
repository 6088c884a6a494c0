package io.ckpi.source.demo;

import io.ckpi.testing.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a connector may know: the contract and the core. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.source.demo")
            .mayKnow("io.ckpi.core", "io.ckpi.core.definition", "io.ckpi.core.record", "io.ckpi.spi");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }
}
