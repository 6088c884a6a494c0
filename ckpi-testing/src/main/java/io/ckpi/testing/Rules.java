package io.ckpi.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/** The rules themselves. Calls count whether they are made or only named, as in {@code Instant::now}. */
final class Rules {

    private Rules() {}

    static Optional<ArchRule> of(Architecture.Trait trait, String module) {
        return switch (trait) {
            case NO_CLOCK ->
                Optional.of(noAccess("read the clock", Rules::readsTheClock)
                        .because("a result must not depend on when it is computed"));
            case NO_CHANCE ->
                Optional.of(
                        noAccess("draw without a seed", Rules::drawsWithoutSeed).because("randomness is seeded"));
            case NO_DEFAULTS ->
                Optional.of(noAccess("take a default of the machine", Rules::takesDefault)
                        .because("a result must not depend on the machine's locale, zone or charset"));
            case NO_CONSOLE ->
                Optional.of(noAccess("write to the console", Rules::prints)
                        .because("what is worth saying is returned, or told to the host"));
            case NO_CYCLES -> Optional.of(noCycles(module));
            case NO_INTERNALS_SHOWN -> Optional.of(showsNoInternals());
            case EXPORTS -> Optional.empty(); // not a rule over classes
        };
    }

    static ArchRule knowsOnly(String module, String... packages) {
        return classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages)
                .as(module + " knows only " + String.join(", ", packages));
    }

    static ArchRule keepsOutOfOthersInternals(String project, String module) {
        return noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "are internal to another module",
                        type -> isWithin(type, project)
                                && !isWithin(type, module)
                                && isInternal(type.getPackageName())))
                .as(module + " keeps out of what other modules keep internal");
    }

    static boolean isInternal(String packageName) {
        return Arrays.asList(packageName.split("\\.", -1)).contains("internal");
    }

    private static boolean isWithin(JavaClass type, String root) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }

    private static ArchRule noAccess(String what, Predicate<Use> forbidden) {
        return noClasses()
                .should()
                .accessTargetWhere(
                        describe(what, (JavaAccess<?> access) -> forbidden.test(new Use(access.getTarget()))))
                .as("no classes should " + what);
    }

    // ---- what the JDK offers and our code does not use

    private static boolean readsTheClock(Use use) {
        return use.of(System.class, "currentTimeMillis", "nanoTime")
                || (use.in("java.time", "now") && !use.takes(Clock.class))
                || use.of(Clock.class, "systemUTC", "systemDefaultZone", "system")
                || use.of(Clock.class, "tickMillis", "tickSeconds", "tickMinutes")
                || (use.makes(Date.class) && use.takesNothing())
                || use.makes(GregorianCalendar.class)
                || use.of(Calendar.class, "getInstance");
    }

    /** Any use of Random and what extends it: its algorithm is not ours, seeded or not. */
    private static boolean drawsWithoutSeed(Use use) {
        return use.target().getOwner().isAssignableTo(Random.class)
                || (use.makes(SplittableRandom.class) && use.takesNothing())
                || use.of(Math.class, "random")
                || use.of(StrictMath.class, "random")
                || use.of(UUID.class, "randomUUID")
                || (use.of(Collections.class, "shuffle") && use.parameters().size() == 1)
                || use.of(RandomGenerator.class, "of", "getDefault")
                || (use.of(RandomGeneratorFactory.class, "create") && use.takesNothing());
    }

    private static boolean takesDefault(Use use) {
        return (use.of(String.class, "toLowerCase", "toUpperCase", "getBytes") && use.takesNothing())
                || (use.of(String.class, "format") && !use.takes(Locale.class))
                || use.of(String.class, "formatted")
                || (use.makes(String.class) && use.takes(byte[].class) && !use.takes(Charset.class))
                || use.of(Locale.class, "getDefault")
                || use.of(TimeZone.class, "getDefault")
                || use.of(ZoneId.class, "systemDefault")
                || use.of(Charset.class, "defaultCharset")
                || use.of(System.class, "getenv")
                || (use.makes(InputStreamReader.class) && use.parameters().size() == 1)
                || (use.makes(OutputStreamWriter.class) && use.parameters().size() == 1)
                || (use.makes(FileReader.class) && !use.takes(Charset.class))
                || (use.makes(FileWriter.class) && !use.takes(Charset.class));
    }

    private static boolean prints(Use use) {
        return use.of(System.class, "out", "err")
                || (use.target().getOwner().isAssignableTo(Throwable.class)
                        && use.target().getName().equals("printStackTrace")
                        && use.takesNothing())
                || use.target().getOwner().getPackageName().equals("java.util.logging");
    }

    /** What a class calls, names or reads. */
    private record Use(AccessTarget target) {

        boolean of(Class<?> owner, String... names) {
            return target.getOwner().isEquivalentTo(owner) && List.of(names).contains(target.getName());
        }

        boolean in(String packageName, String name) {
            return target.getOwner().getPackageName().equals(packageName)
                    && target.getName().equals(name);
        }

        boolean makes(Class<?> owner) {
            return target.getOwner().isEquivalentTo(owner)
                    && (target instanceof AccessTarget.ConstructorCallTarget
                            || target instanceof AccessTarget.ConstructorReferenceTarget);
        }

        List<JavaClass> parameters() {
            return target instanceof AccessTarget.CodeUnitAccessTarget call ? call.getRawParameterTypes() : List.of();
        }

        boolean takesNothing() {
            return parameters().isEmpty();
        }

        boolean takes(Class<?> type) {
            return parameters().stream().anyMatch(each -> each.isEquivalentTo(type));
        }
    }

    // ---- packages and what they show

    private static ArchRule noCycles(String module) {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public String getDescription() {
                        return "the packages of " + module;
                    }

                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return isWithin(type, module)
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    private static ArchRule showsNoInternals() {
        return methods()
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
                        Stream.of(
                                        Stream.of(method.getRawReturnType()),
                                        method.getRawParameterTypes().stream(),
                                        method.getExceptionTypes().stream())
                                .flatMap(each -> each)
                                .map(JavaClass::getBaseComponentType)
                                .filter(type -> isWithin(type, "io.ckpi") && !isPublicApi(type))
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " names " + type)));
                    }
                })
                .allowEmptyShould(true); // a module without public methods shows nothing
    }

    private static boolean isPublicApi(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !isInternal(type.getPackageName())
                && type.getEnclosingClass().map(Rules::isPublicApi).orElse(true);
    }
}
