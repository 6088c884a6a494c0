package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Figures;
import io.ckpi.report.internal.text.Rounding;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the baseline to CKPImarc by contributions that add up exactly, also as shown. */
final class WaterfallCard implements Card {

    private static final int BARS = 12;

    /**
     * A part of the way.
     *
     * @param name how it is called
     * @param exact its exact contribution
     * @param from where in the record it stands, or null for a sum of several
     * @param css its look
     */
    private record Part(
            String name, BigDecimal exact, @Nullable Node from, String css) {}

    @Override
    public String id() {
        return "waterfall";
    }

    @Override
    public void draw(Pen pen) {
        Node card = pen.record.get("contributions");
        if (pen.saidWhyEmpty(card)) {
            return;
        }
        BigDecimal base = card.at("baseline/value").number();
        BigDecimal total = card.get("total").number();
        List<Node> unmeasured = card.get("unmeasured").items();
        List<Part> all = parts(pen, card);
        // start, end and the slots of factors without data need rows of their own
        int room = Math.max(2, BARS - 2 - Math.min(unmeasured.size(), 4));
        List<Part> parts = folded(pen, all, room);
        int decimals = decimals(pen);
        BigDecimal from = base.setScale(decimals, RoundingMode.HALF_UP);
        BigDecimal to = total.setScale(decimals, RoundingMode.HALF_UP);
        List<BigDecimal> rounded =
                Rounding.parts(parts.stream().map(Part::exact).toList(), to.subtract(from), decimals);
        Node previous = pen.record.get("previousPeriod");
        String baseName =
                "PREVIOUS".equals(card.at("baseline/kind").optionalText().orElse("")) && previous.present()
                        ? pen.shortPeriod(previous)
                        : pen.say("fall.fifty");
        int slots = Math.min(unmeasured.size(), Math.max(0, BARS - 2 - parts.size()));
        Html html = pen.html;
        html.open("div", "class", "fall over").open("ol");
        row(pen, "end", baseName, card.at("baseline/value"), pen.numbers.plain(from, decimals));
        for (int i = 0; i < parts.size(); i++) {
            row(pen, "", parts.get(i).name(), parts.get(i).from(), pen.numbers.signed(rounded.get(i), decimals));
        }
        for (Node gap : unmeasured.subList(0, slots)) {
            row(pen, "muted", pen.shortName(gap, gap.text("id")), gap, slotText(pen, gap));
        }
        row(pen, "end", pen.say("marc.name"), card.get("total"), pen.numbers.plain(to, decimals));
        html.close("ol");
        picture(pen, base, total, parts, slots, baseName, decimals);
        html.close("div");
        if (slots < unmeasured.size()) {
            List<String> names = new ArrayList<>();
            unmeasured.subList(slots, unmeasured.size()).forEach(gap -> names.add(pen.shortName(gap, gap.text("id"))));
            html.leaf("p", pen.say("fall.unmeasured", String.join(", ", names)), "class", "note");
        }
        table(pen, card, all, baseName, unmeasured);
    }

    private static int decimals(Pen pen) {
        Figure marc = Figure.of(pen.record.at("marc/reading"));
        return marc.measured() ? Math.max(1, pen.figures.decimals(marc)) : 1;
    }

    private static List<Part> parts(Pen pen, Node card) {
        List<Part> parts = new ArrayList<>();
        for (Node part : card.get("parts").items()) {
            BigDecimal value = part.get("value").number();
            parts.add(new Part(
                    pen.shortName(part, part.text("id")),
                    value,
                    part.get("value"),
                    value.signum() < 0 ? "loss" : "gain"));
        }
        Node coverage = card.get("coverageEffect");
        if (coverage.present()) {
            parts.add(new Part(pen.say("fall.coverage"), coverage.number(), coverage, "other"));
        }
        return parts;
    }

    /** At most {@code room} parts: the smallest are folded into one, exactly. */
    private static List<Part> folded(Pen pen, List<Part> all, int room) {
        if (all.size() <= room) {
            return all;
        }
        List<Part> bySize = new ArrayList<>(all);
        bySize.sort(Comparator.comparing((Part part) -> part.exact().abs()).reversed());
        List<Part> kept = bySize.subList(0, room - 1);
        List<Part> parts = new ArrayList<>();
        BigDecimal rest = BigDecimal.ZERO;
        int count = 0;
        for (Part part : all) {
            if (kept.contains(part)) {
                parts.add(part);
            } else {
                rest = rest.add(part.exact());
                count++;
            }
        }
        parts.add(new Part(pen.say("fall.others", pen.numbers.whole(count)), rest, null, "other"));
        return parts;
    }

    /**
     * The scale of the drawing.
     *
     * @param low the value at its left edge
     * @param high the value at its right edge
     */
    private record Scale(double low, double high) {
        double at(BigDecimal value) {
            return Math.max(0, Math.min(100, 100 * (value.doubleValue() - low) / (high - low)));
        }
    }

