package io.ckpi.source.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A counter of Yandex Metrica in memory, by the documented shapes of its Logs API. */
final class Counter extends Stub {

    static final String TOKEN = "y0_s3cretToken";
    static final int NUMBER = 42;

    /** Rows by list: maps from field to cell. */
    final Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();

    final Map<String, Map<String, String>> ordered = new LinkedHashMap<>();
    final Set<String> cleaned = new TreeSet<>();
    final Set<String> cancelled = new TreeSet<>();
    final Map<String, Integer> states = new LinkedHashMap<>();
    int statesBeforeReady = 2;
    int rowsOfAPart = 2;
    boolean spellsAttribution;

    Counter() {
        on("/management/v1/counter/" + NUMBER + "/logrequest", this::answer);
    }

    private synchronized Answer answer(Request request) {
        if (!("OAuth " + TOKEN).equals(request.headers().get("Authorization"))) {
            return Answer.text(401, "{\"errors\":[{\"error_type\":\"invalid_token\"}],\"code\":401}");
        }
        if (request.path().endsWith("logrequests")) {
            if (!request.method().equals("POST")) {
                return Answer.text(405, "{}");
            }
            String id = Integer.toString(100 + ordered.size());
            ordered.put(id, request.query());
            return log(id, "created");
        }
        String id = request.path().replaceAll(".*/logrequest/(\\d+).*", "$1");
        if (request.path().endsWith("/clean") || request.path().endsWith("/cancel")) {
            boolean clean = request.path().endsWith("/clean");
            if (clean && !isReady(id)) {
                return Answer.text(400, "{\"errors\":[{\"error_type\":\"invalid_parameter\"}]}");
            }
            (clean ? cleaned : cancelled).add(id);
            return log(id, clean ? "cleaned_by_user" : "canceled");
        }
        if (request.path().endsWith("/download")) {
            if (cleaned.contains(id)) {
                return Answer.text(404, "{\"errors\":[{\"error_type\":\"not_found\"}]}");
            }
            int part = Integer.parseInt(request.path().replaceAll(".*/part/(\\d+)/download", "$1"));
            return Answer.text(200, part(id, part), "Content-Type", "text/tab-separated-values");
        }
        states.merge(id, 1, Integer::sum);
        return log(id, isReady(id) ? "processed" : "created");
    }

    private boolean isReady(String id) {
        return states.getOrDefault(id, 0) > statesBeforeReady;
    }

    private List<Map<String, String>> rowsOf(String id) {
        Map<String, String> order = ordered.get(id);
        String column = order.get("source").equals("visits") ? "ym:s:date" : "ym:pv:date";
        return rows.getOrDefault(order.get("source"), List.of()).stream()
                .filter(row -> row.get(column).compareTo(order.get("date1")) >= 0
                        && row.get(column).compareTo(order.get("date2")) <= 0)
                .toList();
    }

    private Answer log(String id, String status) {
        List<Object> parts = new ArrayList<>();
        int count = (rowsOf(id).size() + rowsOfAPart - 1) / rowsOfAPart;
        for (int i = 0; i < Math.max(1, count); i++) {
            parts.add(Map.of("part_number", i, "size", 10));
        }
        Map<String, Object> log = new LinkedHashMap<>(Map.of("request_id", Integer.parseInt(id), "status", status));
        if (status.equals("processed")) {
            log.put("parts", parts);
        }
        return Answer.json(Map.of("log_request", log));
    }

    private String part(String id, int number) {
        String[] fields = ordered.get(id).get("fields").split(",");
        StringBuilder text = new StringBuilder(
                String.join("\t", fields).replace("<attribution>", spellsAttribution ? "lastsign" : "<attribution>"));
        text.append('\n');
        List<Map<String, String>> all = rowsOf(id);
        for (Map<String, String> row : all.subList(
                Math.min(all.size(), number * rowsOfAPart), Math.min(all.size(), (number + 1) * rowsOfAPart))) {
            List<String> cells = new ArrayList<>();
            for (String field : fields) {
                cells.add(row.getOrDefault(field, field.contains("goals") || field.contains("purchase") ? "[]" : ""));
            }
            text.append(String.join("\t", cells)).append('\n');
        }
        return text.toString();
    }
}
