package io.ckpi.source.rest.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The stages of a portal's pipelines, as it says itself; asked once. Thread-safe. */
final class Bitrix24Stages {

    static final String METHOD = "crm.status.list";
    private static final int MOST_ATTEMPTS = 5;
    private static final Pattern PROCESS = Pattern.compile("DYNAMIC_(\\d{1,9})_STAGE_(\\d{1,9})");

    private final Bitrix24 portal;
    private @Nullable List<Map<String, @Nullable Object>> rows;
    private final Map<String, String> semantics = new HashMap<>();
    private final Set<Integer> processes;

    /**
     * The stages of leads, deals, invoices and some smart processes.
     *
     * @param processes the types of those
     */
    Bitrix24Stages(Bitrix24 portal, Set<Integer> processes) {
        this.portal = portal;
        this.processes = Set.copyOf(processes);
    }

    /** Asks again when they are needed next. */
    synchronized void forget() {
        rows = null;
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

    /** Reads the stages page by page, and anew if one came or went meanwhile: the pages are counted from the beginning. */
    private List<Map<String, @Nullable Object>> read(Runnable check) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            List<Map<String, @Nullable Object>> found = readOnce(check);
            if (found != null) {
                return found;
            }
        }
        throw portal.paging(METHOD, "changes while it is read");
    }

    private @Nullable List<Map<String, @Nullable Object>> readOnce(Runnable check) {
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        long start = 0;
        String total = null;
        while (true) {
            Object answer = portal.call(METHOD, Map.of("order", Map.of("ID", "ASC"), "start", start), check);
            for (Map<String, @Nullable Object> status : portal.rows(answer, METHOD, "result")) {
                add(status, found);
            }
            String now = Json.text(answer, "total");
            if (start > 0 && !Objects.equals(now, total)) {
                return null;
            }
            total = now;
            String next = Json.text(answer, "next");
            if (next == null) {
                return found;
            }
            if (!next.matches("\\d{1,6}") || Long.parseLong(next) <= start) {
                throw portal.paging(METHOD, Keyset.AGAIN);
            }
            start = Long.parseLong(next);
        }
    }

    private void add(Map<String, @Nullable Object> status, List<Map<String, @Nullable Object>> found) {
        String pipeline = pipeline(Json.text(status, "ENTITY_ID"));
        String stage = Json.text(status, "STATUS_ID");
        if (pipeline != null && stage != null) {
            String semantic = semantic(status);
            Map<String, @Nullable Object> row = new LinkedHashMap<>(status);
            row.put("@pipeline", pipeline);
            row.put("@kind", pipeline.replaceAll("[:-].*", ""));
            row.put("@semantic", semantic);
            semantics.put(pipeline + "\n" + stage, semantic);
            found.add(row);
        }
    }

    /** The pipeline of a directory, or null if it holds no stages of ours. */
    private @Nullable String pipeline(@Nullable String entity) {
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
        if (entity.matches("SMART_INVOICE_STAGE_\\d+")) {
            return "INVOICE:" + entity.substring("SMART_INVOICE_STAGE_".length());
        }
        Matcher process = PROCESS.matcher(entity);
        return process.matches() && processes.contains(Integer.parseInt(process.group(1)))
                ? "PROCESS-" + process.group(1) + ":" + process.group(2)
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
