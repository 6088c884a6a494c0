package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.tree.Node;
import java.util.ArrayList;
import java.util.List;

/** The ladder of persons: bars by count, between them the share of the previous step. */
final class FunnelCard implements Card {

    private static final int STEPS = 8;

    @Override
    public String id() {
        return "funnel";
    }

    @Override
    public void draw(Pen pen) {
        Node card = pen.record.at("cards/funnel");
        Html html = pen.html;
        if (!pen.saidWhyEmpty(card)) {
            List<Node> steps = card.get("steps").items();
            List<Node> shown = steps.subList(0, Math.min(STEPS, steps.size()));
            long most = 1;
            for (Node step : shown) {
                most = Math.max(most, step.get("count").count());
            }
            html.open("div", "class", "funnel over").open("ol");
            for (int i = 0; i < shown.size(); i++) {
                step(pen, shown.get(i), i);
            }
            html.close("ol");
            picture(pen, shown, most);
            html.close("div");
            notes(pen, card, steps.size() - shown.size());
            table(pen, steps);
        }
    }

    private static void step(Pen pen, Node step, int index) {
        Html html = pen.html;
        html.open("li");
        pen.foreign(pen.shortName(step, step.text("id")));
        pen.number("b", step.get("count"), pen.numbers.whole(step.get("count").count()));
        if (index > 0) {
            Figure share = Figure.of(step.get("share"));
            html.open("p", "data-r", share.node().pointer());
            if (share.measured()) {
                html.text("↓ ");
                pen.valueAndInterval(share, pen.figures.value(share), "span");
            } else {
                html.text("– ");
                pen.foreign(share.why(pen.words));
            }
            html.close("p");
        }
        html.close("li");
    }

    private static void picture(Pen pen, List<Node> steps, long most) {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Node step = steps.get(i);
            Figure share = Figure.of(step.get("share"));
            said.add(pen.shortName(step, step.text("id")) + " "
                    + pen.numbers.whole(step.get("count").count())
                    + (i > 0 && share.measured() ? ", " + pen.figures.line(share) : ""));
        }
        pen.drawing("f", "bars", pen.say("funnel.title"), String.join("; ", said));
        for (int i = 0; i < steps.size(); i++) {
            long count = steps.get(i).get("count").count();
            long open = Math.min(steps.get(i).get("open").count(), count);
            double to = 100.0 * count / most;
            double closed = 100.0 * (count - open) / most;
            if (count > 0) {
                pen.row(i, steps.size());
                pen.barFromZero(open == count ? "open" : "fill", open == count ? to : closed);
                pen.bar("open", closed, to);
                pen.html.close("svg");
            }
        }
        pen.endDrawing();
    }

    private static void notes(Pen pen, Node card, int hidden) {
        Html html = pen.html;
        html.open("p", "class", "note");
        boolean open = card.get("steps").items().stream()
                .anyMatch(step -> step.get("open").count() > 0);
        if (open) {
            pen.swatch("open");
            html.text(pen.say("funnel.open") + " ");
        }
        for (Node aside : card.get("beside").items()) {
            Node indicator = pen.record.get("readings").get(aside.text());
            Figure reading = Figure.of(indicator);
            html.leaf("bdi", pen.shortName(indicator, aside.text())).text(": ");
            if (reading.measured()) {
                pen.value("b", reading);
            } else {
                html.text(reading.kind() == Figure.Kind.BOUNDED ? pen.figures.bounds(reading) : reading.why(pen.words));
            }
            html.text(". ");
        }
        List<Node> leftOut = card.get("leftOut").items();
        if (!leftOut.isEmpty()) {
            List<String> names = new ArrayList<>();
            for (Node rung : leftOut) {
                names.add(pen.shortName(rung, rung.text("id")));
            }
            html.text(pen.say("funnel.leftOut", String.join(", ", names)));
        }
        if (hidden > 0) {
            html.text(" " + pen.say("more", pen.numbers.whole(hidden)));
        }
        html.close("p");
    }

    private static void table(Pen pen, List<Node> steps) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Node step = steps.get(i);
            Figure share = Figure.of(step.get("share"));
            Figure ceiling = Figure.of(step.get("ceiling"));
            rows.add(Row.of(
                    step,
                    Cell.of(pen.name(step.get("names"), step.text("id"))),
                    Cell.of(pen.numbers.whole(step.get("count").count())),
                    i == 0 ? Cell.NONE : pen.cell(share),
                    Cell.of(pen.numbers.whole(step.get("open").count())),
                    ceiling.measured() ? Cell.of(pen.figures.value(ceiling)) : Cell.NONE));
        }
        pen.table(
                "funnel",
                pen.say("funnel.table"),
                List.of(
                        pen.say("col.step"),
                        pen.say("col.count"),
                        pen.say("col.share"),
                        pen.say("col.open"),
                        pen.say("col.ceiling")),
                rows);
    }
}
