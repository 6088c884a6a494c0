package io.ckpi.report.internal.page;

import io.ckpi.report.internal.page.Pen.Cell;
import io.ckpi.report.internal.page.Pen.Row;
import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Numbers;
import io.ckpi.report.internal.tree.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The strategy map: a row per indicator, an arrow from each supposed cause to its effect. Rows are uniform, so that the
 * arrows, drawn in per cent of the height, meet them at any width.
 */
final class MapCard implements Card {

    private static final int NODES = 16;

    /**
     * An arrow in its lane.
     *
     * @param link the link of the record
     * @param from row of the cause
     * @param to row of the effect
     * @param lane its lane, 0 nearest to the names
     */
    private record Arrow(Node link, int from, int to, int lane) {}

    @Override
    public String id() {
        return "map";
    }

    @Override
    public void draw(Pen pen) {
        Node card = pen.record.at("cards/map");
        if (pen.saidWhyEmpty(card)) {
            return;
        }
        List<Node> all = card.get("nodes").items();
        List<Node> links = card.get("links").items();
        List<Node> nodes = order(all, links);
        List<Node> shown = nodes.subList(0, Math.min(NODES, nodes.size()));
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (Node node : shown) {
            rows.put(node.text("id"), rows.size());
        }
        List<Arrow> arrows = arrows(links, rows);
        Html html = pen.html;
        html.open("div", "class", "map over").open("ol");
        for (Node node : shown) {
            row(pen, node, links);
        }
        html.close("ol");
        picture(pen, shown.size(), arrows);
        html.close("div");
        legend(pen, links, nodes.size() - shown.size());
        table(pen, all, links);
    }

