package io.ckpi.report;

import io.ckpi.report.internal.page.Rating;
import io.ckpi.report.internal.text.Dates;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Figures;
import io.ckpi.report.internal.text.Gaps;
import io.ckpi.report.internal.text.Numbers;
import io.ckpi.report.internal.text.Words;
import io.ckpi.report.internal.tree.Node;
import io.ckpi.sdk.CkpiReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A report as plain text for a terminal, readable at 80 to 100 columns: CKPImarc with everything that qualifies it, the
 * perspectives, the factors, what costs most points, and the state of the data.
 *
 * <p>A pure function of the record and the options. Control characters in names become U+FFFD, so data cannot steer the
 * terminal. Immutable.
 */
public final class Summary {

    private static final int LEAST_WIDTH = 72;
    private static final int ISSUES = 8;
    private static final Summary DEFAULT = new Summary(Locale.ENGLISH, 96, false);

    private final Locale locale;
    private final int width;
    private final boolean colours;

    private Summary(Locale locale, int width, boolean colours) {
        this.locale = locale;
        this.width = width;
        this.colours = colours;
    }

    /** In English, 96 columns, without colours. */
    public static Summary withDefaults() {
        return DEFAULT;
    }

    /** In Russian for a Russian locale, in English for every other. */
    public Summary with(Locale newLocale) {
        return new Summary(Objects.requireNonNull(newLocale, "newLocale"), width, colours);
    }

    /** With lines of at most {@code newWidth} columns, {@value #LEAST_WIDTH} at least. */
    public Summary withWidth(int newWidth) {
        if (newWidth < LEAST_WIDTH) {
            throw new IllegalArgumentException("newWidth is below " + LEAST_WIDTH + ": " + newWidth);
        }
        return new Summary(locale, newWidth, colours);
    }

    /** With or without ANSI colours. */
    public Summary withColours(boolean newColours) {
        return new Summary(locale, width, newColours);
    }

    /** The text of a measured report; it ends with a line end. */
    public String render(CkpiReport report) {
        return render(ReportRecord.of(report));
    }

    /**
     * The text of a record; it ends with a line end.
     *
     * @throws io.ckpi.core.CkpiException of kind DATA, code RECORD_INVALID, if a part of the record is not what the schema
     *     says
     */
    public String render(ReportRecord record) {
        return new Text(record.root()).render();
    }

    /** The text in the making. */
    private final class Text {

        private final Node root;
        private final Words words = Words.of(locale);
        private final Numbers numbers = new Numbers(words);
        private final Figures figures = new Figures(words);
        private final Dates dates = new Dates(words);
        private final StringBuilder out = new StringBuilder(4096);

        Text(Node root) {
            this.root = root;
        }

        String render() {
            Node period = root.get("period");
            String when = dates.period(date(period.get("from")), date(period.get("until")));
            line(strong(words.get("title", when)));
            wrapped(
                    "",
                    words.get("head.zone", clean(period.text("zone"))) + " · "
                            + words.get("head.asOf", instant(root.get("asOf"))));
            Node through = root.get("completeThrough");
            Gaps gaps = new Gaps(root, words);
            if (gaps.missing().isEmpty()) {
                line(through.present() ? words.get("head.through", instant(through)) : words.get("head.noThrough"));
            }
            marc(root.get("marc"));
            gaps.missing().ifPresent(missing -> wrapped("  ! ", clean(missing)));
            gaps.consequences().forEach(sentence -> wrapped("    ", clean(sentence)));
            gaps.provisional().ifPresent(sentence -> wrapped("  ", clean(sentence)));
            perspectives();
            factors();
            reasons();
            data();
            return out.toString().replace(Numbers.NBSP, " ");
        }

        // --- parts ---

        private void marc(Node marc) {
            Figure value = Figure.of(marc.get("reading"));
            Rating rating = Rating.of(marc.get("rating"));
            blank();
            if (value.measured()) {
                String interval = figures.interval(value);
                String level = value.level().map(numbers::level).orElse("");
                line(strong("CKPImarc  " + figures.value(value))
                        + (interval.isEmpty() ? "" : "  (" + interval + ", " + level + ")")
                        + "   " + rating(rating));
            } else {
                line(strong("CKPImarc  –"));
                wrapped("  ", clean(value.why(words)));
            }
            List<String> facts = new ArrayList<>();
            marc.get("coverage").optionalNumber().ifPresent(share -> {
                String coverage = words.get("marc.coverage") + " " + numbers.share(share);
                if (!value.measured()) {
                    coverage += marc.get("threshold")
                            .optionalNumber()
                            .map(threshold -> " " + words.get("marc.threshold", numbers.level(threshold)))
                            .orElse("");
                }
                facts.add(coverage);
            });
            Node bounds = marc.get("bounds");
            if (bounds.present()) {
                facts.add(words.get("marc.bounds") + ": "
                        + Figures.range(
                                numbers.plain(bounds.get("low").number(), 1),
                                numbers.plain(bounds.get("high").number(), 1)));
            }
            facts(facts);
            Figure change = Figure.of(marc.get("change"));
            Node previous = root.get("previousPeriod");
            if (previous.present()) {
                String label = words.get(
                        "marc.change", dates.shortPeriod(date(previous.get("from")), date(previous.get("until"))));
                String trend = marc.get("trend").optionalText().orElse("");
                String word = "UP".equals(trend) || "DOWN".equals(trend) ? "trend." + trend : "trend.UNCLEAR";
                facts(List.of(
                        change.measured()
                                ? label + ": " + figures.difference(change) + ", " + words.get(word)
                                : label + ": " + clean(change.why(words))));
            }
        }