    private static Scale scale(BigDecimal base, BigDecimal total, List<Part> parts, Pen pen) {
        double low = Math.min(base.doubleValue(), total.doubleValue());
        double high = Math.max(base.doubleValue(), total.doubleValue());
        double level = base.doubleValue();
        for (Part part : parts) {
            level += part.exact().doubleValue();
            low = Math.min(low, level);
            high = Math.max(high, level);
        }
        Figure marc = Figure.of(pen.record.at("marc/reading"));
        if (marc.measured()) {
            low = Math.min(low, marc.low().map(BigDecimal::doubleValue).orElse(low));
            high = Math.max(high, marc.high().map(BigDecimal::doubleValue).orElse(high));
        }
        double margin = Math.max(1, (high - low) * 0.06);
        return new Scale(low - margin, high + margin);
    }

    private static void row(Pen pen, String css, String name, @Nullable Node from, String text) {
        Html html = pen.html;
        if (css.isEmpty()) {
            html.open("li");
        } else {
            html.open("li", "class", css);
        }
        pen.foreign(name);
        if (from == null) {
            html.leaf("b", text);
        } else {
            pen.number("b", from, text);
        }
        html.close("li");
    }

    private static void picture(
            Pen pen, BigDecimal base, BigDecimal total, List<Part> parts, int slots, String baseName, int decimals) {
        Scale scale = scale(base, total, parts, pen);
        int rows = parts.size() + slots + 2;
        StringBuilder said = new StringBuilder(baseName).append(' ').append(pen.numbers.plain(base, decimals));
        for (Part part : parts) {
            said.append("; ").append(part.name()).append(' ').append(pen.numbers.signed(part.exact(), decimals));
        }
        said.append("; ").append(pen.say("marc.name")).append(' ').append(pen.numbers.plain(total, decimals));
        pen.drawing("w", "bars", pen.say("fall.table"), said.toString());
        threads(pen, scale, base, parts, rows);
        BigDecimal level = base;
        int row = 0;
        for (Part part : parts) {
            BigDecimal next = level.add(part.exact());
            double a = scale.at(level);
            double b = scale.at(next);
            row++;
            pen.row(row, rows);
            pen.bar(part.css(), Math.min(a, b), Math.max(a, b));
            pen.html.close("svg");
            level = next;
        }
        for (int i = 0; i < slots; i++) {
            pen.row(row + 1 + i, rows);
            pen.html.empty("rect", "class", "absent").close("svg");
        }
        pen.row(0, rows);
        pen.dot("dot", Pen.at(scale.at(base)), "0", "4.5");
        pen.html.close("svg");
        pen.row(rows - 1, rows);
        Figure marc = Figure.of(pen.record.at("marc/reading"));
        if (marc.measured()) {
            marc.low().ifPresent(low -> marc.high()
                    .ifPresent(high -> pen.across("whisker", scale.at(low), scale.at(high))));
        }
        pen.dot("dot", Pen.at(scale.at(total)), "0", "4.5");
        pen.html.close("svg");
        pen.endDrawing();
    }

    /** Thin lines that carry the level from row to row. */
    private static void threads(Pen pen, Scale scale, BigDecimal base, List<Part> parts, int rows) {
        StringBuilder path = new StringBuilder();
        BigDecimal level = base;
        for (int i = 0; i <= parts.size(); i++) {
            int to = i == parts.size() ? rows - 1 : i + 1;
            path.append("M" + Pen.digits(scale.at(level)) + " " + (2 * i + 1) + "V" + (2 * to + 1));
            level = i == parts.size() ? level : level.add(parts.get(i).exact());
        }
        pen.plane(100, 2 * rows);
        pen.html.empty("path", "class", "thread", "d", path.toString()).close("svg");
    }

    private static String slotText(Pen pen, Node gap) {
        Node bounds = gap.get("bounds");
        return bounds.present()
                ? Figures.range(
                        pen.numbers.signed(bounds.get("low").number(), 1),
                        pen.numbers.signed(bounds.get("high").number(), 1))
                : pen.say("fall.noData");
    }

    private static void table(Pen pen, Node card, List<Part> all, String baseName, List<Node> unmeasured) {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of(
                card.at("baseline/value"),
                Cell.of(baseName),
                Cell.of(pen.numbers.plain(card.at("baseline/value").number(), 3))));
        for (Part part : all) {
            Cell name = Cell.of(part.name());
            Cell points = Cell.of(pen.numbers.signed(part.exact(), 3));
            rows.add(part.from() == null ? Row.of(name, points) : Row.of(part.from(), name, points));
        }
        for (Node gap : unmeasured) {
            Figure why = Figure.of(pen.record
                    .get("readings")
                    .get(gap.get("indicator").optionalText().orElse("")));
            String bounds = gap.get("bounds").present() ? " (" + slotText(pen, gap) + ")" : "";
            rows.add(Row.of(
                    gap,
                    Cell.of(pen.name(gap.get("names"), gap.text("id"))),
                    Cell.of("– " + why.why(pen.words) + bounds)));
        }
        rows.add(Row.of(
                card.get("total"),
                Cell.of(pen.say("marc.name")),
                Cell.of(pen.numbers.plain(card.get("total").number(), 3))));
        pen.table("waterfall", pen.say("fall.table"), List.of(pen.say("col.part"), pen.say("col.points")), rows);
    }
}
