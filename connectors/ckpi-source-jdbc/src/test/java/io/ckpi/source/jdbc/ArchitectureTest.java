package io.ckpi.source.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.ckpi.testing.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a connector may know: the contract, the core, the common mapping and JDBC. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.source.jdbc")
            .mayKnow("io.ckpi.core", "io.ckpi.core.definition", "io.ckpi.core.record", "io.ckpi.spi")
            .mayKnow("io.ckpi.source.mapping", "javax.sql");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    @Test
    void driversComeFromTheHost() {
        MODULE.check(noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.sql.DriverManager"));
    }
}
