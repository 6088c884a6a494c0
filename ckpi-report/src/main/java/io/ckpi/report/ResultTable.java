package io.ckpi.report;

import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.definition.Canonical;
import io.ckpi.report.internal.csv.CsvWriter;
import io.ckpi.report.internal.record.Readings;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Figures;
import io.ckpi.report.internal.text.Numbers;
import io.ckpi.report.internal.text.Words;
import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.report.internal.tree.Node;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an analysis found, as a table: aligned text for people, CSV for spreadsheets, JSON for programs.
 *
 * <p>A column holds texts, numbers or readings. A reading is shown with its interval, or with the reason why there is no
 * number; in CSV it takes four columns (value, low, high, why), in JSON it is the object of the report's record. Facts are
 * the specification and the counts behind the table; notes are sentences below it. All texts are in English and Russian.
 *
 * <p>Everything is drawn from the JSON form, so the three never say different things. Immutable.
 */
public final class ResultTable {

    /** The schema of one table. */
    public static final String SCHEMA = "ckpi/table@1";

    /** The schema of several tables in one document. */
    public static final String SCHEMA_OF_SEVERAL = "ckpi/tables@1";

    private static final int DIGITS = 4;
    private static final BigDecimal TINY = new BigDecimal("0.0001");

    private final Map<String, Object> content;
    private final Node tree;

    private ResultTable(Map<String, Object> content) {
        this.content = content;
        this.tree = Node.root(JsonReader.read(Canonical.text(content).getBytes(StandardCharsets.UTF_8)));
    }

    /** A table to be filled; {@code name} is one word for programs, {@code title} is for people. */
    public static Builder named(String name, Names title) {
        return new Builder(Objects.requireNonNull(name, "name"), Objects.requireNonNull(title, "title"));
    }

    /** What a column holds. */
    private enum Kind {
        TEXT,
        NUMBER,
        READING,
        SHARE
    }

    /** Fills a table; not thread-safe. Columns come first, then rows with a cell for each. */
    public static final class Builder {
        private final String name;
        private final Names title;
        private final Map<String, Kind> kinds = new LinkedHashMap<>();
        private final List<Object> columns = new ArrayList<>();
        private final List<Object> rows = new ArrayList<>();
        private final Map<String, Object> facts = new LinkedHashMap<>();
        private final List<Object> notes = new ArrayList<>();

        private Builder(String name, Names title) {
            this.name = name;
            this.title = title;
        }

        /** A column of texts. */
        public Builder text(String key, Names caption) {
            return column(key, Kind.TEXT, caption);
        }

        /** A column of plain numbers: {@link Integer}, {@link Long}, {@link BigDecimal} or finite {@link Double}. */
        public Builder number(String key, Names caption) {
            return column(key, Kind.NUMBER, caption);
        }

        /** A column of readings. */
        public Builder reading(String key, Names caption) {
            return column(key, Kind.READING, caption);
        }

        /** A column of readings that are shares, shown in per cent. */
        public Builder share(String key, Names caption) {
            return column(key, Kind.SHARE, caption);
        }

        private Builder column(String key, Kind kind, Names caption) {
            if (!rows.isEmpty()) {
                throw new IllegalStateException("columns come before rows: " + key);
            }
            if (kinds.putIfAbsent(key, kind) != null) {
                throw new IllegalArgumentException("there is a column of that key already: " + key);
            }
            columns.add(Map.of("key", key, "kind", kind.name(), "caption", names(caption)));
            return this;
        }

        /**
         * A row, a cell for each column; null is an empty cell.
         *
         * @throws IllegalArgumentException if the number of cells or the type of one is wrong
         */
        public Builder row(@Nullable Object... cells) {
            if (cells.length != kinds.size()) {
                throw new IllegalArgumentException(kinds.size() + " cells expected, not " + cells.length);
            }
            Map<String, Object> row = new LinkedHashMap<>();
            int i = 0;
            for (Map.Entry<String, Kind> column : kinds.entrySet()) {
                Object cell = cells[i++];
                if (cell != null) {
                    row.put(column.getKey(), cell(column.getKey(), column.getValue(), cell));
                }
            }
            rows.add(row);
            return this;
        }

