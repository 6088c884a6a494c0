package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.source.rest.internal.TestJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An account of HubSpot in memory, by the documented shapes of its API. */
final class Hub extends Stub {

    static final String TOKEN = "pat-s3cret-token";

    final TreeMap<Integer, Map<String, Object>> deals = new TreeMap<>();
    final TreeMap<Integer, Map<String, Object>> contacts = new TreeMap<>();
    final Map<Integer, List<Integer>> contactsOfDeals = new LinkedHashMap<>();
    final List<Map<String, Object>> events = new ArrayList<>();

    Hub() {
        on("/crm/v3/objects/deals/search", request -> search(deals, request));
        on("/crm/v3/objects/contacts/search", request -> search(contacts, request));
        on("/crm/v3/objects/deals/batch/read", request -> batch(deals, request));
        on("/crm/v3/objects/contacts/batch/read", request -> batch(contacts, request));
        on("/crm/v4/associations/deals/contacts/batch/read", this::associations);
        on(
                "/crm/v3/pipelines/deals",
                request -> Answer.json(Map.of(
                        "results",
                        List.of(
                                Map.of(
                                        "id",
                                        "default",
                                        "label",
                                        "Canary",
                                        "stages",
                                        List.of(
                                                stage("appointmentscheduled", 0, "false", "0.2"),
                                                stage("closedwon", 1, "true", "1.0"),
                                                stage("closedlost", 2, "true", "0.0"))),
                                Map.of(
                                        "id",
                                        "4711",
                                        "stages",
                                        List.of(stage("815", 0, "false", "0.5"), stage("816", 1, "true", "1")))))));
        on(
                "/crm/v3/properties/contacts/lifecyclestage",
                request -> Answer.json(Map.of(
                        "name",
                        "lifecyclestage",
                        "options",
                        List.of(
                                Map.of("label", "Lead", "value", "lead", "displayOrder", 0),
                                Map.of("label", "Own", "value", "93264", "displayOrder", 1)))));
        on("/email/public/v1/events", this::events);
        on(
                "/crm/v3/owners",
                request -> Answer.json(
                        request.query().containsKey("after")
                                ? Map.of(
                                        "results",
                                        List.of(Map.of(
                                                "id",
                                                "12",
                                                "email",
                                                "canary@example.org",
                                                "createdAt",
                                                "1583064000000",
                                                "teams",
                                                List.of(
                                                        Map.of("id", "5", "primary", false),
                                                        Map.of("id", "6", "primary", true)))))
                                : Map.of(
                                        "results",
                                        List.of(Map.of("id", "11", "createdAt", "2020-02-01T00:00:00.000Z")),
                                        "paging",
                                        Map.of("next", Map.of("after", "x1")))));
    }

    private static Map<String, Object> stage(String id, int order, String closed, String probability) {
        return Map.of(
                "id", id, "displayOrder", order, "metadata", Map.of("isClosed", closed, "probability", probability));
    }

    /** Behind which id a search goes on. */
    static @Nullable String above(Request request) {
        return filters(request).get("hs_object_id GT");
    }

    private static Map<String, String> filters(Request request) {
        Map<String, String> filters = new LinkedHashMap<>();
        if (request.json("filterGroups") instanceof List<?> groups
                && groups.get(0) instanceof Map<?, ?> group
                && group.get("filters") instanceof List<?> list) {
            for (Object filter : list) {
                filters.put(
                        TestJson.at(filter, "propertyName") + " " + TestJson.at(filter, "operator"),
                        String.valueOf(TestJson.at(filter, "value")));
            }
        }
        return filters;
    }

