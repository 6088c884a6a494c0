package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Figures;
import io.ckpi.report.internal.tree.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was caused, against control groups: a point and an interval each; every unit has an axis of its own. */
final class EffectsCard implements Card {

    private static final int ROWS = 8;

    /**
     * An axis that covers all intervals and zero.
     *
     * @param low left edge
     * @param high right edge
     */
    private record Axis(double low, double high) {
        double at(double value) {
            return Math.max(0, Math.min(100, 100 * (value - low) / (high - low)));
        }
    }

    @Override
    public String id() {
        return "effects";
    }

    @Override
    public void draw(Pen pen) {
        Node card = pen.record.at("cards/effects");
        if (pen.saidWhyEmpty(card)) {
            return;
        }
        List<Node> all = card.get("rows").items();
        List<Node> shown = all.subList(0, Math.min(ROWS, all.size()));
        Map<String, List<Node>> byUnit = new LinkedHashMap<>();
        for (Node row : shown) {
            String unit = row.at("difference/unit").optionalText().orElse("")
                    + row.at("difference/as").optionalText().orElse("");
            byUnit.computeIfAbsent(unit, key -> new ArrayList<>()).add(row);
        }
        Html html = pen.html;
        int group = 0;
        for (List<Node> rows : byUnit.values()) {
            group++;
            html.open("div", "class", "fx over").open("ol");
            for (Node row : rows) {
                row(pen, row);
            }
            html.close("ol");
            picture(pen, "e" + group, rows, axis(rows));
            html.close("div");
        }
        html.open("p", "class", "note").text(pen.say("effects.note"));
        if (all.size() > shown.size()) {
            html.text(" " + pen.say("more", pen.numbers.whole(all.size() - shown.size())));
        }
        html.close("p");
        table(pen, all);
    }

    private static Axis axis(List<Node> rows) {
        double low = 0;
        double high = 0;
        for (Node row : rows) {
            Figure figure = Figure.of(row.get("difference"));
            if (figure.measured()) {
                double value = figure.value().doubleValue();
                low = Math.min(
                        low,
                        Math.min(value, figure.low().map(Number::doubleValue).orElse(value)));
                high = Math.max(
                        high,
                        Math.max(value, figure.high().map(Number::doubleValue).orElse(value)));
            }
        }
        double margin = high > low ? (high - low) * 0.05 : 1;
        return new Axis(low - margin, high + margin);
    }

    private static void row(Pen pen, Node row) {
        Html html = pen.html;
        Figure difference = Figure.of(row.get("difference"));
        if (failed(row)) {
            html.open("li", "class", "muted");
        } else {
            html.open("li");
        }
        html.open("div");
        pen.foreign(pen.name(row.get("metric"), ""));
        html.open("small");
        pen.foreign(row.text("experiment"));
        html.text(": ");
        pen.foreign(row.text("treatment"));
        html.text(" " + pen.numbers.whole(row.get("nTreatment").count()) + " : ");
        pen.foreign(row.text("control"));
        html.text(" " + pen.numbers.whole(row.get("nControl").count()));
        html.close("small").close("div");
        if (!difference.measured()) {
            html.open("p", "class", "why");
            pen.foreign(difference.why(pen.words));
            html.close("p").close("li");
            return;
        }
        html.open("div", "class", "val", "data-r", difference.node().pointer());
        pen.valueAndInterval(difference, pen.figures.difference(difference), "small");
        html.close("div");
        html.leaf("p", verdict(pen, row, difference), "class", "mark");
        html.close("li");
    }

    private static boolean failed(Node row) {
        return row.at("sampleRatio/failed").isTrue();
    }

    private static String verdict(Pen pen, Node row, Figure difference) {
        if (failed(row)) {
            return pen.say("effects.failed");
        }
        boolean above = difference.low().map(low -> low.signum() > 0).orElse(false);
        boolean below = difference.high().map(high -> high.signum() < 0).orElse(false);
        return !difference.hasInterval() ? "" : pen.say(above || below ? "effects.clear" : "effects.unclear");
    }

    private static void picture(Pen pen, String id, List<Node> rows, Axis axis) {
        List<String> said = new ArrayList<>();
        for (Node row : rows) {
            Figure difference = Figure.of(row.get("difference"));
            String text = difference.measured()
                    ? pen.figures.difference(difference) + " (" + pen.figures.interval(difference) + ")"
                    : difference.why(pen.words);
            said.add(row.text("experiment") + ", " + pen.name(row.get("metric"), "") + " " + text);
        }
        pen.drawing(id, "bars", pen.say("effects.table"), String.join("; ", said));
        String zero = Pen.at(axis.at(0));
        pen.line("zero", zero, "0", zero, "100%");
        for (int i = 0; i < rows.size(); i++) {
            Figure difference = Figure.of(rows.get(i).get("difference"));
            pen.row(i, rows.size());
            if (difference.measured()) {
                if (difference.hasInterval()) {
                    pen.across(
                            failed(rows.get(i)) ? "ci dashed" : "ci",
                            difference
                                    .low()
                                    .map(low -> axis.at(low.doubleValue()))
                                    .orElse(0.0),
                            difference
                                    .high()
                                    .map(high -> axis.at(high.doubleValue()))
                                    .orElse(100.0));
                }
                pen.dot("dot", Pen.at(axis.at(difference.value().doubleValue())), "0", "4.5");
            } else {
                pen.html.empty("rect", "class", "absent");
            }
            pen.html.close("svg");
        }
        pen.endDrawing();
    }

    private static void table(Pen pen, List<Node> all) {
        List<Row> rows = new ArrayList<>();
        for (Node row : all) {
            Figure p = Figure.of(row.at("sampleRatio/p"));
            Figure incremental = Figure.of(row.get("incremental"));
            rows.add(Row.of(
                    row,
                    Cell.of(row.text("experiment") + ": " + pen.name(row.get("metric"), "")),
                    Cell.of(row.text("treatment") + " : " + row.text("control")),
                    Cell.of(Figures.range(
                                    pen.numbers.whole(row.get("nTreatment").count()),
                                    pen.numbers.whole(row.get("nControl").count()))
                            .replace("…", ":")),
                    pen.cell(Figure.of(row.get("difference"))),
                    pen.cell(incremental),
                    row.at("sampleRatio/failed").isTrue()
                            ? Cell.of(pen.say("effects.failed"))
                            : p.measured() ? Cell.of("p = " + pen.numbers.plain(p.value(), 3)) : Cell.NONE));
        }
        pen.table(
                "effects",
                pen.say("effects.table"),
                List.of(
                        pen.say("col.effect"),
                        pen.say("col.arms"),
                        pen.say("col.n"),
                        pen.say("col.difference"),
                        pen.say("col.incremental"),
                        pen.say("col.split")),
                rows);
    }
}
