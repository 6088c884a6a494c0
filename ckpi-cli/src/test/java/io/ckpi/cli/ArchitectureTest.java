package io.ckpi.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.ckpi.testing.Architecture;
import io.ckpi.testing.Architecture.Trait;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The directions of docs/architecture.md over the whole project, which only this module sees: core ← {spi, scoring} ← sdk ←
 * report ← cli, connectors know spi, core and the mapping of rows alone, and nobody uses another module's internal packages.
 */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.cli")
            .mayKnow("io.ckpi.core..", "io.ckpi.spi..", "io.ckpi.sdk..", "io.ckpi.report..")
            .mayKnow("io.ckpi.funnel..", "io.ckpi.value..", "io.ckpi.experiments..", "io.ckpi.scoring..")
            .mayKnow("io.ckpi.source.files.inspect") // what that connector exports for the command
            .mayKnow("picocli", "de.siegmar.fastcsv..")
            // where the program meets the machine
            .except(Trait.NO_CLOCK, "Main")
            .except(Trait.NO_DEFAULTS, "Main")
            .except(Trait.NO_CONSOLE, "Main")
            .except(Trait.NO_CHANCE, "TokenKey") // a key that nobody can repeat
            .except(Trait.EXPORTS); // a command is no library

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }

    /** Every module's root package and the root packages that it may use. */
    private static final List<String> ANALYSES =
            List.of("io.ckpi.funnel", "io.ckpi.value", "io.ckpi.experiments", "io.ckpi.scoring");

    private static final Map<String, List<String>> MAY_USE = mayUse();

    private static Map<String, List<String>> mayUse() {
        Map<String, List<String>> uses = new TreeMap<>();
        uses.put("io.ckpi.core", List.of());
        uses.put("io.ckpi.spi", List.of("io.ckpi.core"));
        ANALYSES.forEach(analysis -> uses.put(analysis, List.of("io.ckpi.core")));
        uses.put("io.ckpi.source.mapping", List.of("io.ckpi.core", "io.ckpi.spi"));
        uses.put("io.ckpi.source.files", List.of("io.ckpi.core", "io.ckpi.spi", "io.ckpi.source.mapping"));
        uses.put("io.ckpi.source.jdbc", List.of("io.ckpi.core", "io.ckpi.spi", "io.ckpi.source.mapping"));
        uses.put("io.ckpi.source.rest", List.of("io.ckpi.core", "io.ckpi.spi", "io.ckpi.source.mapping"));
        uses.put("io.ckpi.source.demo", List.of("io.ckpi.core", "io.ckpi.spi"));
        uses.put("io.ckpi.sdk", with(ANALYSES, "io.ckpi.core", "io.ckpi.spi"));
        uses.put("io.ckpi.report", with(uses.get("io.ckpi.sdk"), "io.ckpi.sdk"));
        // the command inspects files, with what that connector exports for it
        uses.put("io.ckpi.cli", with(uses.get("io.ckpi.report"), "io.ckpi.report", "io.ckpi.source.files"));
        return uses;
    }

    private static List<String> with(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    private static final JavaClasses CLASSES = Architecture.project();

    private static String moduleOf(String packageName) {
        return MAY_USE.keySet().stream()
                .filter(root -> packageName.equals(root) || packageName.startsWith(root + "."))
                .findFirst()
                .orElse("");
    }

    @Test
    void everyModuleIsSeenHere() {
        Set<String> seen = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            seen.add(moduleOf(type.getPackageName()));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
    }

    @Test
    void importsRunOneWay() {
        MAY_USE.forEach((module, used) -> {
            String[] forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(module) && !used.contains(other))
                    .map(other -> other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .as(module + " uses only " + used)
                    .check(CLASSES);
        });
    }

    @Test
    void nobodyUsesTheInternalsOfAnotherModule() {
        for (String module : MAY_USE.keySet()) {
            String[] others = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(module))
                    .map(other -> other + "..internal..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(CLASSES);
        }
    }
}