        private void facts(List<String> facts) {
            if (!facts.isEmpty()) {
                wrapped("  ", String.join("; ", facts));
            }
        }

        private void perspectives() {
            Node card = root.at("cards/indicators");
            if (card.get("rows").items().isEmpty()) {
                return;
            }
            heading(words.get("card.indicators"));
            boolean marked = false;
            int left = Math.min(52, width - 44);
            for (Node row : card.get("rows").items()) {
                Node perspective = row.get("perspective");
                String id = row.get("indicator").optionalText().orElse("");
                Node indicator = root.get("readings").get(id);
                Figure reading = Figure.of(indicator);
                String name = shortName(perspective, perspective.text("id")) + ": "
                        + (indicator.present() ? shortName(indicator, id) : words.get("indicators.noneNamed"));
                Rating rating = Rating.of(indicator.get("rating"));
                String mark = rating == Rating.NONE ? "" : rating(rating);
                if (reading.measured()
                        && "DEFAULT"
                                .equals(indicator
                                        .get("ratingBasis")
                                        .optionalText()
                                        .orElse(""))) {
                    mark += "*";
                    marked = true;
                }
                row(name, left, reading, mark);
            }
            if (marked) {
                line("  * " + words.get("indicators.default"));
            }
        }

        private void factors() {
            List<Node> factors = root.at("marc/factors").items();
            if (factors.isEmpty()) {
                return;
            }
            heading(words.get("summary.factors"));
            int left = Math.min(52, width - 44);
            for (Node factor : factors) {
                Figure reading = Figure.of(root.get("readings").get(factor.text("indicator")));
                String label = factor.get("label").optionalText().orElse(factor.text("id"));
                String name = padded(clean(label), 4) + shortName(factor, factor.text("id")) + " ("
                        + numbers.share(factor.get("weight").number()) + ")";
                String score = factor.get("score")
                        .optionalNumber()
                        .map(points -> words.get("summary.score", numbers.plain(points, 1)))
                        .orElse("");
                row(name, left, reading, score);
            }
        }

        /** Name, value, interval and a mark; or the name and the reason on lines of their own. */
        private void row(String name, int left, Figure reading, String mark) {
            List<String> lines = broken(name, left - 5);
            String tail;
            if (reading.measured()) {
                String interval = figures.interval(reading);
                tail = padded(" ".repeat(Math.max(0, 12 - length(figures.value(reading)))) + figures.value(reading), 13)
                        + padded(interval.isEmpty() ? "" : "(" + interval + ")", 19)
                        + mark;
                String text = "  " + padded(lines.get(0), left - 2) + tail.stripTrailing();
                if (length(text) - (colours ? mark.length() : 0) > width) {
                    // an amount too long for its column
                    line("  " + lines.get(0));
                    wrapped("    ", tail.strip().replaceAll(" +", " "));
                } else {
                    line(text);
                }
                lines.subList(1, lines.size()).forEach(rest -> line("    " + rest));
                return;
            }
            tail = reading.kind() == Figure.Kind.BOUNDED
                    ? figures.bounds(reading) + " (" + clean(reading.why(words)) + ")"
                    : "– " + clean(reading.why(words));
            List<String> why = broken(tail, Math.max(20, width - left - 1));
            for (int i = 0; i < Math.max(lines.size(), why.size()); i++) {
                String start = i < lines.size() ? (i == 0 ? "" : "  ") + lines.get(i) : "";
                line(("  " + padded(start, left - 2) + " " + (i < why.size() ? why.get(i) : "")).stripTrailing());
            }
        }

        private void reasons() {
            List<Node> reasons = root.at("marc/reasons").items();
            if (reasons.isEmpty()) {
                return;
            }
            heading(words.get("marc.reasons"));
            int number = 0;
            for (Node reason : reasons.subList(0, Math.min(3, reasons.size()))) {
                number++;
                BigDecimal lost = reason.get("pointsLost").number().negate();
                wrapped("  " + number + ". ", shortName(reason, reason.text("id")) + "  " + numbers.signed(lost, 1));
            }
        }

