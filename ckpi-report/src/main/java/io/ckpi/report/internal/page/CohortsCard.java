package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Figures;
import io.ckpi.report.internal.text.Numbers;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the customers of one month brought by age, as a heat map with five equal classes from 0 to the maximum. */
final class CohortsCard implements Card {

    private static final int SIDE = 12;
    private static final int CLASSES = 5;
    private static final long LEAST = 50;
    private static final int THOUSAND = 3;
    private static final int MOST_THOUSANDS = 3;
    private static final BigDecimal FIT = BigDecimal.valueOf(10_000);

    @Override
    public String id() {
        return "cohorts";
    }

    @Override
    public void draw(Pen pen) {
        Node card = pen.record.at("cards/cohorts");
        if (pen.saidWhyEmpty(card)) {
            return;
        }
        List<Node> all = card.get("rows").items();
        List<Node> large = new ArrayList<>();
        long small = 0;
        long smallCustomers = 0;
        for (Node row : all) {
            if (row.get("n").count() >= LEAST) {
                large.add(row);
            } else {
                small++;
                smallCustomers += row.get("n").count();
            }
        }
        List<Node> shown = large.subList(Math.max(0, large.size() - SIDE), large.size());
        BigDecimal greatest = BigDecimal.ZERO;
        int ages = 1;
        for (Node row : shown) {
            List<Node> cells = row.get("cells").items();
            for (Node cell : cells.subList(0, Math.min(SIDE, cells.size()))) {
                greatest = greatest.max(cell.get("value").optionalNumber().orElse(BigDecimal.ZERO));
            }
            ages = Math.max(ages, Math.min(SIDE, cells.size()));
        }
        Figure cac = Figure.of(card.get("cac"));
        int decimals = decimals(greatest);
        Html html = pen.html;
        if (shown.isEmpty()) {
            pen.nothing(pen.words.plural(
                    "cohorts.small", small, pen.numbers.whole(small), pen.numbers.whole(smallCustomers)));
            table(pen, all, decimals);
            return;
        }
        html.open("div", "class", "heat over").open("ol");
        html.open("li", "class", "muted");
        html.leaf("span", pen.say("cohorts.month")).leaf("span", "n");
        html.close("li");
        for (Node row : shown) {
            html.open("li");
            html.leaf("span", month(pen, row));
            pen.number("span", row.get("n"), pen.numbers.whole(row.get("n").count()));
            html.close("li");
        }
        if (small > 0) {
            html.open("li", "class", "small");
            html.leaf(
                    "span",
                    pen.words.plural(
                            "cohorts.small", small, pen.numbers.whole(small), pen.numbers.whole(smallCustomers)));
            html.close("li");
        }
        html.close("ol");
        Scale scale = new Scale(ages, shown.size() + (small > 0 ? 2 : 1), greatest, thousands(greatest));
        picture(pen, shown, scale, cac.measured() ? cac.value() : null);
        html.close("div");
        notes(pen, card, cac, scale, large.size() - shown.size());
        table(pen, all, decimals);
    }

    /**
     * How the map is drawn.
     *
     * @param ages columns
     * @param rows rows, the heading included
     * @param greatest the greatest value
     * @param thousands in how many powers of a thousand the values stand, so that they fit into their cells
     */
    private record Scale(int ages, int rows, BigDecimal greatest, int thousands) {
        /** The number that stands in a cell. */
        String text(Pen pen, BigDecimal value) {
            return pen.numbers.plain(
                    value.movePointLeft(THOUSAND * thousands),
                    CohortsCard.decimals(greatest.movePointLeft(THOUSAND * thousands)));
        }

        String x(double age) {
            return Pen.at(100 * age / ages);
        }

        String y(double row) {
            return Pen.at(100 * row / rows);
        }
    }

