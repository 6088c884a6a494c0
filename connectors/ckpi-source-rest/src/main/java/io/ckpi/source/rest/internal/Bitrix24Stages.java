package io.ckpi.source.rest.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stages of a portal's pipelines, as it says itself; asked once. Thread-safe. */
final class Bitrix24Stages {

    private static final String METHOD = "crm.status.list";
    private static final int MOST_PAGES = 1000;

    private final Bitrix24 portal;
    private @Nullable List<Map<String, @Nullable Object>> rows;
    private final Map<String, String> semantics = new HashMap<>();

    Bitrix24Stages(Bitrix24 portal) {
        this.portal = portal;
    }

    /** All stages; with {@code @pipeline}, {@code @kind} and {@code @semantic}. */
    synchronized List<Map<String, @Nullable Object>> rows(Runnable check) {
        List<Map<String, @Nullable Object>> known = rows;
        if (known == null) {
            known = read(check);
            rows = known;
        }
        return known;
    }

    private List<Map<String, @Nullable Object>> read(Runnable check) {
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        String start = "0";
        for (int page = 0; start != null; page++) {
            Object answer =
                    portal.call(METHOD, Map.of("order", Map.of("ID", "ASC"), "start", Long.parseLong(start)), check);
            if ((answer != Json.NOTHING && !(Json.at(answer, "result") instanceof List)) || page == MOST_PAGES) {
                throw portal.shape(METHOD);
            }
            for (Map<String, @Nullable Object> status : Json.maps(answer, "result")) {
                String pipeline = pipeline(Json.text(status, "ENTITY_ID"));
                String stage = Json.text(status, "STATUS_ID");
                if (pipeline != null && stage != null) {
                    String semantic = semantic(status);
                    Map<String, @Nullable Object> row = new LinkedHashMap<>(status);
                    row.put("@pipeline", pipeline);
                    row.put("@kind", pipeline.replaceAll(":.*", ""));
                    row.put("@semantic", semantic);
                    semantics.put(pipeline + "\n" + stage, semantic);
                    found.add(row);
                }
            }
            String next = Json.text(answer, "next");
            start = next != null && next.matches("\\d{1,9}") ? next : null;
        }
        return found;
    }

    /** The pipeline of a directory, or null if it holds no stages of ours. */
    private static @Nullable String pipeline(@Nullable String entity) {
        if (entity == null) {
            return null;
        }
        if (entity.equals("STATUS")) {
            return "LEAD";
        }
        if (entity.equals("DEAL_STAGE")) {
            return "DEAL:0";
        }
        if (entity.matches("DEAL_STAGE_\\d+")) {
            return "DEAL:" + entity.substring("DEAL_STAGE_".length());
        }
        return entity.matches("SMART_INVOICE_STAGE_\\d+")
                ? "INVOICE:" + entity.substring("SMART_INVOICE_STAGE_".length())
                : null;
    }

    private static String semantic(Map<String, @Nullable Object> status) {
        String said = Json.text(status, "SEMANTICS");
        String extra = Json.text(status, "EXTRA", "SEMANTICS");
        String letter = said != null
                ? said
                : extra == null ? "P" : extra.equals("success") ? "S" : extra.equals("process") ? "P" : "F";
        return name(letter);
    }

    /** OPEN, WON or LOST for P, S and F. */
    static String name(String letter) {
        return switch (letter) {
            case "S" -> "WON";
            case "F" -> "LOST";
            default -> "OPEN";
        };
    }

    /**
     * What a stage means.
     *
     * @param fallback P, S or F, as the row itself says, for stages that are no more; or null
     */
    synchronized @Nullable String semantic(
            String pipeline, @Nullable String stage, @Nullable String fallback, Runnable check) {
        if (stage == null) {
            return null;
        }
        rows(check);
        String known = semantics.get(pipeline + "\n" + stage);
        int colon = stage.indexOf(':');
        if (known == null && colon >= 0) {
            known = semantics.get(pipeline + "\n" + stage.substring(colon + 1));
        }
        return known != null || fallback == null ? known : name(fallback);
    }
}