    /** Causes before effects; among the free ones the order of the record. A cycle keeps the record's order. */
    private static List<Node> order(List<Node> nodes, List<Node> links) {
        Map<String, Node> left = new LinkedHashMap<>();
        nodes.forEach(node -> left.put(node.text("id"), node));
        List<Node> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            String next = null;
            int nearest = -1;
            for (String id : left.keySet()) {
                boolean free = links.stream()
                        .noneMatch(link -> link.text("effect").equals(id)
                                && !link.text("cause").equals(id)
                                && left.containsKey(link.text("cause")));
                if (free) {
                    // an effect of what was placed last keeps chains together
                    int place = lastCause(id, links, ordered);
                    if (place > nearest || next == null) {
                        nearest = place;
                        next = id;
                    }
                }
            }
            String chosen = next == null ? left.keySet().iterator().next() : next;
            Node node = left.remove(chosen);
            if (node != null) {
                ordered.add(node);
            }
        }
        return ordered;
    }

    private static int lastCause(String id, List<Node> links, List<Node> ordered) {
        int last = -1;
        for (int i = 0; i < ordered.size(); i++) {
            String cause = ordered.get(i).text("id");
            if (links.stream()
                    .anyMatch(link ->
                            link.text("effect").equals(id) && link.text("cause").equals(cause))) {
                last = i;
            }
        }
        return last;
    }

    private static List<Arrow> arrows(List<Node> links, Map<String, Integer> rows) {
        List<Node> drawn = new ArrayList<>();
        for (Node link : links) {
            if (rows.containsKey(link.text("cause")) && rows.containsKey(link.text("effect"))) {
                drawn.add(link);
            }
        }
        drawn.sort(Comparator.comparingInt(link -> Math.abs(row(rows, link, "effect") - row(rows, link, "cause"))));
        List<Arrow> arrows = new ArrayList<>();
        for (Node link : drawn) {
            int from = row(rows, link, "cause");
            int to = row(rows, link, "effect");
            int lane = 0;
            while (taken(arrows, lane, from, to)) {
                lane++;
            }
            arrows.add(new Arrow(link, from, to, lane));
        }
        return arrows;
    }

    private static int row(Map<String, Integer> rows, Node link, String end) {
        Integer row = rows.get(link.text(end));
        return row == null ? 0 : row;
    }

    /** Arrows into the same row may share a lane: they join. Others must not touch. */
    private static boolean taken(List<Arrow> arrows, int lane, int from, int to) {
        int low = Math.min(from, to);
        int high = Math.max(from, to);
        for (Arrow arrow : arrows) {
            if (arrow.lane() == lane && arrow.to() != to) {
                int a = Math.min(arrow.from(), arrow.to());
                int b = Math.max(arrow.from(), arrow.to());
                if (low < b && a < high) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void row(Pen pen, Node node, List<Node> links) {
        Html html = pen.html;
        String id = node.text("id");
        Node indicator = pen.record.get("readings").get(id);
        boolean there = Figure.of(indicator).kind() != Figure.Kind.ABSENT;
        if (there) {
            html.open("li");
            pen.rating(Rating.of(indicator.get("rating")));
        } else {
            html.open("li", "class", "missing");
            html.leaf("span", pen.say("map.noData"), "class", "s-x");
        }
        pen.foreign(pen.shortName(indicator, id));
        List<String> lags = new ArrayList<>();
        for (Node link : links) {
            if (link.text("cause").equals(id)) {
                lags.add(signAndLag(pen, link));
            }
        }
        if (!lags.isEmpty()) {
            html.leaf("small", String.join("; ", lags));
        }
        html.close("li");
    }

    private static String signAndLag(Pen pen, Node link) {
        String sign = link.get("negative").isTrue() ? Numbers.MINUS : "+";
        Node lag = link.get("lag");
        long periods = lag.get("periods").count();
        if (periods == 0) {
            return sign + Numbers.NBSP + pen.say("lag.none");
        }
        String unit = lag.get("unit").optionalText().orElse("MONTH");
        String key = Set.of("DAY", "WEEK", "MONTH", "QUARTER").contains(unit) ? unit : "PERIOD";
        return sign + Numbers.NBSP + pen.words.plural("lag." + key, periods, pen.numbers.whole(periods));
    }

    private static void picture(Pen pen, int rows, List<Arrow> arrows) {
        int lanes = arrows.stream().mapToInt(Arrow::lane).max().orElse(0) + 1;
        String description = pen.words.plural("map.desc", arrows.size(), pen.numbers.whole(arrows.size()));
        pen.drawing("a", "arrows", pen.say("map.title"), description);
        Map<String, StringBuilder> paths = new TreeMap<>();
        for (Arrow arrow : arrows) {
            paths.computeIfAbsent(verdictClass(verdict(arrow.link())), css -> new StringBuilder())
                    .append("M0 " + (50 * arrow.from() + 25) + "H" + x(arrow, lanes) + "V" + tip(arrow) + "H0");
        }
        pen.plane(100, 50 * rows);
        paths.forEach((css, path) -> pen.html.empty("path", "class", css, "d", path.toString()));
        pen.html.close("svg");
        for (Arrow arrow : arrows) {
            String y = Pen.at(2.0 * tip(arrow) / rows);
            pen.html.empty("line", "class", "tip", "x1", "9", "y1", y, "y2", y);
            if ("CONTRADICTED".equals(verdict(arrow.link()))) {
                cross(pen, Pen.at(x(arrow, lanes)), Pen.at((50.0 * arrow.from() + 25 + tip(arrow)) / rows));
            }
        }
        pen.endDrawing();
    }

    /** The lane of an arrow, in per cent of the width. */
    private static int x(Arrow arrow, int lanes) {
        return 90 * (arrow.lane() + 1) / lanes;
    }

    /** Where an arrow ends, in fiftieths of a row: a little above or below the middle, where none starts. */
    private static int tip(Arrow arrow) {
        return 50 * arrow.to() + (arrow.from() < arrow.to() ? 17 : 33);
    }

    private static void cross(Pen pen, String x, String y) {
        pen.html.open("svg", "x", x, "y", y);
        pen.html.empty("path", "class", "cross", "d", "M-4 -4L4 4M-4 4L4 -4");
        pen.html.close("svg");
    }

    private static String verdict(Node link) {
        return link.at("test/verdict").optionalText().orElse("UNTESTED");
    }

    private static String verdictClass(String verdict) {
        return switch (verdict) {
            case "CONSISTENT", "CONTRADICTED" -> "link";
            default -> "link dashed";
        };
    }

    private static String verdictKey(String verdict) {
        return "verdict."
                + (Set.of("CONSISTENT", "CONTRADICTED", "INCONCLUSIVE", "TOO_LITTLE_DATA")
                                .contains(verdict)
                        ? verdict
                        : "UNTESTED");
    }

    private static void legend(Pen pen, List<Node> links, int hidden) {
        Html html = pen.html;
        Set<String> verdicts = new TreeSet<>();
        links.forEach(link -> verdicts.add(verdict(link)));
        html.open("p", "class", "note");
        for (String verdict : verdicts) {
            pen.ornament("swatch");
            pen.line(verdictClass(verdict), "0", "50%", "100%", "50%");
            if ("CONTRADICTED".equals(verdict)) {
                cross(pen, "50%", "50%");
            }
            html.close("svg");
            html.text(pen.say(verdictKey(verdict)) + ". ");
        }
        html.text(pen.say("map.legend"));
        if (hidden > 0) {
            html.text(" " + pen.say("more", pen.numbers.whole(hidden)));
        }
        html.close("p");
    }

    private static void table(Pen pen, List<Node> nodes, List<Node> links) {
        List<Row> rows = new ArrayList<>();
        for (Node link : links) {
            Figure r = Figure.of(link.at("test/r"));
            String remark = pen.say(verdictKey(verdict(link)));
            if (r.measured()) {
                remark += ", " + pen.say("map.correlation", pen.figures.line(r));
            }
            if (link.get("warning").present()) {
                remark += "; " + Figure.inLanguage(link.get("warning"), pen.words);
            }
            rows.add(Row.of(
                    Cell.of(linkName(pen, link, "cause")),
                    Cell.of(linkName(pen, link, "effect")),
                    Cell.of(signAndLag(pen, link)),
                    Cell.of(remark)));
        }
        for (Node node : nodes) {
            String id = node.text("id");
            boolean linked = links.stream()
                    .anyMatch(link ->
                            link.text("cause").equals(id) || link.text("effect").equals(id));
            if (!linked) {
                String name = pen.name(pen.record.get("readings").get(id).get("names"), id);
                rows.add(Row.of(Cell.of(name), Cell.NONE, Cell.NONE, Cell.NONE));
            }
        }
        pen.table(
                "map",
                pen.say("map.table"),
                List.of(pen.say("col.cause"), pen.say("col.effect"), pen.say("col.lag"), pen.say("col.verdict")),
                rows);
    }

    private static String linkName(Pen pen, Node link, String end) {
        String id = link.text(end);
        return pen.shortName(pen.record.get("readings").get(id), id);
    }
}