        private static Object cell(String key, Kind kind, Object cell) {
            return switch (kind) {
                case TEXT -> cell instanceof Names names ? names(names) : cell.toString();
                case NUMBER -> {
                    if (cell instanceof Integer || cell instanceof Long || cell instanceof BigDecimal) {
                        yield cell;
                    }
                    if (cell instanceof Double number && Double.isFinite(number)) {
                        yield number;
                    }
                    throw new IllegalArgumentException("column " + key + " takes finite numbers, not " + cell);
                }
                case READING, SHARE -> {
                    if (cell instanceof Reading reading) {
                        yield Readings.map(reading, kind == Kind.SHARE);
                    }
                    throw new IllegalArgumentException("column " + key + " takes readings, not " + cell);
                }
            };
        }

        /** A fact about the table: a number, a text or a list of texts. A null leaves it out. */
        public Builder fact(String key, @Nullable Object value) {
            if (value instanceof List<?> list) {
                facts.put(key, list.stream().map(Object::toString).toList());
            } else if (value instanceof Number || value instanceof Boolean) {
                facts.put(key, value);
            } else if (value != null) {
                facts.put(key, value.toString());
            }
            return this;
        }

        /** A sentence below the table. */
        public Builder note(Names sentence) {
            notes.add(names(sentence));
            return this;
        }

        /** The table. */
        public ResultTable build() {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("schema", SCHEMA);
            content.put("name", name);
            content.put("title", names(title));
            content.put("columns", List.copyOf(columns));
            content.put("rows", List.copyOf(rows));
            content.put("facts", new LinkedHashMap<>(facts));
            content.put("notes", List.copyOf(notes));
            return new ResultTable(content);
        }

        private static Map<String, String> names(Names names) {
            return Map.of("en", names.en(), "ru", names.ru());
        }
    }

    /** The table as a JSON document in canonical form. */
    public String json() {
        return Canonical.text(content);
    }

    /** Several tables as one JSON document; a single one as itself. */
    public static String json(List<ResultTable> tables) {
        return tables.size() == 1
                ? tables.get(0).json()
                : Canonical.text(Map.of(
                        "schema",
                        SCHEMA_OF_SEVERAL,
                        "tables",
                        tables.stream().map(table -> table.content).toList()));
    }

    /** The table as aligned text: title, rows, facts, notes. Russian for {@code ru}, English for every other language. */
    public String text(Locale locale) {
        Words words = Words.of(locale);
        Drawn drawn = new Drawn(words);
        List<List<String>> lines = new ArrayList<>();
        List<Node> columns = tree.get("columns").items();
        List<String> head = new ArrayList<>();
        for (Node column : columns) {
            head.add(Figure.inLanguage(column.get("caption"), words));
        }
        lines.add(head);
        for (Node row : tree.get("rows").items()) {
            List<String> line = new ArrayList<>();
            for (Node column : columns) {
                line.add(drawn.cell(row.get(column.text("key")), kind(column)));
            }
            lines.add(line);
        }
        StringBuilder text = new StringBuilder();
        text.append(Figure.inLanguage(tree.get("title"), words)).append('\n');
        align(lines, columns, text);
        tree.get("facts")
                .members()
                .forEach((key, value) ->
                        text.append(key).append(": ").append(drawn.fact(value)).append('\n'));
        for (Node note : tree.get("notes").items()) {
            text.append(Figure.inLanguage(note, words)).append('\n');
        }
        return text.toString();
    }

    private static void align(List<List<String>> lines, List<Node> columns, StringBuilder text) {
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = line.get(i);
                String gap = " ".repeat(widths[i] - cell.length());
                row.append(i == 0 ? "" : "  ");
                row.append(kind(columns.get(i)) == Kind.NUMBER ? gap + cell : cell + gap);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
    }

