package io.ckpi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.ckpi.elsewhere.Stranger;
import io.ckpi.testing.Architecture.Trait;
import io.ckpi.testing.broken.Root;
import io.ckpi.testing.broken.first.First;
import io.ckpi.testing.broken.internal.Below;
import io.ckpi.testing.broken.second.Second;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule is shown to fail on a class that breaks it, and to let pass what is allowed. */
class ArchitectureTest {

    private static Architecture broken(Class<?>... types) {
        return Architecture.of("io.ckpi.testing.broken", new ClassFileImporter().importClasses(types));
    }

    private static Architecture only(Class<?> type, Trait trait) {
        Architecture all = Architecture.of("io.ckpi.testing", new ClassFileImporter().importClasses(type));
        for (Trait other : EnumSet.complementOf(EnumSet.of(trait))) {
            all = all.except(other);
        }
        return all;
    }

    /** What the rule finds, or the empty text. */
    private static String failure(Architecture architecture, String rule) {
        List<DynamicTest> tests = architecture
                .tests()
                .filter(each -> each.getDisplayName().contains(rule))
                .toList();
        assertThat(tests).as(rule).hasSize(1);
        Throwable failure = catchThrowable(tests.get(0).getExecutable()::execute);
        return failure == null
                ? ""
                : assertThat(failure)
                        .isInstanceOf(AssertionError.class)
                        .actual()
                        .getMessage();
    }

    @Test
    void theClockIsSeen() {
        assertThat(failure(only(ReadsTheClock.class, Trait.NO_CLOCK), "read the clock"))
                .contains("java.time.Instant.now()")
                .contains("java.time.LocalDate.now(java.time.ZoneId)")
                .contains("references method <java.lang.System.nanoTime()>")
                .contains("java.lang.System.currentTimeMillis()")
                .contains("java.time.Clock.systemUTC()")
                .contains("java.time.Clock.tickSeconds(java.time.ZoneId)")
                .contains("constructor <java.util.Date.<init>()>")
                .contains("java.util.Calendar.getInstance()")
                .doesNotContain("allowed");
    }

    @Test
    void unseededChanceIsSeen() {
        assertThat(failure(only(RollsDice.class, Trait.NO_CHANCE), "draw without a seed"))
                .contains("java.lang.Math.random()")
                .contains("java.lang.StrictMath.random()")
                .contains("constructor <java.util.Random.<init>(long)>")
                .contains("java.util.concurrent.ThreadLocalRandom.current()")
                .contains("constructor <java.util.SplittableRandom.<init>()>")
                .contains("references method <java.util.UUID.randomUUID()>")
                .contains("java.util.Collections.shuffle(java.util.List)>")
                .contains("java.util.random.RandomGenerator.getDefault()")
                .contains("java.util.random.RandomGeneratorFactory.create()")
                .doesNotContain("allowed");
    }

    @Test
    void defaultsOfTheMachineAreSeen() {
        assertThat(failure(only(TrustsTheMachine.class, Trait.NO_DEFAULTS), "take a default of the machine"))
                .contains("java.lang.String.toLowerCase()")
                .contains("references method <java.lang.String.toUpperCase()>")
                .contains("java.lang.String.getBytes()")
                .contains("java.lang.String.format(java.lang.String, [Ljava.lang.Object;)")
                .contains("java.lang.String.formatted([Ljava.lang.Object;)")
                .contains("constructor <java.lang.String.<init>([B)>")
                .contains("java.util.Locale.getDefault()")
                .contains("java.time.ZoneId.systemDefault()")
                .contains("java.nio.charset.Charset.defaultCharset()")
                .contains("java.lang.System.getenv(java.lang.String)")
                .contains("constructor <java.io.InputStreamReader.<init>(java.io.InputStream)>")
                .doesNotContain("allowed");
    }

    @Test
    void theConsoleIsSeen() {
        assertThat(failure(only(Talks.class, Trait.NO_CONSOLE), "write to the console"))
                .contains("field <java.lang.System.out>")
                .contains("field <java.lang.System.err>")
                .contains("printStackTrace()")
                .contains("java.util.logging.Logger.getLogger(java.lang.String)")
                .doesNotContain("allowed");
    }

