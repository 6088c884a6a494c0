package io.ckpi.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What this module may know, and the import directions of all modules below it. The modules above it (report, command) and
 * the other connectors are checked where they are on the class path, in the tests of {@code ckpi-cli}.
 */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ckpi");

    /** The modules by their packages. */
    private static final List<String> MODULES =
            List.of("io.ckpi.core", "io.ckpi.spi", "io.ckpi.scoring", "io.ckpi.sdk", "io.ckpi.source.demo");

    private static JavaClasses of(String module) {
        return CLASSES.that(new DescribedPredicate<JavaClass>("of " + module) {
            @Override
            public boolean test(JavaClass type) {
                return moduleOf(type).equals(module);
            }
        });
    }

    private static String moduleOf(JavaClass type) {
        return MODULES.stream()
                .filter(module -> type.getPackageName().equals(module)
                        || type.getPackageName().startsWith(module + "."))
                .findFirst()
                .orElse("");
    }

    private static void knowsOnly(String module, String... others) {
        JavaClasses of = of(module);
        assertThat(of).as(module).isNotEmpty();
        List<String> allowed = List.of(others);
        classes()
                .should(new ArchCondition<JavaClass>("know of our modules only " + allowed) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getDirectDependenciesFromSelf().forEach(dependency -> {
                            String target = moduleOf(dependency.getTargetClass());
                            if (!target.isEmpty() && !target.equals(module) && !allowed.contains(target)) {
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                            }
                        });
                    }
                })
                .check(of);
    }

    @Test
    void importsRunOneWay() {
        knowsOnly("io.ckpi.core");
        knowsOnly("io.ckpi.spi", "io.ckpi.core");
        knowsOnly("io.ckpi.scoring", "io.ckpi.core");
        knowsOnly("io.ckpi.source.demo", "io.ckpi.core", "io.ckpi.spi");
        knowsOnly("io.ckpi.sdk", "io.ckpi.core", "io.ckpi.spi", "io.ckpi.scoring");
    }

    @Test
    void nobodyUsesWhatAnotherModuleKeepsInternal() {
        classes()
                .should(new ArchCondition<JavaClass>("not use another module's internal packages") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getDirectDependenciesFromSelf().forEach(dependency -> {
                            JavaClass target = dependency.getTargetClass();
                            if (target.getPackageName().contains(".internal")
                                    && !moduleOf(target).isEmpty()
                                    && !moduleOf(target).equals(moduleOf(type))) {
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                            }
                        });
                    }
                })
                .check(CLASSES);
    }

    @Test
    void connectorsKnowTheContractAndNotTheHost() {
        noClasses()
                .that()
                .resideInAPackage("io.ckpi.source..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.spi.host..")
                .check(CLASSES);
    }

    @Test
    void theFacadeKnowsNoOtherLibraries() {
        classes()
                .that()
                .resideInAPackage("io.ckpi.sdk..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.ckpi..",
                        "java..",
                        "org.apache.commons.statistics.distribution",
                        "org.jspecify.annotations",
                        "org.slf4j")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.ckpi.sdk.(**)").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("io.ckpi.sdk.internal..", "io.ckpi.sdk.definition")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.sdk")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.ckpi.sdk.internal.measure")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ckpi.sdk.internal.engine")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheSystemsClockOrOnChance() {
        noClasses()
                .that()
                .resideInAPackage("io.ckpi.sdk..")
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
        Module module = Ckpi.class.getModule();
        assertThat(module.getName()).isEqualTo("io.ckpi.sdk");
        assertThat(module.isExported("io.ckpi.sdk")).isTrue();
        assertThat(module.isExported("io.ckpi.sdk.internal.engine")).isFalse();
        assertThat(module.isExported("io.ckpi.sdk.internal.measure")).isFalse();
    }
}
