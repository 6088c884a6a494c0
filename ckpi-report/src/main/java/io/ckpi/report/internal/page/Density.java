package io.ckpi.report.internal.page;

import io.ckpi.report.internal.text.Figure;
import io.ckpi.report.internal.text.Words;
import io.ckpi.report.internal.tree.Node;

/** How much room the names on the page need; on paper, where nothing may overflow, long names are set smaller. */
final class Density {

    private static final int LONG = 30;
    private static final int LONGER = 44;
    private static final int FEW = 3;

    private Density() {}

    /** The class of the page: empty, {@code long} or {@code longer}. */
    static String of(Node record, Words words) {
        int longNames = 0;
        int longerNames = 0;
        for (Node row : record.at("cards/indicators/rows").items()) {
            String id = row.get("indicator").optionalText().orElse("");
            int length = length(record.get("readings").get(id), words);
            longNames += length > LONG ? 1 : 0;
            longerNames += length > LONGER ? 1 : 0;
        }
        for (Node part : record.at("contributions/parts").items()) {
            int length = length(part, words);
            longNames += length > LONG ? 1 : 0;
            longerNames += length > LONGER ? 1 : 0;
        }
        for (Node node : record.at("cards/map/nodes").items()) {
            int length = length(record.get("readings").get(node.text("id")), words);
            longNames += length > LONG ? 1 : 0;
            longerNames += length > LONGER ? 1 : 0;
        }
        return longerNames >= FEW ? "longer" : longNames >= FEW ? "long" : "";
    }

    private static int length(Node thing, Words words) {
        Node names = thing.get("short").present() ? thing.get("short") : thing.get("names");
        if (!names.present()) {
            return 0;
        }
        String name = Figure.inLanguage(names, words);
        return name.codePointCount(0, name.length());
    }
}
