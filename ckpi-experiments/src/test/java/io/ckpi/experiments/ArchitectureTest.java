package io.ckpi.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What this module may know. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ckpi.experiments");

    @Test
    void knowsTheCoreOnly() {
        assertThat(CLASSES).isNotEmpty();
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi.experiments..",
                        "io.ckpi.core..",
                        "java..",
                        "org.apache.commons.statistics.distribution",
                        "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void hasNoCycles() {
        slices().matching("io.ckpi.experiments.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theArithmeticKnowsNothingOfTheTypes() {
        noClasses()
                .that()
                .resideInAPackage("io.ckpi.experiments.internal")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi.experiments", "io.ckpi.core", "io.ckpi.core.definition..", "io.ckpi.core.record..")
                .check(CLASSES);
    }

    @Test
    void hasNoClockAndNoHiddenRandomness() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.Random.class, java.util.concurrent.ThreadLocalRandom.class)
                .check(CLASSES);
    }

    @Test
    @Tag("modular")
    void exportsItsTypesOnly() {
        Module module = Plan.class.getModule();
        assertThat(module.getName()).isEqualTo("io.ckpi.experiments");
        assertThat(module.isExported("io.ckpi.experiments")).isTrue();
        assertThat(module.isExported("io.ckpi.experiments.proportion")).isTrue();
        assertThat(module.isExported("io.ckpi.experiments.internal")).isFalse();
    }
}
