package io.ckpi.report.internal.record;

import io.ckpi.core.CkpiException;
import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.report.internal.tree.Node;
import io.ckpi.scoring.StoredResult;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Puts together the stored result of CKPImarc from the places of a report's record. */
public final class RecordedResult {

    private RecordedResult() {}

    /** The stored result in a record. */
    public static StoredResult of(Node record) {
        Node marc = record.get("marc");
        Node replay = marc.get("replay");
        if (!replay.present()) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "RECORD_NO_REPLAY",
                    null,
                    "the record does not hold what is needed to compute it again; it was written by an early version");
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", StoredResult.SCHEMA);
        String hash = marc.at("profile/hash").text();
        Node definition = record.get("definitions").get(hash).get("text");
        tree.put("definitionHash", hash);
        tree.put(
                "definition",
                Objects.requireNonNullElse(
                        JsonReader.read(definition.text().getBytes(StandardCharsets.UTF_8)), Map.of()));
        Map<String, Object> readings = new LinkedHashMap<>();
        record.get("readings").members().forEach((id, reading) -> readings.put(id, reading(reading)));
        replay.get("withheld").items().forEach(id -> readings.remove(id.text()));
        replay.get("readings").members().forEach((id, reading) -> readings.put(id, reading(reading)));
        tree.put("readings", readings);
        for (String key : new String[] {"dataHash", "uncertainty", "made", "last", "draws"}) {
            copy(replay.get(key), tree, key);
        }
        tree.put("values", values(record, marc));
        return StoredResult.ofTree(tree);
    }

    private static Map<String, Object> reading(Node reading) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (String key : new String[] {
            "kind",
            "value",
            "low",
            "high",
            "unit",
            "interval",
            "n",
            "method",
            "ratio",
            "pending",
            "flags",
            "reason",
            "detail"
        }) {
            copy(reading.get(key), tree, key);
        }
        return tree;
    }

    private static Map<String, Object> values(Node record, Node marc) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String key : new String[] {"status", "coverage", "bounds", "twin", "penalty"}) {
            copy(marc.get(key), values, key);
        }
        copy(marc.get("rating"), values, "colour");
        values.put("reading", reading(marc.get("reading")));
        Node equal = marc.get("equalWeights");
        if (equal.present()) {
            Map<String, Object> weights = new LinkedHashMap<>();
            copy(equal.get("value"), weights, "value");
            copy(equal.get("rating"), weights, "colour");
            values.put("equalWeights", weights);
        }
        Map<String, Object> groups = new LinkedHashMap<>();
        for (Node group : marc.get("groups").items()) {
            copy(group.get("score"), groups, group.text("id"));
        }
        values.put("groups", groups);
        Map<String, Object> factors = new LinkedHashMap<>();
        for (Node factor : marc.get("factors").items()) {
            Map<String, Object> one = new LinkedHashMap<>();
            copy(factor.get("weight"), one, "weight");
            if (factor.get("score").present()) {
                copy(factor.get("score"), one, "score");
                copy(factor.get("indicator"), one, "indicator");
            }
            factors.put(factor.text("id"), one);
        }
        values.put("factors", factors);
        Node chances = marc.get("chances");
        if (chances.present()) {
            Map<String, Object> spread = new LinkedHashMap<>();
            copy(chances, spread, "chances");
            values.put("spread", spread);
        }
        Node contributions = record.get("contributions");
        if ("FIFTY".equals(contributions.at("baseline/kind").optionalText().orElse(""))) {
            Map<String, Object> points = new LinkedHashMap<>();
            for (Node part : contributions.get("parts").items()) {
                copy(part.get("value"), points, part.text("id"));
            }
            values.put("contributions", points);
        }
        return values;
    }

    private static void copy(Node from, Map<String, Object> to, String key) {
        Object value = from.value();
        if (value != null) {
            to.put(key, value);
        }
    }
}
