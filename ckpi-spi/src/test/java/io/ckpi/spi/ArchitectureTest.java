package io.ckpi.spi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.ckpi.testing.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What this module may know. */
class ArchitectureTest {

    private static final Architecture MODULE =
            Architecture.of("io.ckpi.spi").mayKnow("io.ckpi.core..", "javax.crypto..", "org.slf4j..");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    @Test
    void theContractDoesNotKnowTheHost() {
        MODULE.check(noClasses()
                .that()
                .resideInAPackage("io.ckpi.spi")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.ckpi.spi.host..", "org.slf4j.."));
    }

    @Test
    void theContextClassLoaderIsNotUsed() {
        MODULE.check(noClasses().should().callMethod(Thread.class, "getContextClassLoader"));
    }
}
