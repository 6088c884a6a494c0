package io.ckpi.sdk;

import io.ckpi.core.definition.Canonical;
import java.util.LinkedHashMap;
import java.util.Map;

/** The definitions of the tables beside the indicators: what they count, in words, with version and hash. */
final class Tables {

    private Tables() {}

    /** The ladder of persons. */
    static DefinitionText funnel(int openDays) {
        Map<String, Object> content = content("board.funnel");
        content.put(
                "population",
                "persons and leads without a known person whose first event on the ladder is in the period");
        content.put(
                "rungs",
                "VISITOR: a touch that is neither an impression nor by a robot; LEAD: a touch LEAD or the stage LEAD; MQL, SAL,"
                        + " SQL, OPPORTUNITY: the stage; CUSTOMER: the stage WON or a paid order; ADVOCATE: a customer who"
                        + " referred somebody or answered at least 9 of 10");
        content.put("count", "persons whose highest rung is this one or above");
        content.put("open", "neither lost nor disqualified, and on the highest rung for less than open-days");
        content.put("open-days", openDays);
        return text("board.funnel", content);
    }

    /** The cohorts. */
    static DefinitionText cohorts() {
        Map<String, Object> content = content("board.cohorts");
        content.put("population", "persons with a paid order, by the month of the first");
        content.put("revenue", "paid orders less refunds, at the time of payment, else of creation");
        content.put("age", "calendar months between the month of the first order and that of the payment");
        return text("board.cohorts", content);
    }

    /** The effects of experiments. */
    static DefinitionText effects(String controlArm) {
        Map<String, Object> content = content("board.effects");
        content.put("population", "units assigned to exactly one arm before the end of the period");
        content.put("revenue", "paid orders less refunds in the period and after the assignment, per unit");
        content.put("buyers", "units with such an order");
        content.put("interval", "Welch for means, Newcombe for shares");
        content.put("control-arm", controlArm);
        return text("board.effects", content);
    }

    private static Map<String, Object> content(String id) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("schema", "ckpi/table@1");
        content.put("id", id);
        content.put("version", 1);
        return content;
    }

    private static DefinitionText text(String id, Map<String, Object> content) {
        return new DefinitionText(id, 1, "table", Canonical.definitionHash(content), Canonical.text(content));
    }
}
