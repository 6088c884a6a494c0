package io.ckpi.source.files.internal;

import io.ckpi.core.definition.Node;
import java.util.Map;
import java.util.Set;

/** The questions that a proposed mapping leaves to its reader: values that are {@code ???}. */
public final class OpenQuestions {

    /** What stands in the place of an answer. */
    public static final String OPEN = "???";

    /** Keys whose texts are those of the data, where three question marks may be a value. */
    private static final Set<String> DATA = Set.of("absent", "totals", "known", "when");

    private OpenQuestions() {}

    /** Notes a fault for each open question of the document. */
    static boolean refuse(Node node) {
        if (node.isMap()) {
            for (Map.Entry<String, Node> entry : node.entries().entrySet()) {
                if (DATA.contains(entry.getKey())) {
                    entry.getValue().tree(); // known, as far as this reading goes
                } else {
                    refuse(entry.getValue());
                }
            }
        } else if (node.isList()) {
            node.asList().forEach(OpenQuestions::refuse);
        } else if (node.isText() && node.asText().equals(OPEN)) {
            node.error("is an open question: write the answer in place of " + OPEN);
        }
        return true;
    }
}