    @Test
    void cyclesAreSeenAlsoThroughTheRootPackage() {
        assertThat(failure(broken(First.class, Second.class), "free of cycles")).contains("Cycle detected");
        assertThat(failure(broken(Root.class, Below.class), "free of cycles")).contains("Cycle detected");
        assertThat(failure(broken(First.class, Root.class), "free of cycles")).isEmpty();
    }

    @Test
    void internalTypesInSignaturesAreSeen() {
        assertThat(failure(broken(First.class, Root.class, Below.class), "name no internal type"))
                .contains("First.hidden() names JavaClass{name='io.ckpi.testing.broken.first.First$Hidden'}")
                .contains("First.allHidden() names JavaClass{name='io.ckpi.testing.broken.first.First$Hidden'}")
                .contains("Root.shown() names JavaClass{name='io.ckpi.testing.broken.internal.Below'}");
        assertThat(failure(broken(Second.class), "name no internal type")).isEmpty();
    }

    @Test
    void strangersAreSeen() {
        Architecture second = broken(Second.class);
        assertThat(failure(second, "knows only"))
                .contains("has type <io.ckpi.elsewhere.Stranger>")
                .contains("has type <io.ckpi.elsewhere.internal.Secret>");
        assertThat(failure(second.mayKnow("io.ckpi.elsewhere"), "knows only"))
                .doesNotContain("Stranger>")
                .contains("has type <io.ckpi.elsewhere.internal.Secret>");
        assertThat(failure(second.mayKnow("io.ckpi.elsewhere").mayKnow("io.ckpi.elsewhere.internal"), "knows only"))
                .isEmpty();
    }

    @Test
    void theInternalsOfOthersAreSeenEvenWhereTheOtherMayBeKnown() {
        Architecture second = broken(Second.class).mayKnow("io.ckpi.elsewhere..");
        assertThat(failure(second, "knows only")).isEmpty();
        assertThat(failure(second, "keeps out of")).contains("has type <io.ckpi.elsewhere.internal.Secret>");
        assertThat(failure(broken(Root.class), "keeps out of"))
                .as("one's own are no strangers")
                .isEmpty();
    }

    @Test
    void wrongDescriptorsAreSeen() {
        Architecture module = broken(First.class, Second.class, Root.class, Below.class);
        assertThat(module.exportFaults(ModuleDescriptor.newModule("io.ckpi.testing.broken")
                        .exports("io.ckpi.testing.broken")
                        .exports("io.ckpi.testing.broken.first")
                        .exports("io.ckpi.testing.broken.second")
                        .packages(Set.of("io.ckpi.testing.broken.internal"))
                        .build()))
                .isEmpty();
        assertThat(module.exportFaults(ModuleDescriptor.newModule("io.ckpi.other")
                        .exports("io.ckpi.testing.broken")
                        .exports("io.ckpi.testing.broken.first", Set.of("io.ckpi.friend"))
                        .exports("io.ckpi.testing.broken.internal")
                        .build()))
                .containsExactly(
                        "the module is named io.ckpi.other",
                        "io.ckpi.testing.broken.first is exported to some modules only",
                        "io.ckpi.testing.broken.internal is exported although it is internal",
                        "io.ckpi.testing.broken.second is neither exported nor internal");
    }

    @ParameterizedTest
    @EnumSource(Trait.class)
    void anExceptionTakesOneTestAway(Trait trait) {
        Architecture all = broken(Root.class);
        List<String> names = all.tests().map(DynamicTest::getDisplayName).toList();
        assertThat(names).hasSize(2 + Trait.values().length).doesNotHaveDuplicates();
        assertThat(all.except(trait).tests().map(DynamicTest::getDisplayName))
                .hasSize(names.size() - 1)
                .isSubsetOf(names);
    }

    @Test
    void theTestsOfABrokenModuleFailAndThoseOfASoundOnePass() {
        assertThat(broken(First.class, Second.class).tests().filter(ArchitectureTest::fails))
                .extracting(DynamicTest::getDisplayName)
                .anyMatch(name -> name.contains("knows only"))
                .anyMatch(name -> name.contains("cycles"));
        Architecture sound =
                Architecture.of("io.ckpi.elsewhere", new ClassFileImporter().importClasses(Stranger.class));
        sound.except(Trait.EXPORTS).tests().forEach(test -> assertThatCode(test.getExecutable()::execute)
                .as(test.getDisplayName())
                .doesNotThrowAnyException());
    }

