package io.ckpi.report;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.Canonical;
import io.ckpi.report.internal.csv.CsvWriter;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.tree.Node;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a record as CSV files, one file a table, with a {@code manifest.json} that names the record, the style,
 * what was done about formulas, and each file's rows and SHA-256. Numbers have the fewest digits that give the same
 * double; they are not rounded. Immutable.
 */
public final class CsvExport {

    private final ReportRecord record;
    private final CsvStyle style;
    private final FormulaCells formulas;

    CsvExport(ReportRecord record, CsvStyle style, FormulaCells formulas) {
        this.record = record;
        this.style = style;
        this.formulas = formulas;
    }

    /** With another treatment of text that looks like a formula; the default is {@link FormulaCells#ESCAPE}. */
    public CsvExport with(FormulaCells newFormulas) {
        return new CsvExport(record, style, Objects.requireNonNull(newFormulas, "newFormulas"));
    }

    /** The files by name, the manifest last. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<Object> listed = new ArrayList<>();
        for (Table table : tables()) {
            byte[] bytes = table.bytes();
            files.put(table.name + ".csv", bytes);
            listed.add(Map.of("name", table.name + ".csv", "rows", table.rows.size(), "sha256", sha256(bytes)));
        }
        Map<String, Object> manifest = Map.of(
                "schema", "ckpi-csv/1",
                "record", record.digest(),
                "style", style.name(),
                "formulas", formulas.name(),
                "files", listed);
        files.put("manifest.json", Canonical.text(manifest).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /**
     * Writes the files into a folder, which is created if it does not exist; files of the same names are replaced.
     *
     * @throws CkpiException of kind UNAVAILABLE, code EXPORT_UNWRITABLE, if a file cannot be written
     */
    public void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE,
                    "EXPORT_UNWRITABLE",
                    null,
                    "cannot create the folder of the export",
                    e);
        }
        files().forEach((name, bytes) -> Exports.write(folder.resolve(name), bytes));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A table; its cells are texts, numbers or null. An accumulator. */
    private final class Table {
        private final String name;
        private final String[] header;
        private final List<@Nullable Object[]> rows = new ArrayList<>();

        Table(String name, String... header) {
            this.name = name;
            this.header = header;
        }

        void row(@Nullable Object... cells) {
            if (cells.length != header.length) {
                throw new IllegalStateException(name + " has " + header.length + " columns, not " + cells.length);
            }
            rows.add(cells);
        }

        byte[] bytes() {
            StringWriter text = new StringWriter();
            CsvWriter csv = new CsvWriter(text, form());
            try {
                for (String column : header) {
                    csv.text(column);
                }
                csv.endRow();
                for (@Nullable Object[] row : rows) {
                    for (Object cell : row) {
                        if (cell instanceof BigDecimal number) {
                            csv.number(number);
                        } else {
                            csv.text((String) cell);
                        }
                    }
                    csv.endRow();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("a string writer does not fail", e);
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    private CsvWriter.Form form() {
        return new CsvWriter.Form(
                style.delimiter(),
                style.decimalSign(),
                style.lineEnd(),
                style.byteOrderMark(),
                formulas == FormulaCells.ESCAPE);
    }

    private List<Table> tables() {
        Node root = record.root();
        return List.of(
                indicators(root),
                factors(root),
                contributions(root),
                funnel(root),
                cohorts(root),
                effects(root),
                trend(root),
                sources(root),
                issues(root));
    }

    private Table indicators(Node root) {
        Table table = new Table(
                "indicators",
                "id",
                "name_ru",
                "name_en",
                "perspective",
                "stage",
                "kind",
                "value",
                "low",
                "high",
                "level",
                "unit",
                "n",
                "pending",
                "method",
                "reason",
                "flags",
                "score",
                "rating",
                "previous",
                "definition",
                "sources");
        root.get("readings").members().forEach((id, reading) -> {
            Figure figure = Figure.of(reading);
            table.row(
                    id,
                    text(reading.at("names/ru")),
                    text(reading.at("names/en")),
                    text(reading.get("perspective")),
                    text(reading.get("stage")),
                    text(reading.get("kind")),
                    number(reading.get("value")),
                    number(figure.kind() == Figure.Kind.BOUNDED ? reading.get("low") : reading.at("interval/low")),
                    number(figure.kind() == Figure.Kind.BOUNDED ? reading.get("high") : reading.at("interval/high")),
                    number(reading.at("interval/level")),
                    text(reading.get("unit")),
                    number(reading.get("n")),
                    number(reading.get("pending")),
                    text(reading.get("method")),
                    text(reading.get("reason")),
                    flags(reading),
                    number(reading.get("score")),
                    text(reading.get("rating")),
                    number(reading.at("previous/value")),
                    text(reading.at("evidence/hash")),
                    joined(reading.at("evidence/sources")));
        });
        return table;
    }

    private Table factors(Node root) {
        Table table = new Table(
                "factors",
                "id",
                "label",
                "name_ru",
                "name_en",
                "indicator",
                "weight",
                "score",
                "low",
                "high",
                "rating",
                "provenance");
        for (Node factor : root.at("marc/factors").items()) {
            table.row(
                    text(factor.get("id")),
                    text(factor.get("label")),
                    text(factor.at("names/ru")),
                    text(factor.at("names/en")),
                    text(factor.get("indicator")),
                    number(factor.get("weight")),
                    number(factor.get("score")),
                    number(factor.at("scoreRange/low")),
                    number(factor.at("scoreRange/high")),
                    text(factor.get("rating")),
                    text(factor.get("provenance")));
        }
        return table;
    }

    private Table contributions(Node root) {
        Table table = new Table("contributions", "id", "name_ru", "name_en", "points");
        Node contributions = root.get("contributions");
        if (contributions.get("total").present()) {
            String kind = text(contributions.at("baseline/kind"));
            table.row("baseline", kind, kind, number(contributions.at("baseline/value")));
            for (Node part : contributions.get("parts").items()) {
                table.row(
                        text(part.get("id")),
                        text(part.at("names/ru")),
                        text(part.at("names/en")),
                        number(part.get("value")));
            }
            if (contributions.get("coverageEffect").present()) {
                table.row(
                        "coverageEffect",
                        "Изменение охвата",
                        "Change of coverage",
                        number(contributions.get("coverageEffect")));
            }
            table.row("total", "CKPImarc", "CKPImarc", number(contributions.get("total")));
        }
        return table;
    }

    private Table funnel(Node root) {
        Table table = new Table(
                "funnel", "step", "name_ru", "name_en", "count", "open", "share", "low", "high", "level", "ceiling");
        for (Node step : root.at("cards/funnel/steps").items()) {
            table.row(
                    text(step.get("id")),
                    text(step.at("names/ru")),
                    text(step.at("names/en")),
                    number(step.get("count")),
                    number(step.get("open")),
                    number(step.at("share/value")),
                    number(step.at("share/interval/low")),
                    number(step.at("share/interval/high")),
                    number(step.at("share/interval/level")),
                    number(step.at("ceiling/value")));
        }
        return table;
    }

    private Table cohorts(Node root) {
        Table table = new Table("cohorts", "month", "customers", "age", "revenue_per_customer", "running", "unit");
        Node cohorts = root.at("cards/cohorts");
        for (Node row : cohorts.get("rows").items()) {
            int age = 0;
            for (Node cell : row.get("cells").items()) {
                table.row(
                        text(row.get("month")),
                        number(row.get("n")),
                        BigDecimal.valueOf(age),
                        number(cell.get("value")),
                        cell.get("open").isTrue() ? "yes" : "no",
                        text(cohorts.get("unit")));
                age++;
            }
        }
        return table;
    }

    private Table effects(Node root) {
        Table table = new Table(
                "effects",
                "experiment",
                "metric_ru",
                "metric_en",
                "treatment",
                "control",
                "n_treatment",
                "n_control",
                "difference",
                "low",
                "high",
                "level",
                "unit",
                "incremental",
                "incremental_low",
                "incremental_high",
                "split_p",
                "split_failed");
        for (Node row : root.at("cards/effects/rows").items()) {
            table.row(
                    text(row.get("experiment")),
                    text(row.at("metric/ru")),
                    text(row.at("metric/en")),
                    text(row.get("treatment")),
                    text(row.get("control")),
                    number(row.get("nTreatment")),
                    number(row.get("nControl")),
                    number(row.at("difference/value")),
                    number(row.at("difference/interval/low")),
                    number(row.at("difference/interval/high")),
                    number(row.at("difference/interval/level")),
                    text(row.at("difference/unit")),
                    number(row.at("incremental/value")),
                    number(row.at("incremental/interval/low")),
                    number(row.at("incremental/interval/high")),
                    number(row.at("sampleRatio/p/value")),
                    row.at("sampleRatio/failed").isTrue() ? "yes" : "no");
        }
        return table;
    }

    private Table trend(Node root) {
        Table table =
                new Table("trend", "from", "until", "kind", "value", "low", "high", "level", "reason", "comparable");
        for (Node point : root.at("cards/trend/points").items()) {
            Node reading = point.get("reading");
            table.row(
                    text(point.at("period/from")),
                    text(point.at("period/until")),
                    text(reading.get("kind")),
                    number(reading.get("value")),
                    number(reading.at("interval/low")),
                    number(reading.at("interval/high")),
                    number(reading.at("interval/level")),
                    text(reading.get("reason")),
                    point.get("notComparable").present() ? "no" : "yes");
        }
        return table;
    }

    private Table sources(Node root) {
        Table table = new Table("sources", "source", "part", "rows", "rejected", "reason", "reason_count");
        for (Node source : root.get("sources").items()) {
            for (Node part : source.get("parts").items()) {
                List<Node> rejects = part.get("rejects").items();
                if (rejects.isEmpty()) {
                    table.row(
                            text(source.get("name")),
                            text(part.get("stream")),
                            number(part.get("rows")),
                            number(part.get("rejected")),
                            null,
                            null);
                }
                for (Node reject : rejects) {
                    table.row(
                            text(source.get("name")),
                            text(part.get("stream")),
                            number(part.get("rows")),
                            number(part.get("rejected")),
                            text(reject.get("reason")),
                            number(reject.get("count")));
                }
            }
        }
        return table;
    }

    private Table issues(Node root) {
        Table table =
                new Table("issues", "code", "severity", "source", "location", "count", "sentence_ru", "sentence_en");
        for (Node issue : root.get("issues").items()) {
            table.row(
                    text(issue.get("code")),
                    text(issue.get("severity")),
                    text(issue.get("source")),
                    text(issue.get("location")),
                    number(issue.get("count")),
                    text(issue.at("sentence/ru")),
                    text(issue.at("sentence/en")));
        }
        return table;
    }

    private static @Nullable String text(Node node) {
        return node.optionalText().orElse(null);
    }

    private static @Nullable BigDecimal number(Node node) {
        return node.optionalNumber()
                .map(number -> number.stripTrailingZeros().scale() <= 0
                        ? number.setScale(
                                Math.max(0, number.stripTrailingZeros().scale()))
                        : Canonical.shortest(number.doubleValue()))
                .orElse(null);
    }

    private static @Nullable String joined(Node list) {
        List<String> texts = new ArrayList<>();
        list.items().forEach(item -> texts.add(item.text()));
        return texts.isEmpty() ? null : String.join(" ", texts);
    }

    private static @Nullable String flags(Node reading) {
        List<String> flags = new ArrayList<>();
        reading.get("flags").items().forEach(flag -> flags.add(flag.text("code")));
        return flags.isEmpty() ? null : String.join(" ", flags);
    }
}
