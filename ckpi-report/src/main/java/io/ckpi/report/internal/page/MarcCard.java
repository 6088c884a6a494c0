package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Figures;
import io.ckpi.report.internal.text.Gaps;
import io.ckpi.report.internal.text.Numbers;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** CKPImarc: the value with everything that qualifies it. */
final class MarcCard implements Card {

    private static final int REASONS = 3;

    @Override
    public String id() {
        return "marc";
    }

    @Override
    public void draw(Pen pen) {
        Node marc = pen.record.get("marc");
        Figure value = Figure.of(marc.get("reading"));
        Html html = pen.html;
        html.open("div", "class", "hero");
        if (value.measured()) {
            pen.value("strong", value, "class", "big");
            html.open("div", "class", "beside");
            pen.rating(Rating.of(marc.get("rating")));
            html.open("p", "class", "muted");
            html.text(pen.say("marc.of100"));
            html.close("p");
            html.close("div");
        } else {
            html.leaf("strong", "–", "class", "big");
            html.open("div", "class", "beside");
            pen.rating(Rating.NONE);
            html.leaf("p", value.why(pen.words), "class", "why");
            html.close("div");
        }
        html.close("div");
        gaps(pen);
        scale(pen, marc, value);
        facts(pen, marc, value);
        reasons(pen, marc);
        table(pen, marc);
    }

    private static void gaps(Pen pen) {
        Gaps gaps = pen.gaps();
        gaps.missing().ifPresent(missing -> {
            pen.html.open("div", "class", "why alarm");
            pen.html.leaf("strong", "! " + missing);
            gaps.consequences().forEach(sentence -> pen.html.leaf("p", sentence));
            pen.html.close("div");
        });
        gaps.provisional().ifPresent(sentence -> pen.html.leaf("p", sentence, "class", "why"));
    }

    private static void scale(Pen pen, Node marc, Figure value) {
        Html html = pen.html;
        pen.drawing(
                "m",
                "scale",
                pen.say("marc.scale"),
                value.measured()
                        ? pen.say("marc.scale.desc", pen.figures.line(value))
                        : pen.say("marc.scale.none", value.why(pen.words)));
        List<Node> bands = marc.get("bands").items();
        double first = bands.size() == 2 ? Pen.place(bands.get(0).number()) : 100.0 / 3;
        double second = bands.size() == 2 ? Pen.place(bands.get(1).number()) : 200.0 / 3;
        pen.bar("zone zr", 0, first);
        pen.bar("zone za", first, second);
        pen.bar("zone zg", second, 100);
        pen.line("gap", Pen.at(first), "34%", Pen.at(first), "66%");
        pen.line("gap", Pen.at(second), "34%", Pen.at(second), "66%");
        Node bounds = marc.get("bounds");
        if (bounds.present()) {
            String low = Pen.at(Pen.place(bounds.get("low").number()));
            String high = Pen.at(Pen.place(bounds.get("high").number()));
            pen.line("bound", low, "92%", high, "92%");
            pen.line("bound", low, "80%", low, "92%");
            pen.line("bound", high, "80%", high, "92%");
        }
        Figure previous = Figure.of(marc.get("previous"));
        if (previous.measured()) {
            String x = Pen.at(Pen.place(previous.value()));
            pen.line("prev", x, "26%", x, "74%");
        }
        if (value.measured()) {
            value.low().ifPresent(low -> value.high().ifPresent(high -> {
                String a = Pen.at(Pen.place(low));
                String b = Pen.at(Pen.place(high));
                pen.line("whisker", a, "50%", b, "50%");
            }));
            pen.dot("dot", Pen.at(Pen.place(value.value())), "50%", "7");
        }
        pen.endDrawing();
        html.open("div", "class", "ends", "aria-hidden", "true");
        html.leaf("span", "0").leaf("span", "100");
        html.close("div");
    }

