package io.ckpi.source.rest.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stages of an account's pipelines of deals and its life cycle, as it says itself; asked once. Thread-safe. */
final class HubSpotStages {

    private final HubSpot account;
    private @Nullable List<Map<String, @Nullable Object>> deals;
    private final Map<String, Map<String, @Nullable Object>> byId = new HashMap<>();

    HubSpotStages(HubSpot account) {
        this.account = account;
    }

    /** Asks again when they are needed next. */
    synchronized void forget() {
        deals = null;
    }

    /** The stages of deals, then those of the life cycle of contacts. */
    synchronized List<Map<String, @Nullable Object>> rows(Runnable check) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(deals(check));
        Object answer = account.get("/crm/v3/properties/contacts/lifecyclestage", "lifecyclestage", check);
        for (Map<String, @Nullable Object> option : account.rows(answer, "lifecyclestage", "options")) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("@pipeline", "lifecyclestage");
            row.put("@stage", option.get("value"));
            row.put("@order", option.get("displayOrder"));
            row.put("@semantic", "OPEN");
            row.put("@kind", "LIFECYCLE");
            rows.add(row);
        }
        return rows;
    }

    private synchronized List<Map<String, @Nullable Object>> deals(Runnable check) {
        List<Map<String, @Nullable Object>> known = deals;
        if (known != null) {
            return known;
        }
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        Object answer = account.get("/crm/v3/pipelines/deals", "pipelines", check);
        for (Map<String, @Nullable Object> pipeline : account.rows(answer, "pipelines", "results")) {
            for (Map<String, @Nullable Object> stage : account.rows(pipeline, "pipelines", "stages")) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                row.put("@pipeline", pipeline.get("id"));
                row.put("@stage", stage.get("id"));
                row.put("@order", stage.get("displayOrder"));
                row.put("@semantic", semantic(stage));
                row.put("@kind", "DEAL");
                found.add(row);
                byId.put(String.valueOf(stage.get("id")), row);
            }
        }
        deals = found;
        return found;
    }

    /** Closed with probability 1 is won, closed otherwise is lost. */
    private static String semantic(Map<String, @Nullable Object> stage) {
        String closed = Json.text(stage, "metadata", "isClosed");
        String probability = Json.text(stage, "metadata", "probability");
        boolean certain = probability != null
                && probability.matches("\\d{1,3}(\\.\\d{1,10})?")
                && new BigDecimal(probability).compareTo(BigDecimal.ONE) == 0;
        boolean isClosed = "true".equals(closed) || (closed == null && certain);
        return isClosed ? certain ? "WON" : "LOST" : "OPEN";
    }

    /** OPEN, WON or LOST; null for a stage that is no more. */
    synchronized @Nullable String semantic(@Nullable String stage, Runnable check) {
        return stage == null ? null : member(stage, "@semantic", check);
    }

    /** The pipeline of a stage; null for one that is no more. */
    synchronized @Nullable String pipeline(String stage, Runnable check) {
        return member(stage, "@pipeline", check);
    }

    private @Nullable String member(String stage, String member, Runnable check) {
        deals(check);
        return Json.text(byId.get(stage), member);
    }
}
