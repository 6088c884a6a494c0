package io.ckpi.report.internal.page;

import io.ckpi.report.internal.text.Words;
import io.ckpi.report.internal.tree.Node;
import java.util.List;

/** The board page, drawn from a record and nothing else. */
public final class Page {

    /** The id of the element that holds the record. */
    public static final String RECORD_ID = "ckpi-record";

    private Page() {}

    /**
     * Draws the page.
     *
     * @param record the record
     * @param json its canonical form, embedded in the page
     * @param words the page's language
     */
    public static String draw(Node record, String json, Words words) {
        Pen pen = new Pen(record, words);
        Html html = pen.html;
        String density = Density.of(record, words);
        if (density.isEmpty()) {
            html.doctype().open("html", "lang", words.language()).newline();
        } else {
            html.doctype()
                    .open("html", "lang", words.language(), "class", density)
                    .newline();
        }
        head(pen);
        html.open("body").newline();
        patterns(html);
        header(pen);
        html.open("main").newline();
        List<Card> cards = List.of(
                new MarcCard(),
                new IndicatorsCard(),
                new FunnelCard(),
                new MapCard(),
                new WaterfallCard(),
                new CohortsCard(),
                new EffectsCard(),
                new TrendCard(),
                new DataCard());
        for (Card card : cards) {
            String heading = card.id() + "-h";
            html.open("section", "class", "card c-" + card.id(), "aria-labelledby", heading);
            html.open("div", "class", "top");
            html.leaf("h2", pen.say("card." + card.id()), "id", heading);
            html.leaf("p", pen.say("card." + card.id() + ".sub"), "class", "sub");
            html.close("div");
            card.draw(pen);
            html.close("section").newline();
        }
        html.close("main").newline();
        footer(pen);
        html.record(RECORD_ID, json).newline();
        html.close("body").newline().close("html").newline();
        return html.toString();
    }

    private static void head(Pen pen) {
        Html html = pen.html;
        html.open("head").newline();
        html.empty("meta", "charset", "utf-8").newline();
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", Stylesheet.BOARD.policy())
                .newline();
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .newline();
        html.empty("meta", "name", "color-scheme", "content", "light dark").newline();
        html.leaf("title", title(pen)).newline();
        html.style(Stylesheet.BOARD).newline();
        html.close("head").newline();
    }

    private static String title(Pen pen) {
        return pen.say("title", pen.period(pen.record.get("period")));
    }

    private static void header(Pen pen) {
        Html html = pen.html;
        Node record = pen.record;
        html.open("header");
        html.open("h1");
        html.leaf("span", "CKPI", "class", "logo");
        html.text(" " + pen.period(record.get("period")));
        html.close("h1");
        html.open("p", "class", "when");
        html.open("span")
                .text(pen.say("head.zone", record.at("period/zone").text()))
                .close("span");
        html.open("span")
                .text(pen.say("head.asOf", pen.instant(record.get("asOf"))))
                .close("span");
        Node through = record.get("completeThrough");
        String missing = pen.gaps().missing().orElse(null);
        if (missing == null) {
            html.open("span")
                    .text(through.present() ? pen.say("head.through", pen.instant(through)) : pen.say("head.noThrough"))
                    .close("span");
        } else {
            html.leaf("strong", "! " + missing, "class", "alarm");
        }
        html.close("p");
        html.close("header").newline();
    }

    private static void footer(Pen pen) {
        Html html = pen.html;
        html.open("footer");
        html.open("p", "class", "legend");
        for (Rating rating : Rating.values()) {
            if (rating != Rating.NONE) {
                html.open("span");
                pen.swatch("f-" + rating.css());
                pen.rating(rating);
                html.close("span");
            }
        }
        html.open("span");
        pen.swatch("absent");
        html.text(pen.say("legend.absent")).close("span");
        for (String mark : List.of("whisker", "prev", "target")) {
            html.open("span");
            pen.ornament("swatch");
            if ("whisker".equals(mark)) {
                pen.line("whisker", "0", "50%", "100%", "50%");
            } else {
                pen.line(mark, "50%", "0", "50%", "100%");
            }
            html.close("svg");
            html.text(pen.say("legend." + mark)).close("span");
        }
        html.close("p");
        Node product = pen.record.get("product");
        html.open("p", "class", "imprint");
        html.open("span")
                .text("CKPI ")
                .leaf("bdi", product.get("version").optionalText().orElse(""))
                .close("span");
        html.open("span")
                .text(pen.say("foot.digest") + " ")
                .leaf("code", pen.record.text("digest").substring(0, 16))
                .close("span");
        html.close("p");
        html.close("footer").newline();
    }

    /** The hatches: patterns of the drawing, not backgrounds, so that they survive printing. */
    private static void patterns(Html html) {
        html.open("svg", "class", "defs", "width", "0", "height", "0", "aria-hidden", "true");
        html.open("defs");
        pattern(html, "p-a", "6", "ga", "M-1 5L5 -1M1 7L7 1");
        pattern(html, "p-r", "6", "gr", "M-1 5L5 -1M1 7L7 1M-1 1L5 7M1 -1L7 5");
        pattern(html, "p-x", "7", "gx", "M-1 6L6 -1M1 8L8 1");
        pattern(html, "p-o", "5", "go", "M-1 4L4 -1M1 6L6 1");
        pattern(html, "p-l", "5", "gl", "M0 2.5H5");
        pattern(html, "p-w", "6", "gw", "M-1 5L5 -1M1 7L7 1");
        html.open(
                "marker",
                "id",
                "cap",
                "refX",
                "1",
                "refY",
                "4",
                "markerWidth",
                "2",
                "markerHeight",
                "8",
                "markerUnits",
                "userSpaceOnUse");
        html.empty("path", "class", "cap", "d", "M1 0V8").close("marker");
        html.open(
                "marker",
                "id",
                "tip",
                "refX",
                "7",
                "refY",
                "4",
                "markerWidth",
                "8",
                "markerHeight",
                "8",
                "orient",
                "auto",
                "markerUnits",
                "userSpaceOnUse");
        html.empty("path", "class", "head", "d", "M0 .5L8 4L0 7.5Z").close("marker");
        html.close("defs").close("svg").newline();
    }

    private static void pattern(Html html, String id, String side, String css, String path) {
        html.open("pattern", "id", id, "width", side, "height", side, "patternUnits", "userSpaceOnUse");
        html.empty("rect", "class", css + "b", "width", side, "height", side);
        html.empty("path", "class", css, "d", path);
        html.close("pattern");
    }
}
