package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.tck.ledger.Flaw;
import io.ckpi.tck.ledger.Ledger;
import io.ckpi.tck.ledger.LedgerProvider;
import io.ckpi.tck.ledger.LedgerTck;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** A plugin that keeps all rules passes; one that breaks a rule fails that rule, and no other that it does not touch. */
class KitTest {

    @TempDir
    static Path reports;

    @BeforeAll
    static void quick() {
        System.setProperty("ckpi.tck.reports", reports.toString());
        System.setProperty("ckpi.tck.patience.millis", "300");
    }

    @AfterAll
    static void asBefore() {
        System.clearProperty("ckpi.tck.reports");
        System.clearProperty("ckpi.tck.patience.millis");
    }

    @AfterEach
    void noFlaw() {
        Ledger.flaw = null;
        Ledger.unclaimed = Set.of();
    }

    /** The rules of each outcome, with the message. */
    record Run(Set<String> passed, Map<String, String> failed, Map<String, String> skipped) {}

    static Run run(Class<?> tck) {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tck))
                .execute()
                .testEvents();
        Run run = new Run(new HashSet<>(), new TreeMap<>(), new TreeMap<>());
        tests.finished().stream().forEach(event -> add(run, event));
        return run;
    }

    private static void add(Run run, Event event) {
        String method = event.getTestDescriptor()
                .getSource()
                .map(source -> ((MethodSource) source).getMethodName())
                .orElseThrow();
        String id = Rule.of(method).orElseThrow().id();
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        String message = result.getThrowable().map(Throwable::toString).orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> run.passed().add(id);
            case FAILED -> run.failed().put(id, message);
            case ABORTED -> run.skipped().put(id, message);
        }
    }

    static Set<Class<? extends SourceRecord>> allTypes() {
        Set<Class<? extends SourceRecord>> types = new HashSet<>();
        Arrays.stream(SourceRecord.class.getPermittedSubclasses())
                .forEach(type -> types.add(type.asSubclass(SourceRecord.class)));
        return types;
    }

    @Test
    void aPluginForAllTypesThatKeepsAllRulesPasses() {
        Ledger.types = allTypes();
        Run run = run(LedgerTck.class);
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped()).isEmpty();
        assertThat(run.passed()).hasSize(Rule.values().length);
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void aPluginThatBreaksARuleFailsIt(Flaw flaw) {
        Ledger.types = Set.of(Order.class);
        Ledger.flaw = flaw;
        Run run = run(LedgerTck.class);
        assertThat(run.failed().keySet()).as("%s: %s", flaw, run.failed()).isEqualTo(flaw.rules());
    }

    @ParameterizedTest
    @EnumSource(
            value = Capability.class,
            names = {"RESUME", "REVISIONS", "DELETES", "MOMENTS"})
    void aCapabilityThatWorksUnclaimedFails(Capability capability) {
        Ledger.types = Set.of(Order.class);
        Ledger.unclaimed = capability == Capability.MOMENTS
                ? Set.of(Capability.MOMENTS, Capability.GROUPED_MOMENTS)
                : Set.of(capability);
        Run run = run(LedgerTck.class);
        // where nobody tells of deletions a cursor that counts rows loses some
        Set<String> rules = capability == Capability.DELETES ? Set.of("P-04", "W-04") : Set.of("P-04");
        assertThat(run.failed().keySet()).as("%s", run.failed()).isEqualTo(rules);
        assertThat(run.failed().get("P-04")).contains(capability.name()).contains("claim");
    }

    @Test
    void aFilterThatWorksUnclaimedFails() {
        Ledger.types = Set.of(Order.class);
        Ledger.unclaimed = Set.of(Capability.TIME_FILTER);
        assertThat(run(LedgerTck.class).failed()).isEmpty(); // it counts every row, whatever the range
        Ledger.flaw = Flaw.READS_ONLY_THE_RANGE;
        Run run = run(LedgerTck.class);
        assertThat(run.failed().keySet()).as("%s", run.failed()).containsExactly("P-04");
        assertThat(run.failed().get("P-04")).contains("TIME_FILTER works and is not claimed");
        assertThat(run.skipped()).containsOnlyKeys("P-01", "P-02");
    }

    /** A vendor who has declared what he cannot. */
    static class DeclaringTck extends LedgerTck {
        static Map<String, String> declared = Map.of();

        @Override
        protected Map<String, String> notApplicable() {
            return declared;
        }
    }

    @Test
    void aRuleThatCannotApplyIsSkippedWithItsSentence() throws IOException {
        Ledger.types = Set.of(Order.class);
        DeclaringTck.declared = Map.of("C-04", "the ledger | has no password");
        Run run = run(DeclaringTck.class);
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped()).containsOnlyKeys("C-04");
        assertThat(run.skipped().get("C-04")).contains("the ledger | has no password");
        assertThat(Files.readString(reports.resolve("DeclaringTck.md")))
                .startsWith("## Capability report: ledger 1.0 (level 1)\n")
                .contains("| delivers | Order |\n")
                .contains("53 rules passed, 0 failed, 1 do not apply, of 54.")
                .contains("| R-01 | the records come back, none lost and none doubled | passed |\n")
                .contains("| C-04 | wrong credentials are AUTH | does not apply: the ledger \\| has no password |\n");
    }

    @Test
    void aRuleForEverySourceCannotBeDeclaredAway() {
        Ledger.types = Set.of(Order.class);
        DeclaringTck.declared = Map.of("R-08", "no end");
        Run run = run(DeclaringTck.class);
        assertThat(run.passed()).isEmpty();
        assertThat(run.failed().get("R-01")).contains("R-08, which applies to every source");
        DeclaringTck.declared = Map.of("R-99", "no rule");
        assertThat(run(DeclaringTck.class).failed().get("R-01")).contains("a rule that does not exist: R-99");
        DeclaringTck.declared = Map.of("C-04", " ");
        assertThat(run(DeclaringTck.class).failed().get("R-01")).contains("does not say why C-04 cannot apply");
    }

    /** A vendor whose plugin, or whose test, gives null. */
    static class NullTck extends LedgerTck {
        static String what = "";

        @Override
        protected SourceProvider provider() {
            return what.equals("provider()")
                    ? null
                    : (SourceProvider) Proxy.newProxyInstance(
                            NullTck.class.getClassLoader(),
                            new Class<?>[] {SourceProvider.class},
                            (proxy, method, arguments) -> nulls(method, new LedgerProvider(), arguments));
        }

        private static @Nullable Object nulls(Method method, Object on, Object... arguments) throws Exception {
            if (what.startsWith(method.getName() + "()")) {
                return null;
            }
            Object result = method.invoke(on, arguments);
            return result instanceof RecordSource source
                    ? Proxy.newProxyInstance(
                            NullTck.class.getClassLoader(),
                            new Class<?>[] {RecordSource.class},
                            (proxy, ofSource, given) -> nulls(ofSource, source, given))
                    : result;
        }

        @Override
        protected Map<String, String> config() {
            return what.equals("config()") ? null : super.config();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"provider()", "config()", "options()", "open()", "describe()", "read() of Order"})
    void nullIsNamed(String what) {
        Ledger.types = Set.of(Order.class);
        NullTck.what = what;
        assertThat(run(NullTck.class).failed())
                .containsEntry("R-01", "java.lang.AssertionError: " + what + " gives null");
    }

    /** A vendor who has misspelled an option. */
    static class MisspeltTck extends LedgerTck {
        @Override
        protected Map<String, String> config() {
            return Map.of("account", "shop", "pasword", "x");
        }
    }

    @Test
    void aMisspelledOptionIsNamed() {
        Ledger.types = Set.of(Order.class);
        assertThat(run(MisspeltTck.class).failed().get("R-01"))
                .contains("option \"password\" is required")
                .contains("option \"pasword\" is unknown; the nearest known one is \"password\"");
    }

    /** A vendor who has filled in only what he must, for a system that cannot be loaded. */
    static class ReadOnlyTck extends LedgerTck {
        @Override
        protected void load(Fixture fixture) {
            throw cannotLoad("the ledger is sealed");
        }
    }

    @Test
    void aSystemThatCannotBeLoadedIsCheckedOnWhatItHas() {
        Ledger.types = Set.of(Order.class);
        assertThat(run(LedgerTck.class).failed()).isEmpty(); // leaves some records
        Ledger.fill();
        Run run = run(ReadOnlyTck.class);
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped().keySet())
                .containsExactlyInAnyOrder(
                        "L-07", "P-03", "Q-01", "Q-02", "Q-03", "Q-04", "Q-05", "Q-06", "R-01", "R-02", "R-03", "R-04",
                        "R-05", "R-06", "R-07", "W-03", "W-04");
        assertThat(run.skipped().values()).allMatch(message -> message.contains("the ledger is sealed"));
    }

    /** A plugin that no services file names. */
    static class UnlistedTck extends LedgerTck {
        @Override
        protected SourceProvider provider() {
            LedgerProvider ledger = new LedgerProvider();
            return new SourceProvider() {
                @Override
                public int spiLevel() {
                    return ledger.spiLevel();
                }

                @Override
                public String name() {
                    return ledger.name();
                }

                @Override
                public String version() {
                    return ledger.version();
                }

                @Override
                public List<SourceOption> options() {
                    return ledger.options();
                }

                @Override
                public RecordSource open(SourceConfig config, SourceContext context) {
                    return ledger.open(config, context);
                }
            };
        }
    }

    @Test
    void aPluginThatCannotBeFoundFails() {
        Ledger.types = Set.of(Order.class);
        assertThat(run(UnlistedTck.class).failed()).containsOnlyKeys("D-01", "D-03");
    }

    /** A vendor whose system can hold less than he says. */
    static class ForgetfulTck extends LedgerTck {
        @Override
        protected SourceRecord fit(SourceRecord record) {
            return record instanceof Order order
                    ? Order.builder(
                                    Envelope.builder(
                                                    order.envelope().source(),
                                                    order.orderRef().replaceAll("[^0-9A-Za-z]", "_"),
                                                    order.createdAt().truncatedTo(ChronoUnit.DAYS),
                                                    ZoneOffset.UTC)
                                            .revision(order.envelope().revision())
                                            .op(order.envelope().op())
                                            .build(),
                                    order.orderRef().replaceAll("[^0-9A-Za-z]", "_"),
                                    Order.Status.PAID,
                                    order.createdAt().truncatedTo(ChronoUnit.DAYS),
                                    Money.of(5, "EUR"))
                            .build()
                    : record;
        }
    }

    @Test
    void whatTheSystemCannotHoldMustBeSaid() {
        Ledger.types = Set.of(Order.class);
        Run run = run(ForgetfulTck.class);
        assertThat(run.failed().keySet()).containsExactlyInAnyOrder("R-04", "R-06", "R-07", "P-03");
        assertThat(run.failed().get("R-04"))
                .contains("fit() leaves no text with Cyrillic, emoji and combining marks in any record")
                .contains("declare R-04 not applicable");
    }

    @Test
    void theRulesAreNamedAlikeEverywhere() throws IOException {
        Map<Rule, String> shown = new EnumMap<>(Rule.class);
        for (Method method : SourceTck.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                Rule rule = Rule.of(method.getName()).orElseThrow();
                assertThat(shown.put(
                                rule, method.getAnnotation(DisplayName.class).value()))
                        .as("%s is checked once", rule)
                        .isNull();
                assertThat(Modifier.isFinal(method.getModifiers())).isTrue();
            }
        }
        assertThat(shown).hasSize(Rule.values().length);
        shown.forEach((rule, name) -> assertThat(name).isEqualTo(rule.id() + " " + rule.title()));
        Set<String> broken = Arrays.stream(Flaw.values())
                .flatMap(flaw -> flaw.rules().stream())
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(Rule.values()).map(Rule::id).filter(id -> !broken.contains(id)))
                .as("rules that no flaw breaks")
                .containsExactly("D-01");
    }
}
