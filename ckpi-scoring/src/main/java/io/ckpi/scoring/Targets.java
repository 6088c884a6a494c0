package io.ckpi.scoring;

import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.definition.Definitions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The targets of a company. Of one indicator at most one holds on any day.
 *
 * <p>As a document of the schema {@value #SCHEMA}:
 *
 * <pre>{@code
 * schema: ckpi/targets@1
 * targets:
 *   - {indicator: customer.repeat-share, value: 0.3}
 *   - {indicator: order.processing-time, value: 24, baseline: 72, provenance: set, from: 2026-01-01, until: 2027-01-01}
 * }</pre>
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param targets the targets
 */
public record Targets(List<Target> targets) {

    /** The schema of target documents. */
    public static final String SCHEMA = "ckpi/targets@1";

    /** Checks that no two targets of one indicator hold on the same day. */
    public Targets {
        targets = List.copyOf(targets);
        for (int i = 0; i < targets.size(); i++) {
            for (int j = 0; j < i; j++) {
                Target a = targets.get(j);
                Target b = targets.get(i);
                if (a.indicator().equals(b.indicator()) && overlap(a, b)) {
                    throw new IllegalArgumentException("two targets of " + a.indicator() + " hold on the same day");
                }
            }
        }
    }

    private static boolean overlap(Target a, Target b) {
        LocalDate aFrom = a.from();
        LocalDate bFrom = b.from();
        LocalDate aUntil = a.until();
        LocalDate bUntil = b.until();
        return (aFrom == null || bUntil == null || aFrom.isBefore(bUntil))
                && (bFrom == null || aUntil == null || bFrom.isBefore(aUntil));
    }

    /** No targets. */
    public static Targets none() {
        return new Targets(List.of());
    }

    /** These targets. */
    public static Targets of(Target... targets) {
        return new Targets(List.of(targets));
    }

    /** The target of an indicator that holds on that day. */
    public Optional<Target> of(String indicator, LocalDate day) {
        return targets.stream()
                .filter(target -> target.indicator().equals(indicator) && target.holdsOn(day))
                .findFirst();
    }

    /**
     * Reads a document of targets.
     *
     * @throws DefinitionException if anything is wrong with it, with all faults
     */
    public static Targets read(String documentName, String text) {
        return Definitions.read(documentName, text, Targets::read);
    }

    /** Reads a document of targets from a file, see {@link #read(String, String)}. */
    public static Targets read(Path file) {
        return Definitions.read(file, Targets::read);
    }

    private static Targets read(io.ckpi.core.definition.Node node) {
        node.schema(SCHEMA);
        node.optionalText("description");
        return new Targets(node.objects("targets", Targets::target));
    }

    private static Target target(io.ckpi.core.definition.Node node) {
        String indicator = node.id("indicator");
        double value = node.number("value");
        Double baseline = node.has("baseline") ? (Double) node.number("baseline") : null;
        Provenance provenance = node.oneOf("provenance", Provenance.class, Provenance.SET);
        LocalDate from = node.optionalParsed("from", "a date such as 2026-01-31", LocalDate::parse)
                .orElse(null);
        LocalDate until = node.optionalParsed("until", "a date such as 2026-01-31", LocalDate::parse)
                .orElse(null);
        return new Target(indicator, value, baseline, provenance, from, until);
    }
}