        private void data() {
            heading(words.get("card.data"));
            List<Node> sources = root.get("sources").items();
            if (sources.isEmpty()) {
                line("  " + words.get("data.none"));
            }
            for (Node source : sources) {
                source(source);
            }
            List<Node> issues = root.get("issues").items();
            for (Node issue : issues.subList(0, Math.min(ISSUES, issues.size()))) {
                boolean info =
                        "INFO".equals(issue.get("severity").optionalText().orElse(""));
                wrapped(info ? "  · " : "  ! ", clean(new Gaps(root, words).issue(issue)));
            }
            if (issues.size() > ISSUES) {
                line("  " + words.get("summary.moreIssues", numbers.whole(issues.size() - ISSUES)));
            }
        }

        private void source(Node source) {
            long rows = source.get("rows").count();
            long rejected = source.get("rejected").count();
            StringBuilder text = new StringBuilder(clean(source.text("name")))
                    .append(": ")
                    .append(words.plural("summary.rows", rows, numbers.whole(rows)))
                    .append(", ")
                    .append(words.get("summary.rejected", numbers.whole(rejected)));
            if (rejected > 0 && rows > 0) {
                BigDecimal share = BigDecimal.valueOf(rejected).divide(BigDecimal.valueOf(rows), MathContext.DECIMAL64);
                text.append(" (").append(numbers.shareOrLess(share)).append(")");
                List<String> why = new ArrayList<>();
                for (Node reject : source.get("rejects").items()) {
                    Node sentence = reject.get("sentence");
                    why.add((sentence.present() ? Figure.inLanguage(sentence, words) : reject.text("reason")) + " "
                            + numbers.whole(reject.get("count").count()));
                }
                text.append(": ").append(clean(String.join(", ", why)));
            }
            Node through = source.get("completeThrough");
            text.append("; ")
                    .append(words.get(
                            "summary.through", through.present() ? instant(through) : words.get("data.unknown")));
            List<Node> leftOut = source.get("leftOut").items();
            if (!leftOut.isEmpty()) {
                text.append("; ")
                        .append(words.get(
                                "data.leftOut",
                                clean(String.join(
                                        ", ",
                                        leftOut.stream()
                                                .map(type -> new Gaps(root, words).type(type.text()))
                                                .toList()))));
            }
            wrapped("  ", text.toString());
        }

        // --- words ---

        private String shortName(Node thing, String fallback) {
            Node brief = thing.get("short");
            Node names = brief.present() ? brief : thing.get("names");
            return clean(names.present() ? Figure.inLanguage(names, words) : fallback);
        }

        private String rating(Rating rating) {
            String text = rating.symbol() + " " + words.get(rating.key());
            return switch (rating) {
                case GREEN -> coloured(text, "32");
                case AMBER -> coloured(text, "33");
                case RED -> coloured(text, "31");
                case NONE -> text;
            };
        }

        private LocalDate date(Node node) {
            try {
                return LocalDate.parse(node.text());
            } catch (DateTimeException e) {
                throw node.invalid("a day");
            }
        }

        private String instant(Node node) {
            Node zone = root.at("period/zone");
            try {
                return dates.instant(Instant.parse(node.text()), ZoneId.of(zone.text()));
            } catch (DateTimeException e) {
                throw node.invalid("an instant");
            }
        }

        // --- lines ---

        private String strong(String text) {
            return coloured(text, "1");
        }

        private String coloured(String text, String code) {
            return colours ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
        }

        private void heading(String text) {
            blank();
            line(strong(text));
        }

        private void blank() {
            out.append('\n');
        }

        private void line(String text) {
            out.append(text).append('\n');
        }

        private void wrapped(String indent, String text) {
            List<String> lines = broken(text, width - indent.length() - 2);
            line(indent + lines.get(0));
            for (String rest : lines.subList(1, lines.size())) {
                line(" ".repeat(indent.length() + 2) + rest);
            }
        }

        private List<String> broken(String text, int room) {
            List<String> lines = new ArrayList<>();
            StringBuilder current = new StringBuilder();
            for (String word : text.split(" ", -1)) {
                String rest = word;
                // a word longer than a line is cut
                while (length(rest) > room) {
                    if (current.length() > 0) {
                        lines.add(current.toString());
                        current.setLength(0);
                    }
                    int cut = rest.offsetByCodePoints(0, room);
                    lines.add(rest.substring(0, cut));
                    rest = rest.substring(cut);
                }
                if (current.length() > 0 && length(current.toString()) + 1 + length(rest) > room) {
                    lines.add(current.toString());
                    current.setLength(0);
                }
                current.append(current.length() > 0 ? " " : "").append(rest);
            }
            lines.add(current.toString());
            return lines;
        }

        private String padded(String text, int columns) {
            return text + " ".repeat(Math.max(1, columns - length(text)));
        }

        private int length(String text) {
            return text.codePointCount(0, text.length());
        }

        private String clean(String text) {
            StringBuilder clean = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                int type = Character.getType(c);
                boolean control = type == Character.CONTROL
                        || type == Character.FORMAT
                        || type == Character.SURROGATE
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR;
                clean.appendCodePoint(control ? 0xFFFD : c);
            });
            return clean.toString();
        }
    }
}
