package io.ckpi.funnel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.ckpi.testing.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What this module may know. */
class ArchitectureTest {

    private static final Architecture MODULE =
            Architecture.of("io.ckpi.funnel").mayKnow("io.ckpi.core..", "org.apache.commons.statistics.distribution");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    @Test
    void theFunnelKnowsNothingOfOtherEngines() {
        MODULE.check(noClasses()
                .that()
                .resideInAPackage("io.ckpi.funnel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.funnel.profile"));
    }
}
