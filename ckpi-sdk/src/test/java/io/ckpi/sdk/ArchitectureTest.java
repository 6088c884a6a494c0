package io.ckpi.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.ckpi.testing.Architecture;
import io.ckpi.testing.Architecture.Trait;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What this module may know. The directions of the whole project are held in the tests of {@code ckpi-cli}, which sees it. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.sdk")
            .mayKnow("io.ckpi.core..", "io.ckpi.spi..")
            .mayKnow("io.ckpi.funnel..", "io.ckpi.value..", "io.ckpi.experiments..", "io.ckpi.scoring..")
            .mayKnow("org.apache.commons.statistics.distribution", "org.slf4j")
            .except(Trait.NO_CLOCK, "CkpiBuilder") // the clock of a host that brings none
            .except(Trait.NO_CHANCE, "internal.engine.EphemeralTokens"); // a key that nobody can repeat

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    @Test
    void theInsideKnowsNothingOfTheFacade() {
        MODULE.check(noClasses()
                .that()
                .resideInAnyPackage("io.ckpi.sdk.internal..", "io.ckpi.sdk.definition")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.sdk"));
    }

    @Test
    void measuresKnowNothingOfTheEngine() {
        MODULE.check(noClasses()
                .that()
                .resideInAPackage("io.ckpi.sdk.internal.measure")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.sdk.internal.engine"));
    }
}
