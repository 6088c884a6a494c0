package io.ckpi.source.rest.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that items of a Bitrix24 portal make, with what their ids and stages mean. Thread-safe. */
final class Bitrix24Rows {

    static final int LEAD = 1;
    static final int DEAL = 2;
    static final int CONTACT = 3;
    static final int INVOICE = 31;
    /** Smart processes have types from here on. */
    static final int PROCESS = 128;

    private final String source;
    private final Bitrix24Stages stages;

    Bitrix24Rows(String source, Bitrix24Stages stages) {
        this.source = source;
        this.stages = stages;
    }

    List<Map<String, @Nullable Object>> process(int type, Map<String, @Nullable Object> item, Runnable check) {
        return List.of(joined(item, pipeline(type, category(item)), ref(type) + item.get("id"), check));
    }

    /** What the ids of a type begin with: the portal's own short names. */
    static String ref(int type) {
        return switch (type) {
            case LEAD -> "L_";
            case DEAL -> "D_";
            default -> "T" + Integer.toHexString(type) + "_";
        };
    }

    static String pipeline(int type, @Nullable String category) {
        String funnel = category == null ? "0" : category;
        return switch (type) {
            case LEAD -> "LEAD";
            case DEAL -> "DEAL:" + funnel;
            default -> "PROCESS-" + type + ":" + funnel;
        };
    }

    List<Map<String, @Nullable Object>> deal(Map<String, @Nullable Object> item, Runnable check) {
        return List.of(joined(item, "DEAL:" + category(item), "D_" + item.get("id"), check));
    }

    List<Map<String, @Nullable Object>> invoice(Map<String, @Nullable Object> item, Runnable check) {
        Map<String, @Nullable Object> row = joined(item, "INVOICE:" + category(item), "SI_" + item.get("id"), check);
        String deal = id(item, "parentId2");
        row.put("@deal", deal == null ? null : "D_" + deal);
        return List.of(row);
    }

    private static String category(Map<String, @Nullable Object> item) {
        return java.util.Objects.requireNonNullElse(Json.text(item, "categoryId"), "0");
    }

    /** An item with what its ids and its stage mean. */
    Map<String, @Nullable Object> joined(
            Map<String, @Nullable Object> item, String pipeline, String ref, Runnable check) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(item);
        row.put("@ref", ref);
        row.put("@pipeline", pipeline);
        row.put("@semantic", stages.semantic(pipeline, Json.text(item, "stageId"), null, check));
        row.put("@person", person(item, ref));
        String lead = id(item, "leadId");
        lead = lead == null ? id(item, "parentId1") : lead;
        row.put("@lead", lead == null ? null : "L_" + lead);
        row.put("@recurring", isYes(item.get("isRecurring")) ? "Y" : "N");
        return row;
    }

    /** Its contact, or a lead itself; with the source's name, as two portals have the same numbers. */
    private @Nullable String person(Map<String, @Nullable Object> item, String ref) {
        String contact = id(item, "contactId");
        String person = contact != null ? "C_" + contact : ref.startsWith("L_") ? ref : null;
        return person == null ? null : source + ":" + person;
    }

    /** An id that is there: neither missing, nor 0. */
    private static @Nullable String id(Map<String, @Nullable Object> item, String member) {
        String text = Json.text(item, member);
        return text == null || text.matches("0+") ? null : text;
    }

    private static boolean isYes(@Nullable Object value) {
        return "Y".equals(value) || "1".equals(value) || "true".equals(value);
    }

    List<Map<String, @Nullable Object>> lead(Map<String, @Nullable Object> item, Runnable check) {
        return person(item, true);
    }

    List<Map<String, @Nullable Object>> contact(Map<String, @Nullable Object> item, Runnable check) {
        return person(item, false);
    }

    /** A lead or contact: a row for itself, and one for each phone, mail and lead that belongs to it. */
    private List<Map<String, @Nullable Object>> person(Map<String, @Nullable Object> item, boolean isLead) {
        String ref = (isLead ? "L_" : "C_") + item.get("id");
        Map<String, @Nullable Object> itself = new LinkedHashMap<>(item);
        itself.put("@self", source + ":" + ref);
        itself.put("@link", "SELF");
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        rows.add(itself);
        for (Map<String, @Nullable Object> field : Json.maps(item, "fm")) {
            rows.add(link(itself, String.valueOf(field.get("typeId")), Json.text(field, "value")));
        }
        String other = id(item, isLead ? "contactId" : "leadId");
        if (other != null) {
            rows.add(link(itself, "ENTITY", source + ":" + (isLead ? "C_" : "L_") + other));
        }
        return rows;
    }

    private static Map<String, @Nullable Object> link(
            Map<String, @Nullable Object> itself, String type, @Nullable String value) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(itself);
        row.put("@link", value == null ? "NONE" : type);
        row.put("@value", value);
        return row;
    }
}
