package io.ckpi.report.internal.page;

import io.ckpi.core.Flag;
import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The headline indicators by perspective, a bullet bar each. */
final class IndicatorsCard implements Card {

    /** Follows a status that rests on a default curve. */
    private static final String DEFAULT_MARK = "*";

    @Override
    public String id() {
        return "indicators";
    }

    @Override
    public void draw(Pen pen) {
        Node card = pen.record.at("cards/indicators");
        if (pen.saidWhyEmpty(card)) {
            return;
        }
        Html html = pen.html;
        List<Node> entries = card.get("rows").items();
        html.open("div", "class", "ind over");
        html.open("ol");
        boolean marked = false;
        for (Node entry : entries) {
            marked |= row(pen, entry, indicator(pen, entry));
        }
        html.close("ol");
        picture(pen, entries);
        html.close("div");
        if (marked) {
            html.leaf("p", DEFAULT_MARK + " " + pen.say("indicators.default"), "class", "note");
        }
        table(pen, entries);
    }

    private static Node indicator(Pen pen, Node entry) {
        return pen.record
                .get("readings")
                .get(entry.get("indicator").optionalText().orElse(""));
    }

    private static String title(Pen pen, Node entry, Node indicator) {
        return indicator.present()
                ? pen.shortName(indicator, entry.text("indicator"))
                : pen.say("indicators.noneNamed");
    }

    /** Writes a row; true if its status rests on a default curve. */
    private static boolean row(Pen pen, Node entry, Node indicator) {
        Html html = pen.html;
        Figure reading = Figure.of(indicator);
        Rating rating = Rating.of(indicator.get("rating"));
        html.open("li").open("div");
        pen.foreign(
                pen.shortName(
                        entry.get("perspective"), entry.at("perspective/id").text()),
                "class",
                "sub");
        pen.foreign(title(pen, entry, indicator));
        html.close("div");
        if (!reading.measured()) {
            html.open("p", "class", "why");
            if (reading.kind() == Figure.Kind.BOUNDED) {
                pen.number("b", indicator, pen.figures.bounds(reading));
                html.text(" ");
            }
            pen.foreign(reading.why(pen.words));
            html.close("p").close("li");
            return false;
        }
        if (!indicator.get("score").present()) {
            html.leaf("p", pen.say("indicators.noScale"), "class", "bare");
        }
        html.open("div", "class", "val", "data-r", indicator.pointer());
        pen.valueAndInterval(reading, pen.figures.value(reading), "small");
        html.close("div");
        html.open("div", "class", "mark");
        pen.rating(rating);
        boolean byDefault = rating != Rating.NONE
                && "DEFAULT".equals(indicator.get("ratingBasis").optionalText().orElse(""));
        if (byDefault) {
            html.text(DEFAULT_MARK);
        }
        if (reading.has(Flag.Code.PROVISIONAL)) {
            html.leaf("small", pen.say("provisional"));
        }
        html.close("div").close("li");
        return byDefault;
    }

    private static void picture(Pen pen, List<Node> entries) {
        List<String> said = new ArrayList<>();
        for (Node entry : entries) {
            Node indicator = indicator(pen, entry);
            Figure reading = Figure.of(indicator);
            Node score = indicator.get("score");
            String sentence = title(pen, entry, indicator) + " "
                    + (reading.measured() ? pen.figures.value(reading) : pen.figures.line(reading));
            said.add(
                    score.present()
                            ? sentence + ", " + pen.say("indicators.desc", pen.numbers.plain(score.number(), 1))
                            : sentence);
        }
        pen.drawing("i", "bars", pen.say("indicators.title"), String.join("; ", said));
        for (int i = 0; i < entries.size(); i++) {
            Node indicator = indicator(pen, entries.get(i));
            Figure reading = Figure.of(indicator);
            if (!reading.measured()) {
                pen.row(i, entries.size());
                pen.html.empty("rect", "class", "absent").close("svg");
            } else if (indicator.get("score").present()) {
                pen.row(i, entries.size());
                bar(pen, indicator);
                pen.html.close("svg");
            }
        }
        pen.endDrawing();
    }

    private static void bar(Pen pen, Node indicator) {
        pen.html.empty("rect", "class", "track");
        pen.barFromZero(
                "f-" + Rating.of(indicator.get("rating")).css(),
                Pen.place(indicator.get("score").number()));
        Node range = indicator.get("scoreRange");
        if (range.present()) {
            double low = Pen.place(range.get("low").number());
            double high = Pen.place(range.get("high").number());
            pen.across("halo", low, high);
            pen.across("whisker", low, high);
        }
        Node previous = indicator.get("previousScore");
        if (previous.present()) {
            pen.upright("prev", Pen.place(previous.number()), ".7em");
        }
        Node target = indicator.at("target/score");
        if (target.present()) {
            pen.upright("target", Pen.place(target.number()), ".8em");
        }
    }

    private static void table(Pen pen, List<Node> entries) {
        List<Row> rows = new ArrayList<>();
        for (Node entry : entries) {
            rows.add(tableRow(pen, entry, indicator(pen, entry)));
        }
        pen.table(
                "indicators",
                pen.say("indicators.table"),
                List.of(
                        pen.say("col.perspective"),
                        pen.say("col.indicator"),
                        pen.say("col.value"),
                        pen.say("col.score"),
                        pen.say("col.rating"),
                        pen.say("col.target"),
                        pen.say("col.previous"),
                        pen.say("col.n"),
                        pen.say("col.remarks")),
                rows);
    }

    private static Row tableRow(Pen pen, Node entry, Node indicator) {
        Figure reading = Figure.of(indicator);
        Node score = indicator.get("score");
        Node target = indicator.get("target");
        Figure previous = Figure.of(indicator.get("previous"));
        List<String> remarks = new ArrayList<>(reading.flags(pen.words));
        if (reading.pending() > 0) {
            remarks.add(pen.say("pending", pen.numbers.whole(reading.pending())));
        }
        entry.get("insteadOf")
                .optionalText()
                .ifPresent(id -> remarks.add(pen.say(
                        "indicators.insteadOf",
                        pen.name(pen.record.get("readings").get(id).get("names"), id))));
        String targetText = "–";
        if (target.get("value").present() && reading.measured()) {
            BigDecimal value = target.get("value").number();
            targetText = pen.figures.withUnit(reading, value, Math.max(0, pen.figures.decimals(reading)));
        }
        return Row.of(
                indicator,
                Cell.of(pen.name(
                        entry.at("perspective/names"),
                        entry.at("perspective/id").text())),
                Cell.of(
                        indicator.present()
                                ? pen.name(indicator.get("names"), entry.text("indicator"))
                                : pen.say("indicators.noneNamed")),
                pen.cell(reading),
                score.present() ? Cell.of(pen.numbers.plain(score.number(), 1)) : Cell.NONE,
                Cell.of(pen.say(Rating.of(indicator.get("rating")).key())),
                Cell.of(targetText),
                previous.measured() ? Cell.of(pen.figures.line(previous)) : Cell.NONE,
                reading.measured() ? Cell.of(pen.numbers.whole(reading.n())) : Cell.NONE,
                Cell.of(remarks.isEmpty() ? "–" : String.join("; ", remarks)));
    }
}
