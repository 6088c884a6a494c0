package io.ckpi.sdk;

import io.ckpi.core.Indicator;
import io.ckpi.core.Perspective;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Node;
import io.ckpi.scoring.Normalizer;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.ScoredIndicator;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.definition.MeasureParameters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the page of the indicators, docs/indicators.md, from the catalogue and the shipped curves. */
final class IndicatorsPage {

    private static final String INTRODUCTION = """
            # Indicators

            <!-- Generated from the catalogue: do not edit. How to write it anew stands in IndicatorsPageTest. -->

            What CKPI measures, how, and from which records. The definitions are data
            (`ckpi-sdk/src/main/resources/io/ckpi/sdk/catalogue.yaml`); `ckpi indicators` prints them, and every number of a
            report carries the hash of the definition that made it.

            ## Rules common to all

            - A **period** is half-open and has a zone. A person, lead, visit or order counts once.
            - **Ratios roll up from both sums**, never by averaging ratios; a ratio keeps its sums.
            - **No data** (nothing in the population, or the source never delivers what is needed), a **zero denominator**,
              **contradictory data** (a negative count, a part above the whole, several currencies) and growth from zero are
              reasons, not numbers. One missing input makes one indicator absent, not the report.
            - **Terms that are still open** at the end of the data are left out of both sums and counted beside the number; if
              there are only such cases, it is not due yet.
            - **Intervals** are of 95 % unless set otherwise. A share with one observation per person, lead or order: Wilson.
              A share over visits, calls, tasks or money: ratio of sums per person (or employee), standard error of the delta
              method, limits on Wilson's scale. Positive ratios and totals: the same with limits on the logarithm; in a total
              everybody known is a unit, so that who buys is a matter of chance. Medians: order statistics. The effect of CRM
              marketing: pooled dispersion, made for small control groups. A number without any says so.
            - **Robots** are left out. **Orders** count when they are paid, at the time of payment, else of placing; what was given
              back is taken off the order it belongs to. A **new customer** paid the first order ever in the period.
            - **Cases that could not be assigned** (an unknown source, device or line) are left out and their share is shown.
            - Shares are ratios (0.15 is 15 %); only ROI and ROMI are in per cent.

            Sources: 000 to 004 are the five documents of the project's initiator: balanced scorecard and ten factors;
            perspectives and customer journey; calls, terms and tasks; the value of information; CRM marketing and control
            groups. Score curves are defaults; every anchor says whether it is published or a judgement.
            """;

    private final Catalogue catalogue = Catalogue.standard();
    private final Map<String, ScoredIndicator> curves = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder();

    private IndicatorsPage() {
        collect(CkpiMarc.standard().profile().root());
        for (Scorecard.View view : Scorecard.standard().views()) {
            for (Scorecard.Item item : view.items()) {
                item.candidates().forEach(candidate -> curves.putIfAbsent(candidate.indicator(), candidate));
            }
        }
    }

    /** The page. */
    static String text() {
        return new IndicatorsPage().write();
    }

    private void collect(Node node) {
        if (node instanceof Node.Group group) {
            group.members().forEach(this::collect);
        } else if (node instanceof Node.Leaf leaf) {
            leaf.candidates().forEach(candidate -> curves.putIfAbsent(candidate.indicator(), candidate));
        }
    }

    private String write() {
        out.append(INTRODUCTION).append('\n');
        constants();
        factors();
        slices();
        for (Perspective perspective : Perspective.standard()) {
            out.append("## ")
                    .append(perspective.names().en())
                    .append(" / ")
                    .append(perspective.names().ru())
                    .append("\n\n");
            for (CatalogueEntry entry : catalogue.entries()) {
                if (entry.indicator().perspective().equals(perspective.id())) {
                    entry(entry);
                }
            }
        }
        return out.toString().stripTrailing() + "\n";
    }

    private void constants() {
        out.append("## Constants\n\n")
                .append(
                        "All of them are judgements; a host sets its own with `MeasureParameters`, and the hashes of the\n")
                .append("definitions that use them change.\n\n")
                .append("| constant | default | used by |\n|---|---|---|\n");
        MeasureParameters.defaults().asMap().forEach((name, value) -> {
            String users = catalogue.entries().stream()
                    .filter(entry -> entry.parameters().containsKey(name))
                    .map(entry -> "`" + entry.indicator().id() + "`")
                    .collect(Collectors.joining(", "));
            out.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(value(value))
                    .append(" | ")
                    .append(users.isEmpty() ? "every interval" : users)
                    .append(" |\n");
        });
        out.append('\n');
    }

    private static String value(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(Object::toString).collect(Collectors.joining(", "))
                : value.toString();
    }

