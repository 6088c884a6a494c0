package io.ckpi.source.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What a connector may use: the contract, the core, JDBC, and no clock, chance or console. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ckpi.source.jdbc");

    @Test
    void itUsesTheContractAndTheCoreOnly() {
        classes()
                .that()
                .resideInAPackage("io.ckpi.source.jdbc..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.sql",
                        "org.jspecify.annotations",
                        "io.ckpi.core",
                        "io.ckpi.core.definition",
                        "io.ckpi.core.record",
                        "io.ckpi.spi",
                        "io.ckpi.source.mapping",
                        "io.ckpi.source.jdbc..")
                .check(CLASSES);
    }

    @Test
    void timeComesFromTheHostAndNothingIsPrinted() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.DriverManager")
                .check(CLASSES);
    }
}
