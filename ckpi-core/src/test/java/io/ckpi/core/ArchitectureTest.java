package io.ckpi.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.ckpi.core.broken.first.First;
import io.ckpi.core.broken.second.Second;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the module, each shown to fail on a class that breaks it. */
class ArchitectureTest {

    private static final Set<String> NOW =
            Set.of("now", "currentTimeMillis", "nanoTime", "systemDefaultZone", "systemUTC");

    private static final ArchRule NO_CLOCK = noClasses()
            .should()
            .callMethodWhere(target(describe(
                    "reads the clock",
                    called -> NOW.contains(called.getName())
                            && (called.getOwner().getPackageName().startsWith("java.time")
                                    || called.getOwner().isEquivalentTo(System.class)))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .because("a result must not depend on when it is computed");

    private static final ArchRule NO_UNSEEDED_CHANCE = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
            .orShould()
            .callMethodWhere(target(name("random"))
                    .and(target(owner(describe(
                            "Math or StrictMath",
                            type -> type.isEquivalentTo(Math.class) || type.isEquivalentTo(StrictMath.class))))))
            .because("randomness is seeded");

    private static final ArchRule NO_DEFAULTS = noClasses()
            .should()
            .callMethodWhere(target(describe(
                    "takes a default of the machine",
                    called -> (called.getName().equals("getDefault")
                                    || called.getName().equals("systemDefault"))
                            && called.getOwner().getPackageName().startsWith("java."))))
            .orShould()
            .callMethodWhere(target(describe(
                    "changes case by the default locale",
                    called -> (called.getName().equals("toLowerCase")
                                    || called.getName().equals("toUpperCase"))
                            && called.getOwner().isEquivalentTo(String.class)
                            && called.getRawParameterTypes().isEmpty())))
            .because("a result must not depend on the machine's locale or zone");

    private static final ArchRule NO_LOGGING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.logging..")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("calculators do not log");

    private static final ArchRule NO_INTERNAL_TYPE_IN_A_SIGNATURE = methods()
            .that()
            .arePublic()
            .or()
            .areProtected()
            .should(new ArchCondition<>("name no internal type unless they are internal themselves") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    if (!isPublicApi(method.getOwner())) {
                        return;
                    }
                    Stream.concat(
                                    Stream.of(method.getRawReturnType()),
                                    Stream.concat(
                                            method.getRawParameterTypes().stream(),
                                            method.getExceptionTypes().stream()))
                            .filter(type -> type.getPackageName().startsWith("io.ckpi") && !isPublicApi(type))
                            .forEach(type -> events.add(
                                    SimpleConditionEvent.violated(method, method.getFullName() + " names " + type)));
                }
            });

    private static final ArchRule NO_CYCLES =
            slices().matching("io.ckpi.core.(**)").should().beFreeOfCycles();

    private static final ArchRule ONLY_CORE = classes()
            .should()
            .onlyDependOnClassesThat(describe(
                    "are of this module or of no CKPI module",
                    type -> !type.getPackageName().startsWith("io.ckpi")
                            || type.getPackageName().equals("io.ckpi.core")
                            || type.getPackageName().startsWith("io.ckpi.core.")));

    private static boolean isPublicApi(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !Arrays.asList(type.getPackageName().split("\\.", -1)).contains("internal")
                && type.getEnclosingClass().map(ArchitectureTest::isPublicApi).orElse(true);
    }

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ckpi.core");

    @TestFactory
    Stream<DynamicTest> rules() {
        return Stream.of(
                        NO_CLOCK,
                        NO_UNSEEDED_CHANCE,
                        NO_DEFAULTS,
                        NO_LOGGING,
                        NO_INTERNAL_TYPE_IN_A_SIGNATURE,
                        NO_CYCLES,
                        ONLY_CORE)
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(CORE)));
    }

    @Test
    void theModuleIsSeen() {
        assertThat(CORE.contain(Reading.class)).isTrue();
        assertThat(CORE.contain("io.ckpi.core.stat.Shares")).isTrue();
        assertThat(CORE.contain(ArchitectureTest.class)).isFalse();
    }

    // ---- every rule fails where it is broken

    @Test
    void brokenRulesAreSeen() {
        assertBroken(NO_CLOCK, ReadsTheClock.class, "calls method <java.time.Instant.now()>");
        assertBroken(NO_UNSEEDED_CHANCE, RollsDice.class, "calls method <java.lang.Math.random()>");
        assertBroken(NO_DEFAULTS, TrustsTheMachine.class, "calls method <java.lang.String.toLowerCase()>");
        assertBroken(NO_LOGGING, Talks.class, "gets field <java.lang.System.out>");
        assertBroken(
                NO_INTERNAL_TYPE_IN_A_SIGNATURE,
                First.class,
                "First.hidden() names JavaClass{name='io.ckpi.core.broken.first.First$Hidden'}");
        assertBroken(NO_CYCLES, First.class, "Cycle detected");
        assertBroken(ONLY_CORE, Second.class, "has type <io.ckpi.elsewhere.Stranger>");
    }

    private static void assertBroken(ArchRule rule, Class<?> example, String message) {
        JavaClasses classes = new ClassFileImporter().importClasses(example, First.class, Second.class);
        assertThatThrownBy(() -> rule.check(classes))
                .as(rule.getDescription())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    static final class ReadsTheClock {
        Instant time() {
            return Instant.now();
        }
    }

    static final class RollsDice {
        double dice() {
            return Math.random();
        }
    }

    static final class TrustsTheMachine {
        @SuppressWarnings("StringCaseLocaleUsage") // the very fault that the rule must see
        String lower(String text) {
            return text.toLowerCase();
        }
    }

    static final class Talks {
        void talk() {
            System.out.println(List.of());
        }
    }
}