    private static boolean fails(DynamicTest test) {
        return catchThrowable(test.getExecutable()::execute) instanceof AssertionError;
    }

    @Test
    void aClassThatNeedNotKeepARuleIsNamed() {
        String name = "ArchitectureTest";
        Architecture talks = only(Talks.class, Trait.NO_CONSOLE);
        assertThatThrownBy(() -> talks.except(Trait.NO_CONSOLE, name))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("an exception: ArchitectureTest");
        Architecture both = Architecture.of(
                "io.ckpi.testing",
                new ClassFileImporter().importClasses(Talks.class, ArchitectureTest.class, Noise.class));
        assertThat(failure(both, "write to the console")).contains("Talks.talk").contains("Noise.noise");
        assertThat(failure(both.except(Trait.NO_CONSOLE, name), "write to the console"))
                .as("nested classes go with theirs")
                .doesNotContain("Talks.talk")
                .contains("Noise.noise");
    }

    @Test
    void aModuleThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> Architecture.of("io.ckpi.nowhere"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the classes of io.ckpi.nowhere");
    }

    @Test
    void theProjectIsSeenWithoutTestsAndWithoutThisModule() {
        JavaClasses project = Architecture.project();
        assertThat(project.contain(Architecture.class)).isFalse();
        assertThat(project.contain(Stranger.class)).isFalse();
    }

    // ---- classes that break a rule; what is named "allowed" does not

    static final class ReadsTheClock {
        Stream<Object> now() {
            LongSupplier nanos = System::nanoTime;
            return Stream.of(
                    nanos,
                    Instant.now(),
                    LocalDate.now(ZoneOffset.UTC),
                    System.currentTimeMillis(),
                    Clock.systemUTC(),
                    Clock.tickSeconds(ZoneOffset.UTC),
                    new Date(),
                    Calendar.getInstance());
        }

        Stream<Object> allowed(Clock clock) {
            return Stream.of(Instant.now(clock), ZonedDateTime.now(clock), clock.instant(), new Date(0));
        }
    }

    static final class RollsDice {
        Stream<Object> dice(List<String> list) {
            Supplier<UUID> uuid = UUID::randomUUID;
            Collections.shuffle(list);
            return Stream.of(
                    uuid,
                    Math.random(),
                    StrictMath.random(),
                    new Random(1),
                    ThreadLocalRandom.current(),
                    new SplittableRandom(),
                    RandomGenerator.getDefault(),
                    RandomGeneratorFactory.of("L64X128MixRandom").create());
        }

        Stream<Object> allowed() {
            return Stream.of(
                    new SplittableRandom(1),
                    RandomGeneratorFactory.of("L64X128MixRandom").create(1),
                    new UUID(1, 2));
        }
    }

    @SuppressWarnings({"StringCaseLocaleUsage", "DefaultCharset"}) // the very faults that the rule must see
    static final class TrustsTheMachine {
        Stream<Object> defaults(String text, byte[] bytes) {
            Supplier<String> upper = text::toUpperCase;
            return Stream.of(
                    upper,
                    text.toLowerCase(),
                    text.getBytes(),
                    String.format("%d", 1),
                    "%d".formatted(1),
                    new String(bytes),
                    Locale.getDefault(),
                    ZoneId.systemDefault(),
                    Charset.defaultCharset(),
                    System.getenv("HOME") + "",
                    new InputStreamReader(new ByteArrayInputStream(bytes)));
        }

        Stream<Object> allowed(String text, byte[] bytes) {
            return Stream.of(
                    text.toLowerCase(Locale.ROOT),
                    text.getBytes(StandardCharsets.UTF_8),
                    String.format(Locale.ROOT, "%d", 1),
                    new String(bytes, StandardCharsets.UTF_8),
                    new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
        }
    }

    static final class Talks {
        void talk(Exception e) {
            System.out.println(List.of());
            System.err.println(List.of());
            e.printStackTrace();
            Logger.getLogger("x").info("y");
        }

        void allowed(Exception e, java.io.PrintWriter out) {
            e.printStackTrace(out);
            System.setProperty("a", "b");
        }
    }
}

final class Noise {
    void noise() {
        System.out.println();
    }
}
