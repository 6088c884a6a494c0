package io.ckpi.report;

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
            .importPackages("io.ckpi.report");

    @Test
    void knowsTheFacadeAndWhatItShows() {
        assertThat(CLASSES).isNotEmpty();
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi.report..",
                        "io.ckpi.sdk",
                        "io.ckpi.scoring",
                        "io.ckpi.spi",
                        "io.ckpi.core",
                        "io.ckpi.core.definition",
                        "java..",
                        "com.fasterxml.jackson.core..",
                        "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void everythingIsDrawnFromTheRecord() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.ckpi.report.internal.page", "io.ckpi.report.internal.text", "io.ckpi.report.internal.csv")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi.sdk..", "io.ckpi.scoring..", "io.ckpi.spi..", "io.ckpi.report.internal.record")
                .check(CLASSES);
    }

    @Test
    void hasNoCycles() {
        slices().matching("io.ckpi.report.(**)").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.ckpi.report.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.report")
                .check(CLASSES);
    }

    @Test
    void hasNoClockNoRandomnessAndNoDefaultLocale() {
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
                .callMethod(java.util.Locale.class, "getDefault")
                .orShould()
                .callMethod(java.time.ZoneId.class, "systemDefault")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.util.Random.class,
                        java.text.NumberFormat.class,
                        java.text.DecimalFormat.class,
                        java.time.format.DateTimeFormatter.class,
                        java.util.ResourceBundle.class)
                .check(CLASSES);
    }

    @Test
    @Tag("modular")
    void exportsItsTypesOnly() {
        Module module = Board.class.getModule();
        assertThat(module.getName()).isEqualTo("io.ckpi.report");
        assertThat(module.isExported("io.ckpi.report")).isTrue();
        assertThat(module.isExported("io.ckpi.report.internal.page")).isFalse();
    }
}
