package io.ckpi.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.ckpi.core.Reason;
import io.ckpi.core.definition.Canonical;
import io.ckpi.scoring.BatchScores;
import io.ckpi.scoring.Bounds;
import io.ckpi.scoring.Status;
import io.ckpi.scoring.Tree;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Writes a line per entity; numbers have at most ten decimals. An accumulator: it counts the lines by status. */
final class ScoreLines {

    /** The formats of the lines. */
    enum Format {
        CSV,
        JSON
    }

    private static final int DECIMALS = 10;
    private static final double SCALE = 1e10;

    private final Writer out;
    private final CsvWriter csv;
    private final Format format;
    private final List<String> groups;
    private final Map<Status, Long> counts = new EnumMap<>(Status.class);

    ScoreLines(Writer out, Format format, List<String> groups) {
        this.out = out;
        this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
        this.format = format;
        this.groups = groups;
        for (Status status : Status.values()) {
            counts.put(status, 0L);
        }
        if (format == Format.CSV) {
            List<String> header = new ArrayList<>(List.of("id", "value", "status", "coverage", "low", "high", "why"));
            groups.forEach(group -> header.add("group." + group));
            csv.writeRecord(header);
        }
    }

    /** Writes the lines of a block. */
    void write(List<String> ids, BatchScores scores) throws IOException {
        for (int row = 0; row < ids.size(); row++) {
            Tree.Evaluation evaluation = scores.evaluation(row);
            counts.merge(evaluation.status(), 1L, Long::sum);
            if (format == Format.CSV) {
                csvLine(ids.get(row), scores.score(row), evaluation);
            } else {
                jsonLine(ids.get(row), scores.score(row), evaluation);
            }
        }
    }

    private void csvLine(String id, OptionalDouble value, Tree.Evaluation evaluation) {
        Bounds bounds = evaluation.bounds();
        List<String> line = new ArrayList<>(7 + groups.size());
        line.add(id);
        line.add(value.isPresent() ? text(value.getAsDouble()) : "");
        line.add(evaluation.status().name());
        line.add(text(evaluation.coverage()));
        line.add(bounds == null ? "" : text(bounds.low()));
        line.add(bounds == null ? "" : text(bounds.high()));
        line.add(evaluation.value().why().map(Reason::name).orElse(""));
        for (String group : groups) {
            Double score = evaluation.scores().get(group);
            line.add(score == null ? "" : text(score));
        }
        csv.writeRecord(line);
    }

    private void jsonLine(String id, OptionalDouble value, Tree.Evaluation evaluation) throws IOException {
        Bounds bounds = evaluation.bounds();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", id);
        if (value.isPresent()) {
            line.put("value", number(value.getAsDouble()));
        }
        line.put("status", evaluation.status());
        line.put("coverage", number(evaluation.coverage()));
        if (bounds != null) {
            line.put("bounds", Map.of("low", number(bounds.low()), "high", number(bounds.high())));
        }
        line.put("why", evaluation.value().why());
        Map<String, Object> scores = new LinkedHashMap<>();
        for (String group : groups) {
            Double score = evaluation.scores().get(group);
            if (score != null) {
                scores.put(group, number(score));
            }
        }
        line.put("groups", scores);
        out.write(Canonical.text(line));
        out.write('\n');
    }

    /** Scores and shares lie within 0 … 100, so that ten decimals fit a long. */
    private static BigDecimal number(double value) {
        return BigDecimal.valueOf(Math.round(value * SCALE), DECIMALS).stripTrailingZeros();
    }

    private static String text(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : number(value).toPlainString();
    }

    /** The number of lines with a status. */
    long count(Status status) {
        return counts.getOrDefault(status, 0L);
    }

    /** The number of lines. */
    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Hands on what is buffered. */
    void flush() throws IOException {
        csv.flush();
        out.flush();
    }
}
