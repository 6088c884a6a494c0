package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** One indicator over periods: gaps are gaps, and what cannot be compared is not connected. */
final class TrendCard implements Card {

    private static final int POINTS = 24;

    @Override
    public String id() {
        return "trend";
    }

    @Override
    public void draw(Pen pen) {
        Node card = pen.record.at("cards/trend");
        if (pen.saidWhyEmpty(card)) {
            return;
        }
        List<Node> all = card.get("points").items();
        List<Node> points = all.subList(Math.max(0, all.size() - POINTS), all.size());
        List<Figure> figures =
                points.stream().map(p -> Figure.of(p.get("reading"))).toList();
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        BigDecimal smallest = null;
        BigDecimal largest = null;
        Figure last = null;
        for (Figure figure : figures) {
            if (figure.measured()) {
                BigDecimal low = figure.low().orElse(figure.value()).min(figure.value());
                BigDecimal high = figure.high().orElse(figure.value()).max(figure.value());
                least = Math.min(least, low.doubleValue());
                greatest = Math.max(greatest, high.doubleValue());
                smallest = smallest == null ? figure.value() : smallest.min(figure.value());
                largest = largest == null ? figure.value() : largest.max(figure.value());
                last = figure;
            }
        }
        if (last == null || smallest == null || largest == null) {
            pen.nothing(
                    figures.isEmpty()
                            ? pen.say("trend.none")
                            : figures.get(figures.size() - 1).why(pen.words));
            table(pen, all);
            return;
        }
        double margin = greatest > least ? (greatest - least) * 0.08 : Math.max(1, Math.abs(greatest)) * 0.08;
        double low = least - margin;
        double high = greatest + margin;
        String name = pen.shortName(card, card.get("indicator").optionalText().orElse(""));
        Html html = pen.html;
        html.open("p", "class", "lead").leaf("bdi", name).text(" ");
        pen.value("b", last);
        html.close("p");
        List<String> said = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Figure figure = figures.get(i);
            said.add(pen.shortPeriod(points.get(i).get("period")) + " "
                    + (figure.measured() ? pen.figures.value(figure) : "–"));
        }
        pen.drawing("t", "trend", name, String.join("; ", said));
        paths(pen, figures, points, low, high);
        lines(pen, figures, points, low, high);
        pen.endDrawing();
        html.open("div", "class", "ends");
        html.leaf("span", pen.shortPeriod(points.get(0).get("period")));
        int decimals = pen.figures.decimals(last);
        html.leaf(
                "span",
                pen.say(
                        "trend.range",
                        pen.figures.bare(last, smallest, decimals),
                        pen.figures.withUnit(last, largest, decimals)));
        html.leaf("span", pen.shortPeriod(points.get(points.size() - 1).get("period")));
        html.close("div");
        html.open("p", "class", "note");
        html.text(pen.say("trend.note"));
        for (Node point : points) {
            if (!comparable(point)) {
                html.text(" " + pen.shortPeriod(point.get("period")) + ": ");
                pen.foreign(Figure.inLanguage(point.get("notComparable"), pen.words));
                html.text(".");
            }
        }
        html.close("p");
        table(pen, all);
    }

    private static double x(int i, int count) {
        return count == 1 ? 50 : 2 + 96.0 * i / (count - 1);
    }

    private static double y(double value, double low, double high) {
        return 100 - 100 * (value - low) / (high - low);
    }

    private static boolean connected(List<Figure> figures, List<Node> points, int i) {
        return i > 0
                && figures.get(i).measured()
                && figures.get(i - 1).measured()
                && comparable(points.get(i))
                && comparable(points.get(i - 1));
    }

    private static void paths(Pen pen, List<Figure> figures, List<Node> points, double low, double high) {
        StringBuilder band = new StringBuilder();
        StringBuilder curve = new StringBuilder();
        for (int i = 1; i < figures.size(); i++) {
            Figure a = figures.get(i - 1);
            Figure b = figures.get(i);
            if (!connected(figures, points, i)) {
                continue;
            }
            double x1 = x(i - 1, figures.size());
            double x2 = x(i, figures.size());
            String to = "L" + xy(x2, y(b.value().doubleValue(), low, high));
            if (i > 1 && connected(figures, points, i - 1)) {
                curve.append(to);
            } else {
                curve.append('M')
                        .append(xy(x1, y(a.value().doubleValue(), low, high)))
                        .append(to);
            }
            if (closed(a) && closed(b)) {
                band.append('M').append(xy(x1, y(a.low().orElseThrow().doubleValue(), low, high)));
                band.append('L').append(xy(x1, y(a.high().orElseThrow().doubleValue(), low, high)));
                band.append('L').append(xy(x2, y(b.high().orElseThrow().doubleValue(), low, high)));
                band.append('L').append(xy(x2, y(b.low().orElseThrow().doubleValue(), low, high)));
                band.append('Z');
            }
        }
        pen.plane(100, 100);
        if (band.length() > 0) {
            pen.html.empty("path", "class", "band", "d", band.toString());
        }
        if (curve.length() > 0) {
            pen.html.empty("path", "class", "curve", "d", curve.toString());
        }
        pen.html.close("svg");
    }

    private static boolean comparable(Node point) {
        return !point.get("notComparable").present();
    }

    private static boolean closed(Figure figure) {
        return figure.low().isPresent() && figure.high().isPresent();
    }

    private static String xy(double x, double y) {
        return Pen.digits(x) + " " + Pen.digits(y);
    }

    private static void lines(Pen pen, List<Figure> figures, List<Node> points, double low, double high) {
        int count = figures.size();
        for (int i = 0; i < count; i++) {
            String at = Pen.at(x(i, count));
            if (i > 0 && comparable(points.get(i)) != comparable(points.get(i - 1))) {
                String between = Pen.at((x(i, count) + x(i - 1, count)) / 2);
                pen.line("break", between, "0", between, "100%");
            }
            Figure figure = figures.get(i);
            if (!figure.measured()) {
                pen.line("gapmark", at, "94%", at, "100%");
            }
        }
        for (int i = 0; i < count; i++) {
            Figure figure = figures.get(i);
            if (figure.measured()) {
                String y = Pen.at(y(figure.value().doubleValue(), low, high));
                if (!connected(figures, points, i) && !(i + 1 < count && connected(figures, points, i + 1))) {
                    String at = Pen.at(x(i, count));
                    figure.low().ifPresent(a -> figure.high()
                            .ifPresent(b -> pen.line(
                                    "whisker",
                                    at,
                                    Pen.at(y(a.doubleValue(), low, high)),
                                    at,
                                    Pen.at(y(b.doubleValue(), low, high)))));
                }
                pen.html.empty(
                        "circle",
                        "class",
                        i == count - 1 ? "dot" : "point",
                        "cx",
                        Pen.at(x(i, count)),
                        "cy",
                        y,
                        "r",
                        i == count - 1 ? "4.5" : "2.5");
            }
        }
    }

    private static void table(Pen pen, List<Node> points) {
        List<Row> rows = new ArrayList<>();
        for (Node point : points) {
            Figure figure = Figure.of(point.get("reading"));
            rows.add(Row.of(
                    point,
                    Cell.of(pen.period(point.get("period"))),
                    pen.cell(figure),
                    figure.measured() ? Cell.of(pen.numbers.whole(figure.n())) : Cell.NONE,
                    Cell.of(comparable(point) ? "–" : Figure.inLanguage(point.get("notComparable"), pen.words))));
        }
        pen.table(
                "trend",
                pen.say("trend.table"),
                List.of(pen.say("col.period"), pen.say("col.value"), pen.say("col.n"), pen.say("col.remarks")),
                rows);
    }
}
