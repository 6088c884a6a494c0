package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.tck.ledger.Flaw;
import io.ckpi.tck.ledger.Ledger;
import io.ckpi.tck.ledger.LedgerTck;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
        Ledger.types = Set.of(Order.class, Touch.class);
        Ledger.flaw = flaw;
        Run run = run(LedgerTck.class);
        assertThat(run.failed().keySet()).as("%s: %s", flaw, run.failed()).isEqualTo(flaw.rules());
    }
}