    private static void facts(Pen pen, Node marc, Figure value) {
        Html html = pen.html;
        html.open("dl", "class", "facts");
        if (value.measured() && value.hasInterval()) {
            fact(
                    pen,
                    pen.say(
                            "marc.interval",
                            value.level().map(pen.numbers::level).orElse("–")),
                    () -> pen.number("b", value.node().get("interval"), pen.figures.interval(value)));
        }
        Node coverage = marc.get("coverage");
        coverage.optionalNumber()
                .ifPresent(share -> fact(pen, pen.say("marc.coverage"), () -> {
                    pen.number("b", coverage, pen.share(share));
                    if (!value.measured()) {
                        marc.get("threshold").optionalNumber().ifPresent(threshold -> html.text(" ")
                                .text(pen.say("marc.threshold", pen.numbers.level(threshold))));
                    }
                }));
        Node bounds = marc.get("bounds");
        if (bounds.present()) {
            fact(pen, pen.say("marc.bounds"), () -> {
                BigDecimal low = bounds.get("low").number();
                BigDecimal high = bounds.get("high").number();
                pen.number("b", bounds, Figures.range(pen.numbers.plain(low, 1), pen.numbers.plain(high, 1)));
            });
        }
        change(pen, marc);
        html.close("dl");
    }

    private static void change(Pen pen, Node marc) {
        Figure change = Figure.of(marc.get("change"));
        Node previous = pen.record.get("previousPeriod");
        if (!previous.present()) {
            return;
        }
        fact(pen, pen.say("marc.change", pen.shortPeriod(previous)), () -> {
            if (!change.measured()) {
                pen.html.leaf("span", change.why(pen.words));
                return;
            }
            String trend = marc.get("trend").optionalText().orElse("");
            boolean clear = "UP".equals(trend) || "DOWN".equals(trend);
            pen.number("b", change.node().get("value"), pen.figures.difference(change));
            pen.html.text(Numbers.NBSP);
            pen.html.text("UP".equals(trend) ? "↑ " : "DOWN".equals(trend) ? "↓ " : "");
            pen.html.leaf("span", pen.say(clear ? "trend." + trend : "trend.UNCLEAR"));
        });
    }

    private static void fact(Pen pen, String term, Runnable value) {
        pen.html.open("div").leaf("dt", term).open("dd");
        value.run();
        pen.html.close("dd").close("div");
    }

    private static void reasons(Pen pen, Node marc) {
        List<Node> reasons = marc.get("reasons").items();
        if (reasons.isEmpty()) {
            return;
        }
        Html html = pen.html;
        html.leaf("h3", pen.say("marc.reasons"));
        html.open("ol", "class", "reasons");
        for (Node reason : reasons.subList(0, Math.min(REASONS, reasons.size()))) {
            html.open("li");
            pen.foreign(pen.shortName(reason, reason.text("id")));
            Node lost = reason.get("pointsLost");
            pen.number("b", lost, pen.numbers.signed(lost.number().negate(), 1));
            html.close("li");
        }
        html.close("ol");
    }

    private static void table(Pen pen, Node marc) {
        List<Row> rows = new ArrayList<>();
        for (Node factor : marc.get("factors").items()) {
            Figure reading = Figure.of(pen.record.get("readings").get(factor.text("indicator")));
            Node score = factor.get("score");
            rows.add(Row.of(
                    factor,
                    Cell.of(pen.name(factor.get("names"), factor.text("id"))),
                    Cell.of(pen.share(factor.get("weight").number())),
                    pen.cell(reading),
                    score.present() ? Cell.of(pen.numbers.plain(score.number(), 1)) : Cell.NONE,
                    Cell.of(pen.say(Rating.of(factor.get("rating")).key()))));
        }
        for (String key : List.of("twin", "penalty", "defaultWeight")) {
            Node extra = marc.get(key);
            if (extra.present()) {
                BigDecimal number = extra.number();
                String text = "defaultWeight".equals(key) ? pen.share(number) : pen.numbers.plain(number, 1);
                rows.add(extra(extra, pen.say("marc." + key), text));
            }
        }
        Node equal = marc.get("equalWeights");
        if (equal.get("value").present()) {
            rows.add(extra(
                    equal,
                    pen.say("marc.equalWeights"),
                    pen.numbers.plain(equal.get("value").number(), 1)));
        }
        marc.get("chances")
                .members()
                .forEach((name, chance) -> rows.add(extra(
                        chance,
                        pen.say(
                                "marc.chance",
                                pen.say(Rating.of(Node.root(name)).key())),
                        pen.share(chance.number()))));
        pen.table(
                "marc",
                pen.say("marc.table"),
                List.of(
                        pen.say("col.factor"),
                        pen.say("col.weight"),
                        pen.say("col.value"),
                        pen.say("col.score"),
                        pen.say("col.rating")),
                rows);
    }

    private static Row extra(Node from, String name, String value) {
        return Row.of(from, Cell.of(name), Cell.of(""), Cell.of(value), Cell.of(""), Cell.of(""));
    }
}
