package io.ckpi.tck;

import io.ckpi.spi.Capability;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;

/** Skips rules that do not apply, collects what became of the others, and writes the report. */
final class TckExtension
        implements BeforeAllCallback, BeforeEachCallback, TestExecutionExceptionHandler, TestWatcher, AfterAllCallback {

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(TckExtension.class);
    private static final String FOLDER = "ckpi.tck.reports";

    TckExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(SPACE).put(Results.class, new Results());
    }

    private static @Nullable Results results(ExtensionContext context) {
        return context.getStore(SPACE).get(Results.class, Results.class);
    }

    private static Optional<Rule> rule(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> method.getDeclaringClass() == SourceTck.class)
                .map(Method::getName)
                .flatMap(Rule::of);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Optional<Rule> found = rule(context);
        Results results = results(context);
        if (found.isEmpty() || results == null) {
            return;
        }
        Rule rule = found.get();
        SourceTck tck = (SourceTck) context.getRequiredTestInstance();
        tck.bench().begin(results);
        String sentence = declared(tck).get(rule);
        if (sentence != null) {
            Assumptions.abort(sentence);
        }
        Capability capability = rule.capability();
        if (capability != null && !Bench.expected(tck).contains(capability)) {
            Assumptions.abort(capability + " is not claimed");
        }
    }

    /** The rules that the vendor declares not applicable. */
    private static Map<Rule, String> declared(SourceTck tck) {
        Map<Rule, String> declared = new HashMap<>();
        tck.notApplicable().forEach((id, sentence) -> {
            Rule rule = null;
            for (Rule candidate : Rule.values()) {
                if (candidate.id().equals(id)) {
                    rule = candidate;
                }
            }
            if (rule == null) {
                throw new AssertionError("notApplicable() names a rule that does not exist: " + id);
            }
            if (rule.universal()) {
                throw new AssertionError(
                        "notApplicable() names " + id + ", which applies to every source: " + rule.title());
            }
            if (sentence.isBlank()) {
                throw new AssertionError("notApplicable() does not say why " + id + " cannot apply");
            }
            declared.put(rule, sentence);
        });
        return declared;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        if (thrown instanceof Bench.CannotLoad) {
            Assumptions.abort(String.valueOf(thrown.getMessage()));
        }
        throw thrown;
    }

    private static void add(ExtensionContext context, Results.Outcome outcome, @Nullable String sentence) {
        Results results = results(context);
        if (results != null) {
            rule(context).ifPresent(rule -> results.add(rule, outcome, sentence));
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        add(context, Results.Outcome.PASSED, null);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        String prefix = "Assumption failed: ";
        add(
                context,
                Results.Outcome.SKIPPED,
                message != null && message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        String type = cause == null ? "" : cause.getClass().getSimpleName();
        add(context, Results.Outcome.FAILED, message == null || message.isBlank() ? type : message);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Results results = results(context);
        if (results == null || results.isEmpty()) {
            return;
        }
        String report = results.report();
        System.out.println(report);
        Path folder = Path.of(System.getProperty(FOLDER, "target/ckpi-tck"));
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(context.getRequiredTestClass().getSimpleName() + ".md"), report, StandardCharsets.UTF_8);
    }
}