    private static Answer search(TreeMap<Integer, Map<String, Object>> objects, Request request) {
        if (!("Bearer " + TOKEN).equals(request.headers().get("Authorization"))) {
            return Answer.text(401, "{\"status\":\"error\",\"category\":\"INVALID_AUTHENTICATION\"}");
        }
        Map<String, String> filters = filters(request);
        assertThat(filters.keySet())
                .contains("hs_object_id GT")
                .isSubsetOf("hs_object_id GT", "hs_lastmodifieddate GTE", "lastmodifieddate GTE");
        List<Object> found = new ArrayList<>();
        objects.tailMap(Integer.parseInt(filters.get("hs_object_id GT")), false).entrySet().stream()
                .filter(object -> changed(object.getValue(), "hs_lastmodifieddate", filters)
                        && changed(object.getValue(), "lastmodifieddate", filters))
                .limit(50)
                .forEach(object -> found.add(Map.of("id", "" + object.getKey(), "properties", Map.of())));
        return Answer.json(Map.of("total", objects.size(), "results", found));
    }

    private static boolean changed(Map<String, Object> object, String property, Map<String, String> filters) {
        String since = filters.get(property + " GTE");
        Object at = TestJson.at(object, "properties", property);
        return since == null || (at != null && millis(String.valueOf(at)) >= Long.parseLong(since));
    }

    private static long millis(String time) {
        return time.matches("\\d+") ? Long.parseLong(time) : Instant.parse(time).toEpochMilli();
    }

    private static List<Integer> inputs(Request request) {
        List<Integer> ids = new ArrayList<>();
        if (request.json("inputs") instanceof List<?> list) {
            list.forEach(input -> ids.add(Integer.parseInt(String.valueOf(((Map<?, ?>) input).get("id")))));
        }
        assertThat(ids).hasSizeBetween(1, 50);
        return ids;
    }

    /** The objects that were asked for, with the properties that were. */
    private static Answer batch(TreeMap<Integer, Map<String, Object>> objects, Request request) {
        List<Object> found = new ArrayList<>();
        for (int id : inputs(request)) {
            Map<String, Object> object = objects.get(id);
            if (object != null && request.json("properties") instanceof List<?> wanted) {
                Map<Object, Object> properties = new LinkedHashMap<>((Map<?, ?>) object.get("properties"));
                properties.keySet().retainAll(wanted);
                Map<String, Object> copy = new LinkedHashMap<>(object);
                copy.put("properties", properties);
                found.add(copy);
            }
        }
        return Answer.json(Map.of("status", "COMPLETE", "results", found));
    }

    private Answer associations(Request request) {
        List<Object> found = new ArrayList<>();
        for (int id : inputs(request)) {
            List<Object> to = new ArrayList<>();
            contactsOfDeals.getOrDefault(id, List.of()).forEach(contact -> to.add(Map.of("toObjectId", contact)));
            if (!to.isEmpty()) {
                found.add(Map.of("from", Map.of("id", "" + id), "to", to));
            }
        }
        return new Answer(207, Map.of(), TestJson.write(Map.of("status", "COMPLETE", "results", found)), false, false);
    }

    private Answer events(Request request) {
        long end = Long.parseLong(request.query().get("endTimestamp"));
        List<Map<String, Object>> before = events.stream()
                .filter(event -> Long.parseLong(String.valueOf(event.get("created"))) < end)
                .toList();
        int from = Integer.parseInt(request.query().getOrDefault("offset", "0"));
        int to = Math.min(before.size(), from + 3);
        return Answer.json(Map.of(
                "events", before.subList(from, to), "hasMore", to < before.size(), "offset", Integer.toString(to)));
    }

    /** Adds a deal with its changes of stage as times and values. */
    void deal(int id, Map<String, Object> properties, String... history) {
        deals.put(id, object(id, properties, "dealstage", history));
    }

    static Map<String, Object> object(int id, Map<String, Object> properties, String stage, String... history) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < history.length; i += 2) {
            values.add(Map.of("timestamp", history[i], "value", history[i + 1], "sourceType", "CRM_UI"));
        }
        return Map.of("id", "" + id, "properties", properties, "propertiesWithHistory", Map.of(stage, values));
    }

    /** Adds an event of a mail; the newest comes first. */
    void event(String id, long created, String type, boolean filtered) {
        events.add(Map.of(
                "id",
                id,
                "created",
                created,
                "type",
                type,
                "filteredEvent",
                filtered,
                "recipient",
                "a@example.org",
                "emailCampaignId",
                2,
                "sentBy",
                Map.of("id", "m1", "created", 1)));
    }
}