    private void factors() {
        out.append(
                "## The ten factors of CKPImarc\n\n| factor | indicator | name | in its place |\n|---|---|---|---|\n");
        for (Indicator indicator : catalogue.factorIndicators()) {
            CatalogueEntry entry = catalogue.entry(indicator.id());
            String fallbacks = catalogue.entries().stream()
                    .filter(other -> other.role() == Catalogue.Role.FALLBACK
                            && String.valueOf(entry.factor()).equals(other.factor()))
                    .map(other -> "`" + other.indicator().id() + "`")
                    .collect(Collectors.joining(", then "));
            out.append("| ")
                    .append(entry.factor())
                    .append(" | `")
                    .append(indicator.id())
                    .append("` | ")
                    .append(indicator.names().en())
                    .append(" / ")
                    .append(indicator.names().ru())
                    .append(" | ")
                    .append(fallbacks.isEmpty() ? "–" : fallbacks)
                    .append(" |\n");
        }
        out.append('\n');
    }

    private void slices() {
        List<Dimension> dimensions = Arrays.stream(Dimension.values())
                .filter(dimension -> !dimension.isTime())
                .toList();
        out.append("## Slices\n\n")
                .append(
                        "Every indicator can be measured by months, weeks and days (but `data.validity`: rejected rows have no time), and by\n")
                .append("these dimensions: **r** by records, each of\n")
                .append(
                        "which belongs to one slice; **s** by persons (subjects), each of which belongs to one slice; **o** by records\n")
                .append(
                        "where a person or an order may stand in several slices, so that the whole is not their sum; – not, and the\n")
                .append("reading says why. What the words mean exactly: [slices](guide/sdk.md).\n\n")
                .append("| indicator | ")
                .append(dimensions.stream()
                        .map(dimension -> dimension.names().en())
                        .collect(Collectors.joining(" | ")))
                .append(" |\n|---|")
                .append(":-:|".repeat(dimensions.size()))
                .append('\n');
        for (CatalogueEntry entry : catalogue.entries()) {
            out.append("| `").append(entry.indicator().id()).append("` |");
            for (Dimension dimension : dimensions) {
                Cut cut = entry.cuts().get(dimension);
                String mark = cut == null
                        ? "–"
                        : switch (cut) {
                            case RECORD -> "r";
                            case OVERLAP -> "o";
                            case SUBJECT -> "s";
                        };
                out.append(' ').append(mark).append(" |");
            }
            out.append('\n');
        }
        out.append('\n');
    }

    private void entry(CatalogueEntry entry) {
        Indicator i = entry.indicator();
        out.append("### `").append(i.id()).append("`\n\n");
        out.append("**")
                .append(i.names().en())
                .append(" / ")
                .append(i.names().ru())
                .append("**  \n");
        out.append(i.unit().name().toLowerCase(Locale.ROOT))
                .append(", ")
                .append(i.direction().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (i.stage() != null) {
            out.append("; stage ")
                    .append(i.stage().number())
                    .append(", ")
                    .append(i.stage().names().en());
        }
        out.append(role(entry)).append("; source ").append(i.source()).append("  \n");
        out.append("from ").append(String.join(", ", entry.records())).append("\n\n");
        line("", i.formula().en(), i.formula().ru());
        if (entry.edges() != null) {
            line("Edges: ", entry.edges().en(), entry.edges().ru());
        }
        if (!entry.parameters().isEmpty()) {
            out.append("- Constants: ")
                    .append(entry.parameters().entrySet().stream()
                            .map(constant -> "`" + constant.getKey() + "` = " + value(constant.getValue()))
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        curve(curves.get(i.id()));
        out.append('\n');
    }

    private static String role(CatalogueEntry entry) {
        return switch (entry.role()) {
            case FACTOR -> "; factor " + entry.factor();
            case FALLBACK -> "; stands in for factor " + entry.factor();
            case SECONDARY -> "; shown beside factor " + entry.factor();
            case CATALOGUE -> "";
        };
    }

    private void line(String mark, String en, String ru) {
        out.append("- ").append(mark).append(en).append("  \n  ").append(ru).append('\n');
    }

    private void curve(@Nullable ScoredIndicator scored) {
        if (scored == null || !(scored.curve() instanceof Normalizer.Piecewise curve)) {
            return;
        }
        out.append("- Score: ");
        out.append(
                scored.anchors().isEmpty()
                        ? curve.points().stream()
                                .map(point -> point.raw() + " → " + point.score())
                                .collect(Collectors.joining("; "))
                        : String.join("; ", scored.anchors()));
        out.append('\n');
    }
}
