package io.ckpi.source.rest;

import static java.util.Objects.requireNonNullElse;

import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A portal of Bitrix24 in memory, by the documented shapes of its methods. */
final class Portal extends Stub {

    static final String KEY = "s3cretwebhookkey";

    final TreeMap<Integer, TreeMap<Integer, Map<String, Object>>> items = new TreeMap<>();
    final TreeMap<Integer, TreeMap<Integer, Map<String, Object>>> history = new TreeMap<>();
    final List<Map<String, Object>> statuses = new ArrayList<>();
    final TreeMap<Integer, Map<String, Object>> calls = new TreeMap<>();
    final TreeMap<Integer, Map<String, Object>> tasks = new TreeMap<>();
    final TreeMap<Integer, Map<String, Object>> users = new TreeMap<>();

    Portal() {
        on("/rest/", request -> Answer.text(401, "{\"error\":\"INVALID_CREDENTIALS\"}"));
        on("/rest/1/" + KEY + "/crm.item.list", this::itemList);
        on("/rest/1/" + KEY + "/crm.stagehistory.list", this::historyList);
        on("/rest/1/" + KEY + "/crm.status.list", this::statusList);
        on("/rest/1/" + KEY + "/voximplant.statistic.get", r -> result(page(calls, r, "FILTER", "ID")));
        on("/rest/1/" + KEY + "/user.get", r -> result(page(users, r, "FILTER", "ID")));
        on("/rest/1/" + KEY + "/tasks.task.list", r -> result(Map.of("tasks", page(tasks, r, "filter", "ID"))));
        on(
                "/rest/1/" + KEY + "/tasks.task.history.list",
                r -> result(Map.of(
                        "list",
                        List.of(
                                change("DEADLINE", ""),
                                change("DEADLINE", "1700000000"),
                                change("DEADLINE", "1700000001"),
                                change("STATUS", "2")))));
        for (String[] status : new String[][] {
            {"STATUS", "NEW", "10", ""},
            {"STATUS", "CONVERTED", "40", "S"},
            {"STATUS", "JUNK", "50", "F"},
            {"DEAL_STAGE", "NEW", "10", ""},
            {"DEAL_STAGE", "EXECUTING", "40", ""},
            {"DEAL_STAGE", "WON", "60", "S"},
            {"DEAL_STAGE", "LOSE", "70", "F"},
            {"DEAL_STAGE_5", "C5:NEW", "10", ""},
            {"DEAL_STAGE_5", "C5:UC_9", "90", "S"},
            {"SMART_INVOICE_STAGE_7", "DT31_7:P", "30", "S"},
            {"SMART_INVOICE_STAGE_7", "DT31_7:N", "10", ""},
            {"DYNAMIC_1036_STAGE_4", "DT1036_4:NEW", "10", ""},
            {"DYNAMIC_1036_STAGE_4", "DT1036_4:SUCCESS", "20", "S"},
            {"DYNAMIC_1040_STAGE_6", "DT1040_6:NEW", "10", ""},
            {"SOURCE", "CALL", "10", ""}
        }) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("ID", Integer.toString(101 + 2 * statuses.size()));
            row.put("ENTITY_ID", status[0]);
            row.put("STATUS_ID", status[1]);
            row.put("NAME", "Canary name");
            row.put("SORT", status[2]);
            if (!status[3].isEmpty()) {
                row.put("SEMANTICS", status[3]);
            }
            statuses.add(row);
        }
    }

    String webhook() {
        return address() + "/rest/1/" + KEY + "/";
    }

    private static Map<String, Object> change(String field, String from) {
        return Map.of("field", field, "value", Map.of("from", from, "to", "1700000009"));
    }

    /** Adds a lead, deal, contact or invoice. */
    Map<String, Object> item(int type, int id, Object... members) {
        Map<String, Object> item = map(members);
        item.put("id", id); // a number, as the universal methods give it
        items.computeIfAbsent(type, t -> new TreeMap<>()).put(id, item);
        return item;
    }

    /** Adds a change of a stage. */
    void moved(int type, int id, int typeId, int owner, String time, String stage, String semantic, String category) {
        String name = type == 1 ? "STATUS" : "STAGE";
        Map<String, Object> row = map(
                "ID",
                Integer.toString(id),
                "TYPE_ID",
                Integer.toString(typeId),
                "OWNER_ID",
                Integer.toString(owner),
                "CREATED_TIME",
                time,
                name + "_ID",
                stage,
                name + "_SEMANTIC_ID",
                semantic);
        if (type != 1) {
            row.put("CATEGORY_ID", category);
        }
        history.computeIfAbsent(type, t -> new TreeMap<>()).put(id, row);
    }

    static Map<String, Object> map(Object... members) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            map.put((String) members[i], members[i + 1]);
        }
        return map;
    }

    static Answer result(Object result) {
        return Answer.json(Map.of("result", result, "time", Map.of("start", "1.5", "operating", 0)));
    }

    private Answer itemList(Request request) {
        TreeMap<Integer, Map<String, Object>> all = items.getOrDefault(type(request), new TreeMap<>());
        Object ids = request.json("filter", "@id");
        if (ids instanceof List<?> list) {
            return result(Map.of(
                    "items",
                    all.values().stream()
                            .filter(i -> list.contains(String.valueOf(i.get("id"))))
                            .toList()));
        }
        return result(Map.of("items", page(all, request, "filter", "id")));
    }

    private Answer historyList(Request request) {
        TreeMap<Integer, Map<String, Object>> all = history.getOrDefault(type(request), new TreeMap<>());
        return result(Map.of("items", page(all, request, "filter", "ID")));
    }

    private Answer statusList(Request request) {
        int start = Integer.parseInt(String.valueOf(request.json("start")));
        int end = Math.min(statuses.size(), start + 5); // a short page, to see that the next one is asked for
        Map<String, Object> answer = map("result", statuses.subList(start, end), "total", statuses.size());
        if (end < statuses.size()) {
            answer.put("next", end);
        }
        return Answer.json(answer);
    }

    private static int type(Request request) {
        return Integer.parseInt(String.valueOf(request.json("entityTypeId")));
    }

    private static List<Map<String, Object>> page(
            TreeMap<Integer, Map<String, Object>> all, Request request, String filter, String id) {
        if (!"-1".equals(request.json("start"))) {
            throw new IllegalStateException("counts rows");
        }
        int above = number(request.json(filter, ">" + id), 0);
        int below = number(request.json(filter, "<" + id), Integer.MAX_VALUE);
        Object owners = request.json(filter, "OWNER_ID");
        return all.tailMap(above, false).headMap(below, false).values().stream()
                .filter(row -> !(owners instanceof List<?> list) || list.contains(row.get("OWNER_ID")))
                .filter(row -> isLater(row, request.json(filter)))
                .limit(50)
                .toList();
    }

    /** Whether a row fits all filters such as {@code >=CHANGED_DATE}; one that has no such time fits. */
    private static boolean isLater(Map<String, Object> row, @Nullable Object filters) {
        if (!(filters instanceof Map<?, ?> map)) {
            return true;
        }
        return map.entrySet().stream().allMatch(filter -> {
            String name = String.valueOf(filter.getKey());
            Object at = name.startsWith(">=") ? row.getOrDefault(name.substring(2), row.get(camel(name))) : null;
            return at == null
                    || !OffsetDateTime.parse(String.valueOf(at))
                            .isBefore(OffsetDateTime.parse(String.valueOf(filter.getValue())));
        });
    }

    /** {@code changedDate} for {@code >=CHANGED_DATE}, as tasks name it. */
    private static String camel(String filter) {
        String[] words = filter.substring(2).toLowerCase(Locale.ROOT).split("_");
        return words.length < 2
                ? words[0]
                : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
    }

    private static int number(@Nullable Object text, int otherwise) {
        return new BigInteger(String.valueOf(requireNonNullElse(text, otherwise))).intValueExact();
    }
}
