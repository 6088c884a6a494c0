package io.ckpi.report.internal.page;

import io.ckpi.report.internal.text.Dates;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Figures;
import io.ckpi.report.internal.text.Gaps;
import io.ckpi.report.internal.text.Numbers;
import io.ckpi.report.internal.text.Words;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/** What every card draws with: the writer, the words of the page's language and the record. */
final class Pen {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    final Html html = new Html();
    final Node record;
    final Words words;
    final Numbers numbers;
    final Dates dates;
    final Figures figures;

    Pen(Node record, Words words) {
        this.record = record;
        this.words = words;
        this.numbers = new Numbers(words);
        this.dates = new Dates(words);
        this.figures = new Figures(words);
    }

    /** A fixed text of the page. */
    String say(String key, Object... arguments) {
        return words.get(key, arguments);
    }

    /** What the record does not rest on. */
    Gaps gaps() {
        return new Gaps(record, words);
    }

    // --- names and numbers ---

    /** The full name at {@code names}, or the fallback. */
    String name(Node names, String fallback) {
        return names.present() ? Figure.inLanguage(names, words) : fallback;
    }

    /** The name of something with {@code names} and perhaps {@code short} names: short where there are any. */
    String shortName(Node thing, String fallback) {
        Node brief = thing.get("short");
        return brief.present() ? Figure.inLanguage(brief, words) : name(thing.get("names"), fallback);
    }

    /** A name that comes from data, isolated from the direction of the text around it. */
    void foreign(String name, String... attributes) {
        html.leaf("bdi", name, attributes);
    }

    /** A number with the pointer it was drawn from. */
    void number(String tag, Node from, String text, String... attributes) {
        String[] all = new String[attributes.length + 2];
        System.arraycopy(attributes, 0, all, 0, attributes.length);
        all[attributes.length] = "data-r";
        all[attributes.length + 1] = from.pointer();
        html.leaf(tag, text, all);
    }

    /** The value of a measured figure. */
    void value(String tag, Figure figure, String... attributes) {
        number(tag, figure.node().get("value"), figures.value(figure), attributes);
    }

    /** Value and interval of a measured figure, the interval in an element of its own. */
    void valueAndInterval(Figure figure, String text, String intervalTag) {
        html.leaf("b", text);
        String interval = figures.interval(figure);
        if (!interval.isEmpty()) {
            html.text(" ").leaf(intervalTag, interval);
        }
    }