    /** Four digits fit into a cell, and so do three with a decimal. */
    private static int thousands(BigDecimal greatest) {
        int powers = 0;
        while (powers < MOST_THOUSANDS
                && greatest.movePointLeft(THOUSAND * powers).compareTo(FIT) >= 0) {
            powers++;
        }
        return powers;
    }

    private static int decimals(BigDecimal greatest) {
        return greatest.compareTo(BigDecimal.valueOf(100)) >= 0 ? 0 : greatest.compareTo(BigDecimal.TEN) >= 0 ? 1 : 2;
    }

    private static String month(Pen pen, Node row) {
        try {
            return pen.dates.shortMonth(YearMonth.parse(row.text("month")));
        } catch (DateTimeException e) {
            throw row.get("month").invalid("a month");
        }
    }

    private static void picture(Pen pen, List<Node> shown, Scale scale, @Nullable BigDecimal cac) {
        Html html = pen.html;
        List<String> said = new ArrayList<>();
        for (Node row : shown) {
            List<Node> cells = row.get("cells").items();
            if (!cells.isEmpty()) {
                Optional<BigDecimal> last =
                        cells.get(cells.size() - 1).get("value").optionalNumber();
                said.add(month(pen, row) + ": "
                        + last.map(value -> scale.text(pen, value)).orElse("–"));
            }
        }
        pen.drawing("c", "cells", pen.say("cohorts.title"), String.join("; ", said));
        html.open("svg", "class", "age", "y", scale.y(0.5));
        for (int age = 0; age < scale.ages(); age++) {
            html.leaf("text", String.valueOf(age), "x", scale.x(age + 0.5));
        }
        html.close("svg");
        Map<String, StringBuilder> paths = new TreeMap<>();
        for (int i = 0; i < shown.size(); i++) {
            List<Node> cells = cells(shown.get(i), scale);
            for (int age = 0; age < cells.size(); age++) {
                paths.computeIfAbsent(look(cells.get(age), scale.greatest()), css -> new StringBuilder())
                        .append("M" + age + " " + (i + 1) + "h1v1h-1z");
            }
        }
        pen.plane(scale.ages(), scale.rows());
        paths.forEach((css, path) -> {
            if (css.startsWith("h")) {
                html.empty("path", "class", css, "d", path.toString());
            }
        });
        html.close("svg");
        for (int i = 0; i < shown.size(); i++) {
            marks(pen, cells(shown.get(i), scale), i + 1, scale, cac);
        }
        pen.endDrawing();
    }

    private static List<Node> cells(Node row, Scale scale) {
        List<Node> cells = row.get("cells").items();
        return cells.subList(0, Math.min(scale.ages(), cells.size()));
    }

    /** What hatches and outlines the cells of a row, and their numbers. */
    private static void marks(Pen pen, List<Node> cells, int row, Scale scale, @Nullable BigDecimal cac) {
        Html html = pen.html;
        int reached = -1;
        for (int age = 0; age < cells.size(); age++) {
            String look = look(cells.get(age), scale.greatest());
            if (!look.startsWith("h")) {
                cell(pen, look, age, row, scale);
            }
            BigDecimal value = cells.get(age).get("value").optionalNumber().orElse(null);
            if (reached < 0 && cac != null && value != null && value.compareTo(cac) >= 0) {
                reached = age;
            }
        }
        if (reached >= 0) {
            cell(pen, "reached", reached, row, scale);
        }
        html.open("svg", "y", scale.y(row + 0.5));
        for (int age = 0; age < cells.size(); age++) {
            Optional<BigDecimal> value = cells.get(age).get("value").optionalNumber();
            if (value.isPresent()) {
                String look = look(cells.get(age), scale.greatest());
                String text = scale.text(pen, value.get());
                if ("h3".equals(look) || "h4".equals(look)) {
                    html.leaf("text", text, "class", "pale", "x", scale.x(age + 0.5));
                } else {
                    html.leaf("text", text, "x", scale.x(age + 0.5));
                }
            }
        }
        html.close("svg");
    }

