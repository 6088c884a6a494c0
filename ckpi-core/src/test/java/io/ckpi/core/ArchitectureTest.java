package io.ckpi.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.ckpi.testing.Architecture;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What this module may know: none of our modules, and no clock even when it is given one. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.core")
            .mayKnow("org.apache.commons.statistics.distribution", "org.snakeyaml.engine..");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    @Test
    void calculatorsAreGivenNoClock() {
        MODULE.check(noClasses().should().dependOnClassesThat().areAssignableTo(Clock.class));
    }
}