    /** Writes a text with the slots {@code {0}}, {@code {1}} … filled by the runnables. */
    void sentence(String key, Runnable... slots) {
        String text = words.get(key, (Object[]) marks(slots.length));
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '\uE000' && c < '\uE000' + slots.length) {
                html.text(text.substring(from, i));
                slots[c - '\uE000'].run();
                from = i + 1;
            }
        }
        html.text(text.substring(from));
    }

    private static String[] marks(int count) {
        String[] marks = new String[count];
        for (int i = 0; i < count; i++) {
            marks[i] = String.valueOf((char) ('\uE000' + i));
        }
        return marks;
    }

    /** Symbol and word of a status. */
    void rating(Rating rating) {
        // the symbol stands in the style, before the word
        html.leaf("span", words.get(rating.key()), "class", "s-" + rating.css());
    }

    /** Whole-number share of something, such as a coverage. */
    String share(BigDecimal share) {
        return numbers.share(share);
    }

    // --- time ---

    LocalDate date(Node node) {
        try {
            return LocalDate.parse(node.text());
        } catch (DateTimeException e) {
            throw node.invalid("a day");
        }
    }

    ZoneId zone() {
        Node zone = record.at("period/zone");
        try {
            return ZoneId.of(zone.text());
        } catch (DateTimeException e) {
            throw zone.invalid("a zone");
        }
    }

    String instant(Node node) {
        try {
            return dates.instant(Instant.parse(node.text()), zone());
        } catch (DateTimeException e) {
            throw node.invalid("an instant");
        }
    }

    String period(Node period) {
        return dates.period(date(period.get("from")), date(period.get("until")));
    }

    String shortPeriod(Node period) {
        return dates.shortPeriod(date(period.get("from")), date(period.get("until")));
    }

    // --- drawings ---

    /** Opens a drawing with its title and a description in words. */
    void drawing(String id, String css, String title, String description) {
        html.open("svg", "class", "viz " + css, "role", "img", "aria-labelledby", id + "t " + id + "d");
        html.leaf("title", title, "id", id + "t");
        html.leaf("desc", description, "id", id + "d");
    }

    void endDrawing() {
        html.close("svg");
    }

    /** Opens a drawing that repeats what the text beside it says, so that it is for the eye alone. */
    void ornament(String css) {
        html.open("svg", "class", css, "aria-hidden", "true");
    }

    /** A bar between two places in per cent; its height is a matter of style. Nothing if it has no width. */
    void bar(String css, double from, double to) {
        if (from > 0 && to > from) {
            html.empty("rect", "class", css, "x", at(from), "width", at(to - from));
        } else if (to > from) {
            html.empty("rect", "class", css, "width", at(to - from));
        }
    }

    /** Opens the drawing of one row of several: its zero height is the middle of the row. */
    void row(int row, int rows) {
        html.open("svg", "y", at(100 * (row + 0.5) / rows));
    }

    /** Opens a plane of {@code width} by {@code height} units that fills the drawing; lines keep their thickness. */
    void plane(int width, int height) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "preserveAspectRatio",
                "none",
                "width",
                "100%",
                "height",
                "100%");
    }

    /** A number of a path, one decimal. */
    static String digits(double value) {
        return new BigDecimal(value)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A bar from 0 that is seen however small it is: at least two pixels. */
    void barFromZero(String css, double to) {
        if (to > 0) {
            if (to < 2) {
                html.empty("rect", "class", css, "width", "2");
            }
            bar(css, 0, to);
        }
    }

    /** A sample of a mark in a legend. */
    void swatch(String mark) {
        ornament("swatch");
        html.empty("rect", "class", mark);
        html.close("svg");
    }

    /** A point, of the same size whatever the size of the drawing. */
    void dot(String css, String x, String y, String radius) {
        html.empty("circle", "class", css, "cx", x, "cy", y, "r", radius);
    }

    /** A line across, at the middle of the row. */
    void across(String css, double from, double to) {
        html.empty("line", "class", css, "x1", at(from), "x2", at(to));
    }

    /** A line up and down, {@code half} above and below the middle of the row. */
    void upright(String css, double x, String half) {
        html.empty("line", "class", css, "x1", at(x), "x2", at(x), "y1", "-" + half, "y2", half);
    }

    /** A line with ends in per cent of the drawing. */
    void line(String css, String x1, String y1, String x2, String y2) {
        html.empty("line", "class", css, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    }

    /** A place in per cent of the drawing's width or height, one decimal. */
    static String at(double percent) {
        return digits(percent) + "%";
    }

    /** A score of 0 to 100 as a place on a scale. */
    static double place(BigDecimal score) {
        return score.max(BigDecimal.ZERO).min(HUNDRED).doubleValue();
    }

    // --- parts of cards ---

    /** The sentence that says why a card or a part has nothing to show. */
    void nothing(String sentence) {
        html.open("div", "class", "none");
        ornament("viz hatch");
        html.empty("rect", "class", "absent");
        html.close("svg");
        html.leaf("p", sentence);
        html.close("div");
    }

    /** If a card says why it is empty, writes that and answers true. */
    boolean saidWhyEmpty(Node card) {
        if (!card.present() || card.get("absent").present()) {
            nothing(Figure.of(card.get("absent")).why(words));
            return true;
        }
        return false;
    }

    /** A table that opens on demand. */
    void table(String id, String caption, List<String> headers, List<Row> rows) {
        html.open("details");
        html.leaf("summary", say("table"), "aria-describedby", id + "-h");
        html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id + "-c");
        html.open("table");
        html.leaf("caption", caption, "id", id + "-c");
        html.open("thead").open("tr");
        for (String header : headers) {
            html.leaf("th", header, "scope", "col");
        }
        html.close("tr").close("thead").open("tbody");
        for (Row row : rows) {
            if (row.pointer().isEmpty()) {
                html.open("tr");
            } else {
                html.open("tr", "data-r", row.pointer());
            }
            for (int i = 0; i < row.cells().size(); i++) {
                String text = row.cells().get(i).text();
                if (i == 0) {
                    html.leaf("th", text, "scope", "row");
                } else {
                    html.leaf("td", text);
                }
            }
            html.close("tr");
        }
        html.close("tbody").close("table").close("div").close("details");
    }

    /**
     * A cell of a table. What it shows may come from data: a cell is a bidirectional paragraph of its own.
     *
     * @param text what it shows
     */
    record Cell(String text) {

        static final Cell NONE = of("–");

        static Cell of(String text) {
            return new Cell(text);
        }
    }

    /**
     * A row of a table.
     *
     * @param pointer where in the record its numbers stand, or empty
     * @param cells its cells, the first one its name
     */
    record Row(String pointer, List<Cell> cells) {

        static Row of(Node from, Cell... cells) {
            return new Row(from.pointer(), List.of(cells));
        }

        static Row of(Cell... cells) {
            return new Row("", List.of(cells));
        }
    }

    /** A reading as a cell of a table: value and interval, bounds, or the reason. */
    Cell cell(Figure figure) {
        return switch (figure.kind()) {
            case MEASURED -> Cell.of(figures.line(figure));
            case BOUNDED -> Cell.of(figures.line(figure));
            case ABSENT -> Cell.of("– " + figure.why(words));
        };
    }
}
