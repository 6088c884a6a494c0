package io.ckpi.funnel;

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
            .importPackages("io.ckpi.funnel");

    @Test
    void knowsTheCoreOnly() {
        assertThat(CLASSES).isNotEmpty();
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi.funnel..",
                        "io.ckpi.core..",
                        "java..",
                        "org.apache.commons.statistics.distribution",
                        "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void hasNoCycles() {
        slices().matching("io.ckpi.funnel.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theFunnelKnowsNothingOfOtherEngines() {
        noClasses()
                .that()
                .resideInAPackage("io.ckpi.funnel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.funnel.profile")
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
        Module module = Funnel.class.getModule();
        assertThat(module.getName()).isEqualTo("io.ckpi.funnel");
        assertThat(module.isExported("io.ckpi.funnel")).isTrue();
        assertThat(module.isExported("io.ckpi.funnel.profile")).isTrue();
    }
}
