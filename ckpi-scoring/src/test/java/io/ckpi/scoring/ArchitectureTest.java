package io.ckpi.scoring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.ckpi.testing.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What this module may know. */
class ArchitectureTest {

    private static final Architecture MODULE =
            Architecture.of("io.ckpi.scoring").mayKnow("io.ckpi.core..", "org.apache.commons.statistics.distribution");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    @Test
    void theArithmeticKnowsNothingOfTheTypes() {
        MODULE.check(noClasses()
                .that()
                .resideInAPackage("io.ckpi.scoring.internal")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi.scoring", "io.ckpi.core", "io.ckpi.core.definition..", "io.ckpi.core.record.."));
    }
}