    private static void cell(Pen pen, String css, int age, int row, Scale scale) {
        pen.html.empty(
                "rect", "class", css, "x", scale.x(age), "y", scale.y(row), "width", scale.x(1), "height", scale.y(1));
    }

    /** A class of the scale, hatched while the month runs, or absent. */
    private static String look(Node cell, BigDecimal greatest) {
        Optional<BigDecimal> value = cell.get("value").optionalNumber();
        if (value.isEmpty()) {
            return "absent";
        }
        return cell.get("open").isTrue() ? "running" : "h" + shade(value.get(), greatest);
    }

    private static int shade(BigDecimal value, BigDecimal greatest) {
        if (greatest.signum() <= 0 || value.signum() <= 0) {
            return 0;
        }
        int shade = (int) (CLASSES * value.doubleValue() / greatest.doubleValue());
        return Math.max(0, Math.min(CLASSES - 1, shade));
    }

    private static void notes(Pen pen, Node card, Figure cac, Scale scale, int hidden) {
        Html html = pen.html;
        html.open("p", "class", "note");
        pen.ornament("swatch wide");
        for (int shade = 0; shade < CLASSES; shade++) {
            html.empty("rect", "class", "h" + shade, "x", Pen.at(20.0 * shade));
        }
        html.close("svg");
        html.text(Figures.range("0", scale.text(pen, scale.greatest())) + " ");
        String unit = card.get("unit").optionalText().orElse("");
        String currency = unit.startsWith("MONEY:") ? unit.substring("MONEY:".length()) : "";
        String said = scale.thousands() == 0 ? currency : pen.say("cohorts.thousands" + scale.thousands(), currency);
        if (!said.isEmpty()) {
            html.text(said.strip() + ". ");
        }
        if (cac.measured()) {
            pen.swatch("reached");
            pen.sentence("cohorts.cac", () -> pen.value("b", cac));
        } else {
            html.text(pen.say("cohorts.noCac", cac.why(pen.words)));
        }
        html.text(" ");
        Figure payback = Figure.of(card.get("payback"));
        if (payback.measured()) {
            html.text(pen.say("cohorts.payback", pen.figures.line(payback)) + " ");
        }
        pen.swatch("running");
        html.text(pen.say("cohorts.running"));
        if (hidden > 0) {
            html.text(" " + pen.say("more", pen.numbers.whole(hidden)));
        }
        html.close("p");
    }

    private static void table(Pen pen, List<Node> all, int decimals) {
        int ages = 1;
        for (Node row : all) {
            ages = Math.max(ages, row.get("cells").items().size());
        }
        ages = Math.min(ages, SIDE);
        List<String> headers = new ArrayList<>(List.of(pen.say("cohorts.month"), pen.say("col.n")));
        for (int age = 0; age < ages; age++) {
            headers.add(String.valueOf(age));
        }
        List<Row> rows = new ArrayList<>();
        for (Node row : all.subList(Math.max(0, all.size() - SIDE), all.size())) {
            List<Cell> line = new ArrayList<>();
            line.add(Cell.of(month(pen, row)));
            line.add(Cell.of(pen.numbers.whole(row.get("n").count())));
            List<Node> cells = row.get("cells").items();
            for (int age = 0; age < ages; age++) {
                if (age >= cells.size()) {
                    line.add(Cell.of(""));
                } else {
                    Node value = cells.get(age).get("value");
                    String mark = cells.get(age).get("open").isTrue() ? Numbers.NBSP + "*" : "";
                    line.add(
                            value.present()
                                    ? Cell.of(pen.numbers.plain(value.number(), decimals) + mark)
                                    : Cell.of("–" + mark));
                }
            }
            rows.add(new Row(row.pointer(), line));
        }
        pen.table("cohorts", pen.say("cohorts.table"), headers, rows);
    }
}
