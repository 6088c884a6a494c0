package io.ckpi.tck;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.SourceProvider;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of the rules of one test class, and the report about it. For many threads. */
final class Results {

    /** What became of a rule. */
    enum Outcome {
        PASSED,
        FAILED,
        /** It cannot apply, or its capability is not claimed. */
        SKIPPED
    }

    /** Outcome and the sentence about it. */
    record Result(Outcome outcome, String sentence) {}

    private final Map<Rule, Result> byRule = new EnumMap<>(Rule.class);
    private @Nullable String plugin;
    private @Nullable SourceDescription description;

    synchronized void add(Rule rule, Outcome outcome, @Nullable String sentence) {
        byRule.put(rule, new Result(outcome, sentence == null ? "" : sentence));
    }

    synchronized void description(SourceProvider provider, SourceDescription newDescription) {
        plugin = provider.name() + " " + provider.version() + " (level " + provider.spiLevel() + ")";
        description = newDescription;
    }

    synchronized boolean isEmpty() {
        return byRule.isEmpty();
    }

    private long count(Outcome outcome) {
        return byRule.values().stream()
                .filter(result -> result.outcome() == outcome)
                .count();
    }

    /** The capability report in Markdown. */
    synchronized String report() {
        StringBuilder text = new StringBuilder("## Capability report: ")
                .append(plugin == null ? "a plugin that did not open" : plugin)
                .append("\n\n");
        SourceDescription known = description;
        if (known != null) {
            text.append("| | |\n|---|---|\n");
            line(text, "delivers", names(known.streams()));
            line(text, "time", known.zone());
            line(text, "money", known.money());
            line(
                    text,
                    "a record may change for",
                    known.lateness() == null
                            ? "any time"
                            : known.lateness().isZero()
                                    ? "no time"
                                    : known.lateness().toString());
            line(
                    text,
                    "personal fields, never delivered",
                    known.personalFields().isEmpty()
                            ? "none"
                            : known.personalFields().stream().sorted().collect(Collectors.joining(", ")));
            line(
                    text,
                    "capabilities",
                    Arrays.stream(Capability.values())
                            .map(capability ->
                                    capability + (known.capabilities().contains(capability) ? " yes" : " no"))
                            .collect(Collectors.joining(", ")));
            text.append('\n');
        }
        long failed = count(Outcome.FAILED);
        text.append(count(Outcome.PASSED))
                .append(" rules passed, ")
                .append(failed)
                .append(" failed, ");
        text.append(count(Outcome.SKIPPED)).append(" do not apply, of ").append(Rule.values().length);
        text.append(".\n\n| rule | | result |\n|---|---|---|\n");
        byRule.forEach((rule, result) -> {
            text.append("| ")
                    .append(rule.id())
                    .append(" | ")
                    .append(rule.title())
                    .append(" | ");
            String sentence = cell(result.sentence());
            switch (result.outcome()) {
                case PASSED -> text.append("passed");
                case FAILED -> text.append("**failed**: ").append(sentence);
                case SKIPPED -> text.append("does not apply: ").append(sentence);
            }
            text.append(" |\n");
        });
        return text.toString();
    }

    private static String names(Set<Class<? extends SourceRecord>> types) {
        return types.stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append("| ").append(what).append(" | ").append(cell(value)).append(" |\n");
    }

    /** The first line, fit for a cell of a table. */
    private static String cell(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.replace("|", "\\|");
    }
}
