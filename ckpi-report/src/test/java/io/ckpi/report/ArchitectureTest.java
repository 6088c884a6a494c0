package io.ckpi.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.ckpi.testing.Architecture;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What this module may know: the facade and what it shows. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.report")
            .mayKnow("io.ckpi.core", "io.ckpi.core.definition", "io.ckpi.scoring", "io.ckpi.sdk", "io.ckpi.spi")
            .mayKnow("com.fasterxml.jackson.core..");

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    @Test
    void everythingIsDrawnFromTheRecord() {
        MODULE.check(noClasses()
                .that()
                .resideInAnyPackage(
                        "io.ckpi.report.internal.page", "io.ckpi.report.internal.text", "io.ckpi.report.internal.csv")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi.sdk..", "io.ckpi.scoring..", "io.ckpi.spi..", "io.ckpi.report.internal.record"));
    }

    @Test
    void theInsideKnowsNothingOfTheOutside() {
        MODULE.check(noClasses()
                .that()
                .resideInAPackage("io.ckpi.report.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.report"));
    }

    @Test
    void numbersAndDatesAreNotWrittenByTheJdksTexts() {
        MODULE.check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(NumberFormat.class, DecimalFormat.class, DateTimeFormatter.class, ResourceBundle.class));
    }
}