    /** The rows as CSV, UTF-8; a reading takes the columns key, key.low, key.high and key.why. */
    public byte[] csv(CsvStyle style) {
        StringWriter out = new StringWriter();
        CsvWriter csv = new CsvWriter(
                out,
                new CsvWriter.Form(
                        style.delimiter(), style.decimalSign(), style.lineEnd(), style.byteOrderMark(), true));
        try {
            List<Node> columns = tree.get("columns").items();
            for (Node column : columns) {
                csv.text(column.text("key"));
                if (isReading(kind(column))) {
                    for (String part : List.of(".low", ".high", ".why")) {
                        csv.text(column.text("key") + part);
                    }
                }
            }
            csv.endRow();
            for (Node row : tree.get("rows").items()) {
                for (Node column : columns) {
                    write(csv, row.get(column.text("key")), kind(column));
                }
                csv.endRow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(CsvWriter csv, Node cell, Kind kind) throws IOException {
        if (kind == Kind.TEXT) {
            csv.text(cell.present() ? textOf(cell, Words.EN) : null);
        } else if (kind == Kind.NUMBER) {
            csv.number(cell.optionalNumber().map(ResultTable::shortest).orElse(null));
        } else if (!cell.present()) {
            csv.text(null).text(null).text(null).text(null);
        } else {
            Figure figure = Figure.of(cell);
            switch (figure.kind()) {
                case MEASURED ->
                    csv.number(shortest(figure.value()))
                            .number(figure.low().map(ResultTable::shortest).orElse(null))
                            .number(figure.high().map(ResultTable::shortest).orElse(null))
                            .text(null);
                case BOUNDED ->
                    csv.number(null)
                            .number(shortest(figure.least()))
                            .number(shortest(figure.greatest()))
                            .text(cell.text("reason"));
                case ABSENT -> csv.number(null).number(null).number(null).text(cell.text("reason"));
            }
        }
    }

    /** The fewest digits that give the same double; whole numbers stay as they are. */
    private static BigDecimal shortest(BigDecimal number) {
        return number.scale() <= 0 ? number : Canonical.shortest(number.doubleValue());
    }

    private static boolean isReading(Kind kind) {
        return kind == Kind.READING || kind == Kind.SHARE;
    }

    private static Kind kind(Node column) {
        return Kind.valueOf(column.text("kind"));
    }

    private static String textOf(Node cell, Words words) {
        return cell.value() instanceof Map ? Figure.inLanguage(cell, words) : cell.text();
    }

    @Override
    public String toString() {
        return text(Locale.ENGLISH);
    }

    /** Cells in the words of one language. */
    private record Drawn(Words words, Figures figures, Numbers numbers) {
        Drawn(Words words) {
            this(words, new Figures(words), new Numbers(words));
        }

        String cell(Node cell, Kind kind) {
            if (!cell.present()) {
                return "";
            }
            return switch (kind) {
                case TEXT -> textOf(cell, words);
                case NUMBER -> number(cell.number());
                case READING, SHARE -> figures.line(Figure.of(cell));
            };
        }

        /** A whole number as it is, others with four digits and a decimal at least, tiny ones with their exponent. */
        String number(BigDecimal value) {
            BigDecimal plain = value.stripTrailingZeros();
            if (plain.scale() <= 0) {
                return numbers.plain(plain, 0);
            }
            if (plain.abs().compareTo(TINY) < 0) {
                return plain.round(new MathContext(2)).toString();
            }
            return numbers.plain(plain, Math.min(plain.scale(), Math.max(1, Numbers.decimalsFor(plain, DIGITS))));
        }

        String fact(Node value) {
            if (value.value() instanceof List) {
                return String.join(", ", value.items().stream().map(Node::text).toList());
            }
            return value.value() instanceof BigDecimal number ? number(number) : String.valueOf(value.value());
        }
    }
}
