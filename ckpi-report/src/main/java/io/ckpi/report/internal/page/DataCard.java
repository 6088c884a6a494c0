package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.tree.Node;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the numbers rest on: rows, rejects, completeness per source, and the issues found. */
final class DataCard implements Card {

    private static final int SOURCES = 5;
    private static final int ISSUES = 3;

    @Override
    public String id() {
        return "data";
    }

    @Override
    public void draw(Pen pen) {
        List<Node> sources = pen.record.get("sources").items();
        Html html = pen.html;
        if (sources.isEmpty()) {
            pen.nothing(pen.say("data.none"));
        } else {
            html.open(
                    "div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", pen.say("data.sources"));
            html.open("table", "class", "plain");
            html.open("thead").open("tr");
            for (String key : List.of("col.source", "col.rows", "col.rejects", "col.complete")) {
                html.leaf("th", pen.say(key), "scope", "col");
            }
            html.close("tr").close("thead").open("tbody");
            for (Node source : sources.subList(0, Math.min(SOURCES, sources.size()))) {
                row(pen, source);
            }
            html.close("tbody").close("table").close("div");
        }
        issues(pen);
        html.open("p", "class", "note");
        if (sources.size() > SOURCES) {
            html.text(pen.say("more", pen.numbers.whole(sources.size() - SOURCES)) + " ");
        }
        int definitions = pen.record.get("definitions").members().size();
        html.text(pen.words.plural("data.definitions", definitions, pen.numbers.whole(definitions)));
        html.close("p");
        table(pen, sources);
    }

    private static void row(Pen pen, Node source) {
        Html html = pen.html;
        html.open("tr");
        html.open("th", "scope", "row").leaf("bdi", source.text("name")).close("th");
        pen.number(
                "td", source.get("rows"), pen.numbers.whole(source.get("rows").count()), "class", "num");
        html.open("td");
        long rejected = source.get("rejected").count();
        pen.number("span", source.get("rejected"), rejects(pen, source, rejected));
        Optional<Node> top = topReason(source);
        if (rejected > 0 && top.isPresent()) {
            html.text(": ").leaf("bdi", reason(pen, top.get()));
        }
        html.close("td");
        html.open("td").text(through(pen, source));
        List<Node> leftOut = source.get("leftOut").items();
        if (!leftOut.isEmpty()) {
            List<String> types =
                    leftOut.stream().map(type -> pen.gaps().type(type.text())).toList();
            html.text(" ").leaf("b", pen.say("data.leftOut", String.join(", ", types)));
        }
        if (source.get("provisional").isTrue()) {
            html.text(" ").leaf("b", pen.say("provisional"));
        }
        html.close("td").close("tr");
    }

    private static String rejects(Pen pen, Node source, long rejected) {
        long rows = source.get("rows").count();
        if (rejected == 0 || rows == 0) {
            return pen.numbers.whole(rejected);
        }
        BigDecimal share = BigDecimal.valueOf(rejected)
                .divide(BigDecimal.valueOf(rows), new MathContext(17, RoundingMode.HALF_EVEN));
        return pen.numbers.whole(rejected) + " (" + pen.numbers.shareOrLess(share) + ")";
    }

    private static Optional<Node> topReason(Node source) {
        Node top = null;
        for (Node reject : source.get("rejects").items()) {
            if (top == null || reject.get("count").count() > top.get("count").count()) {
                top = reject;
            }
        }
        return Optional.ofNullable(top);
    }

    private static String reason(Pen pen, Node reject) {
        return pen.name(reject.get("sentence"), reject.text("reason"));
    }

    private static String through(Pen pen, Node source) {
        Node through = source.get("completeThrough");
        return through.present() ? pen.instant(through) : pen.say("data.unknown");
    }

    private static void issues(Pen pen) {
        List<Node> issues = pen.record.get("issues").items();
        if (issues.isEmpty()) {
            return;
        }
        Html html = pen.html;
        html.open("ul", "class", "issues");
        for (Node issue : issues.subList(0, Math.min(ISSUES, issues.size()))) {
            html.open("li");
            html.text(symbol(issue) + " ");
            html.leaf("bdi", pen.gaps().issue(issue));
            html.close("li");
        }
        if (issues.size() > ISSUES) {
            html.leaf("li", pen.say("more", pen.numbers.whole(issues.size() - ISSUES)), "class", "muted");
        }
        html.close("ul");
    }

    private static String symbol(Node issue) {
        return "INFO".equals(issue.get("severity").optionalText().orElse("")) ? "·" : "!";
    }

    private static void table(Pen pen, List<Node> sources) {
        List<Row> rows = new ArrayList<>();
        for (Node source : sources) {
            for (Node part : source.get("parts").items()) {
                List<String> reasons = new ArrayList<>();
                for (Node reject : part.get("rejects").items()) {
                    reasons.add(reason(pen, reject) + " "
                            + pen.numbers.whole(reject.get("count").count()));
                }
                rows.add(Row.of(
                        part,
                        Cell.of(source.text("name") + " / " + part.text("stream")),
                        Cell.of(pen.numbers.whole(part.get("rows").count())),
                        Cell.NONE,
                        Cell.of(reasons.isEmpty() ? "0" : String.join(", ", reasons)),
                        Cell.NONE,
                        Cell.NONE));
            }
            for (Node stream : source.get("streams").items()) {
                rows.add(Row.of(
                        stream,
                        Cell.of(source.text("name") + " / " + stream.text("type")),
                        Cell.of(pen.numbers.whole(stream.get("records").count())),
                        Cell.of(pen.numbers.whole(stream.get("surviving").count())),
                        Cell.NONE,
                        Cell.of(through(pen, stream)),
                        Cell.of(abbreviated(stream.get("digest").optionalText().orElse("–")))));
            }
        }
        for (Node issue : pen.record.get("issues").items()) {
            rows.add(Row.of(
                    issue,
                    Cell.of(issue.text("code")),
                    Cell.of(pen.numbers.whole(issue.get("count").count())),
                    Cell.of(issue.get("source").optionalText().orElse("–")),
                    Cell.of(Figure.inLanguage(issue.get("sentence"), pen.words)),
                    Cell.of(issue.get("location").optionalText().orElse("–")),
                    Cell.NONE));
        }
        pen.table(
                "data",
                pen.say("data.table"),
                List.of(
                        pen.say("col.stream"),
                        pen.say("col.rows"),
                        pen.say("col.used"),
                        pen.say("col.rejects"),
                        pen.say("col.complete"),
                        pen.say("col.digest")),
                rows);
    }

    private static String abbreviated(String digest) {
        return digest.length() > 12 ? digest.substring(0, 12) + "…" : digest;
    }
}
