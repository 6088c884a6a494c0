package io.ckpi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * One of our modules and what it may know: the rules of docs/architecture.md that hold everywhere, each as a test. A module's
 * {@code ArchitectureTest} returns {@link #tests()} from a test factory and adds what is special to the module with
 * {@link #check}. Immutable.
 *
 * <pre>{@code
 * private static final Architecture MODULE = Architecture.of("io.ckpi.funnel").mayKnow("io.ckpi.core..");
 *
 * @TestFactory
 * Stream<DynamicTest> rules() {
 *     return MODULE.tests();
 * }
 * }</pre>
 */
public final class Architecture {

    /** What every module may know. */
    private static final List<String> ALWAYS = List.of("java..", "org.jspecify.annotations");

    private static final Set<String> ALL = Set.of("*");
    private static final String OURS = "io.ckpi";
    private static final String THIS = Architecture.class.getPackageName();

    private final String module;
    private final JavaClasses classes;
    private final List<String> known;
    /** Whose classes need not keep a rule; {@link #ALL} stands for the whole module. */
    private final Map<Trait, Set<String>> exceptions;

    private Architecture(String module, JavaClasses classes, List<String> known, Map<Trait, Set<String>> exceptions) {
        this.module = module;
        this.classes = classes;
        this.known = List.copyOf(known);
        this.exceptions = Map.copyOf(exceptions);
    }

    /** A rule that holds everywhere but where {@link #except} says otherwise. */
    public enum Trait {
        /** No class reads the time or measures how long something took, except from a clock that it is given. */
        NO_CLOCK,
        /** No class draws numbers that no seed decides. */
        NO_CHANCE,
        /** No class takes the locale, zone, charset or environment of the machine. */
        NO_DEFAULTS,
        /** No class writes to the console or to the JDK's log. */
        NO_CONSOLE,
        /** No packages need one another; a module's packages are those of its own name and below. */
        NO_CYCLES,
        /** No public type shows a type that is not public. */
        NO_INTERNALS_SHOWN,
        /** All packages are exported but the internal ones, to everybody. */
        EXPORTS
    }

    /**
     * The module whose packages start with {@code module}, as Maven has just compiled it, without its tests. It knows itself, the
     * JDK's packages {@code java..} and JSpecify's annotations.
     *
     * @param module the name of the module, which is also its root package
     * @throws AssertionError if no class of it is on the class path or module path
     */
    public static Architecture of(String module) {
        return of(
                module,
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(module));
    }

    static Architecture of(String module, JavaClasses classes) {
        assertThat(classes).as("the classes of " + module).isNotEmpty();
        return new Architecture(module, classes, List.of(), Map.of());
    }

    /** The classes of all our modules that can be seen, without tests and without this one. */
    public static JavaClasses project() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(OURS)
                .that(DescribedPredicate.describe(
                        "are released", type -> !type.getPackageName().equals(THIS)));
    }

    /**
     * The same module, which may know more.
     *
     * @param packages as ArchUnit names them: {@code a.b} is the package alone, {@code a.b..} also those below
     */
    public Architecture mayKnow(String... packages) {
        return new Architecture(
                module,
                classes,
                Stream.concat(known.stream(), Stream.of(packages)).toList(),
                exceptions);
    }

    /** The same module without a rule; say beside it why. */
    public Architecture except(Trait rule) {
        return except(rule, ALL);
    }

    /**
     * The same module, where some classes need not keep a rule; say beside it why.
     *
     * @param types the names of top-level classes below the module's root package, as in {@code internal.Random}
     * @throws AssertionError if there is no such class (any more)
     */
    public Architecture except(Trait rule, String... types) {
        Set<String> names = new TreeSet<>();
        for (String type : types) {
            names.add(module + "." + type);
            assertThat(classes.contain(module + "." + type))
                    .as("an exception: " + type)
                    .isTrue();
        }
        return except(rule, names);
    }

    private Architecture except(Trait rule, Set<String> names) {
        Map<Trait, Set<String>> more = new EnumMap<>(Trait.class);
        more.putAll(exceptions);
        more.put(rule, names);
        return new Architecture(module, classes, known, more);
    }

    /** Every rule as a test of its own; its name says what holds. */
    public Stream<DynamicTest> tests() {
        List<DynamicTest> tests = new ArrayList<>();
        String[] packages = Stream.of(Stream.of(module + ".."), ALWAYS.stream(), known.stream())
                .flatMap(each -> each)
                .toArray(String[]::new);
        tests.add(test(Rules.knowsOnly(module, packages), classes));
        tests.add(test(Rules.keepsOutOfOthersInternals(OURS, module), classes));
        for (Trait trait : Trait.values()) {
            Set<String> exempt = exceptions.getOrDefault(trait, Set.of());
            if (exempt.equals(ALL)) {
                continue;
            }
            tests.add(Rules.of(trait, module)
                    .map(rule -> test(rule, without(exempt)))
                    .orElseGet(() -> DynamicTest.dynamicTest(
                            module + " exports all its packages but the internal ones",
                            () -> assertThat(exportFaults(descriptor())).isEmpty())));
        }
        return tests.stream();
    }

    private static DynamicTest test(ArchRule rule, JavaClasses classes) {
        return DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes));
    }

    private JavaClasses without(Set<String> exempt) {
        return classes.that(DescribedPredicate.describe(
                "keep the rule", type -> !exempt.contains(type.getName().split("\\$", 2)[0])));
    }

    /** Holds a rule of the module's own against its classes. */
    public void check(ArchRule rule) {
        rule.check(classes);
    }

    /** What is wrong with a descriptor of this module. */
    List<String> exportFaults(ModuleDescriptor descriptor) {
        List<String> faults = new ArrayList<>();
        if (!descriptor.name().equals(module)) {
            faults.add("the module is named " + descriptor.name());
        }
        Set<String> exported = new TreeSet<>();
        for (ModuleDescriptor.Exports each : descriptor.exports()) {
            exported.add(each.source());
            if (each.isQualified()) {
                faults.add(each.source() + " is exported to some modules only");
            }
        }
        Set<String> packages = new TreeSet<>();
        classes.forEach(type -> packages.add(type.getPackageName()));
        for (String name : packages) {
            if (Rules.isInternal(name) && exported.contains(name)) {
                faults.add(name + " is exported although it is internal");
            } else if (!Rules.isInternal(name) && !exported.contains(name)) {
                faults.add(name + " is neither exported nor internal");
            }
        }
        return faults;
    }

    /** The compiled descriptor beside the classes; the test is skipped where they were compiled without. */
    private ModuleDescriptor descriptor() {
        JavaClass any = classes.iterator().next();
        int depth = any.getPackageName().split("\\.", -1).length;
        URI file = any.getSource().orElseThrow().getUri();
        Path descriptor = Path.of(file.resolve("../".repeat(depth) + "module-info.class"));
        assumeTrue(Files.exists(descriptor), () -> module + " was compiled without its descriptor");
        try (InputStream in = Files.newInputStream(descriptor)) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
