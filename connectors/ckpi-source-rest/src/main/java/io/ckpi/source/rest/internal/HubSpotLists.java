package io.ckpi.source.rest.internal;

import io.ckpi.spi.ReadRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lists of a HubSpot account, and the rows that its objects hold: changes of a stage, addresses, merges. Members that we
 * add begin with {@code @}. Objects are searched behind the last id, so that no search comes to the 10,000th row.
 * Thread-safe.
 */
final class HubSpotLists {

    static final Set<String> NAMES = Set.of("stages", "deals", "contacts", "email-events", "owners");

    /** As many objects as their history may be asked of at once. */
    private static final int PAGE = 50;

    private static final int EVENTS = 1000;
    /** The service keeps that many values of a property; the first of so many need not be the first ever. */
    private static final int DEAL_HISTORY = 20;

    private static final int CONTACT_HISTORY = 45;
    private static final Duration MARGIN = Duration.ofDays(1);

    private final HubSpot account;
    private final String source;
    private final Clock clock;
    private final boolean shipped;
    private final HubSpotStages stages;

    HubSpotLists(HubSpot account, String source, Clock clock, boolean shipped) {
        this.account = account;
        this.source = source;
        this.clock = clock;
        this.shipped = shipped;
        this.stages = new HubSpotStages(account);
    }

    Pages pages(String list, ReadRequest<?> request) {
        return switch (list) {
            case "stages" -> (point, check) -> numbered(point, stages.rows(check));
            case "deals" ->
                new Objects(
                        "deals",
                        "dealstage",
                        DEAL_HISTORY,
                        "hs_lastmodifieddate",
                        List.of(
                                "amount",
                                "deal_currency_code",
                                "dealstage",
                                "pipeline",
                                "createdate",
                                "closedate",
                                "hs_lastmodifieddate",
                                "hubspot_owner_id",
                                "hs_analytics_source"),
                        request);
            case "contacts" ->
                new Objects(
                        "contacts",
                        "lifecyclestage",
                        CONTACT_HISTORY,
                        "lastmodifieddate",
                        List.of(
                                "lifecyclestage",
                                "createdate",
                                "lastmodifieddate",
                                "hubspot_owner_id",
                                "email",
                                "hs_additional_emails",
                                "phone",
                                "mobilephone",
                                "hs_merged_object_ids",
                                "hs_calculated_merged_vids",
                                "hs_analytics_source"),
                        request);
            case "email-events" -> new Events(request);
            default -> this::owners;
        };
    }

    private Pages.Page numbered(String point, List<Map<String, @Nullable Object>> rows) {
        List<Entry> entries = new ArrayList<>();
        for (int i = parsed(point).last().intValueExact(); i < rows.size(); i++) {
            entries.add(new Entry(Integer.toString(i + 1), Integer.toString(i + 1), rows.get(i)));
        }
        return new Pages.Page(entries, null);
    }

    private Keyset.Point parsed(String point) {
        try {
            return Keyset.Point.of(point);
        } catch (IllegalArgumentException e) {
            throw account.cursor();
        }
    }

    /** A time as ISO, whether it is written so or as milliseconds since 1970; null stays null. */
    static @Nullable String time(@Nullable String text) {
        return text != null && text.matches("\\d{1,15}")
                ? Instant.ofEpochMilli(Long.parseLong(text)).toString()
                : text;
    }

    // ---- deals and contacts

    private final class Objects implements Pages {
        private final String type;
        private final String stage;
        private final int kept;
        private final String modified;
        private final List<String> properties;
        private final ReadRequest<?> request;

        Objects(String type, String stage, int kept, String modified, List<String> properties, ReadRequest<?> request) {
            this.type = type;
            this.stage = stage;
            this.kept = kept;
            this.modified = modified;
            this.properties = properties;
            this.request = request;
        }

        @Override
        public Page page(String text, Runnable check) {
            Keyset.Point point = parsed(text);
            List<Object> filters = new ArrayList<>();
            filters.add(filter("hs_object_id", "GT", point.last().toString()));
            Instant from = request.from();
            if (shipped && from != null && from.isAfter(Instant.EPOCH)) {
                // whatever happened to an object has modified it
                filters.add(
                        filter(modified, "GTE", Long.toString(from.minus(MARGIN).toEpochMilli())));
            }
            String name = type + " search";
            Object answer = account.search(
                    "/crm/v3/objects/" + type + "/search",
                    name,
                    Map.of(
                            "filterGroups",
                            List.of(Map.of("filters", filters)),
                            "sorts",
                            List.of(Map.of("propertyName", "hs_object_id", "direction", "ASCENDING")),
                            "properties",
                            List.of("hs_object_id"),
                            "limit",
                            PAGE),
                    check);
            if (answer != Json.NOTHING && !(Json.at(answer, "results") instanceof List)) {
                throw account.shape(name);
            }
            List<Map<String, @Nullable Object>> found = Json.maps(answer, "results");
            List<Keyset.Item> items =
                    Keyset.after(point.last(), found, "id", () -> account.shape(name), () -> account.stuck(name));
            boolean more = found.size() >= PAGE || Json.text(answer, "paging", "next", "after") != null;
            if (items.isEmpty()) {
                return new Page(List.of(), null);
            }
            return new Page(
                    Keyset.entries(point, items, rows(items, check)),
                    more ? items.get(items.size() - 1).toString() : null);
        }

        private Map<String, Object> filter(String property, String operator, String value) {
            return Map.of("propertyName", property, "operator", operator, "value", value);
        }

        private List<List<Map<String, @Nullable Object>>> rows(List<Keyset.Item> items, Runnable check) {
            List<Object> inputs = new ArrayList<>();
            items.forEach(item -> inputs.add(Map.of("id", item.toString())));
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("inputs", inputs);
            body.put("properties", properties);
            body.put("propertiesWithHistory", List.of(stage));
            Object answer = account.post("/crm/v3/objects/" + type + "/batch/read", type + " batch read", body, check);
            Map<String, Map<String, @Nullable Object>> objects = new LinkedHashMap<>();
            for (Map<String, @Nullable Object> object : Json.maps(answer, "results")) {
                objects.put(String.valueOf(object.get("id")), object);
            }
            Map<String, String> contacts = type.equals("deals") ? contacts(inputs, check) : Map.of();
            List<List<Map<String, @Nullable Object>>> rows = new ArrayList<>();
            for (Keyset.Item item : items) {
                Map<String, @Nullable Object> object = objects.get(item.toString());
                // an object that was deleted since the search has no rows
                rows.add(object == null ? List.of() : rows(item.toString(), object, contacts, check));
            }
            return rows;
        }

        /** The first contact of each deal. */
        private Map<String, String> contacts(List<Object> inputs, Runnable check) {
            Object answer = account.post(
                    "/crm/v4/associations/deals/contacts/batch/read",
                    "associations batch read",
                    Map.of("inputs", inputs),
                    check);
            Map<String, String> contacts = new LinkedHashMap<>();
            for (Map<String, @Nullable Object> result : Json.maps(answer, "results")) {
                String deal = Json.text(result, "from", "id");
                Json.maps(result, "to").stream()
                        .map(to -> Json.text(to, "toObjectId"))
                        .filter(id -> id != null && id.matches("\\d{1,30}"))
                        .min(Comparator.comparing(java.math.BigInteger::new))
                        .ifPresent(contact -> contacts.put(String.valueOf(deal), contact));
            }
            return contacts;
        }

        private List<Map<String, @Nullable Object>> rows(
                String id, Map<String, @Nullable Object> object, Map<String, String> contacts, Runnable check) {
            Map<String, @Nullable Object> base = new LinkedHashMap<>();
            Json.maps(List.of(java.util.Objects.requireNonNullElse(object.get("properties"), Map.of())))
                    .forEach(base::putAll);
            for (String member : List.of("createdate", "closedate", modified)) {
                base.put(member, time(Json.text(base, member)));
            }
            base.put("id", id);
            base.put("@modified", base.get(modified));
            boolean deal = type.equals("deals");
            String contact = deal ? contacts.get(id) : id;
            base.put("@person", contact == null ? null : source + ":" + contact);
            base.put("@contact", contact == null ? null : "contact-" + contact);
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            changes(base, Json.maps(object, "propertiesWithHistory", stage), deal, check, rows);
            Map<String, @Nullable Object> itself = row(base, deal ? "DEAL" : "CONTACT", null);
            if (deal) {
                itself.put("@semantic", stages.semantic(Json.text(base, "dealstage"), check));
            }
            rows.add(itself);
            if (!deal) {
                links(base, rows);
            }
            return rows;
        }

        private void changes(
                Map<String, @Nullable Object> base,
                List<Map<String, @Nullable Object>> history,
                boolean deal,
                Runnable check,
                List<Map<String, @Nullable Object>> rows) {
            List<Map<String, @Nullable Object>> known = new ArrayList<>();
            for (Map<String, @Nullable Object> change : history) {
                String at = time(Json.text(change, "timestamp"));
                if (Json.text(change, "value") != null && at != null) {
                    Map<String, @Nullable Object> copy = new LinkedHashMap<>(change);
                    copy.put("@at", at);
                    known.add(copy);
                }
            }
            known.sort(Comparator.comparing(change -> String.valueOf(change.get("@at"))));
            String from = null;
            for (int i = 0; i < known.size(); i++) {
                String to = Json.text(known.get(i), "value");
                if (to == null || to.equals(from)) {
                    continue;
                }
                Map<String, @Nullable Object> row = row(base, "STAGE", to);
                row.put("@change", from != null ? "MOVED" : history.size() >= kept ? "UNKNOWN" : "CREATED");
                row.put("@at", known.get(i).get("@at"));
                row.put("@from", from);
                row.put("@actor", known.get(i).get("updatedByUserId"));
                if (deal) {
                    row.put("@semantic", stages.semantic(to, check));
                    row.put("@fromSemantic", stages.semantic(from, check));
                    String pipeline = stages.pipeline(to, check);
                    row.put("@pipeline", pipeline == null ? base.get("pipeline") : pipeline);
                }
                rows.add(row);
                from = to;
            }
        }

        private void links(Map<String, @Nullable Object> base, List<Map<String, @Nullable Object>> rows) {
            addresses(base, "PHONE", List.of("phone", "mobilephone"), rows);
            addresses(base, "EMAIL", List.of("email", "hs_additional_emails"), rows);
            String timed = Json.text(base, "hs_calculated_merged_vids");
            String plain = Json.text(base, "hs_merged_object_ids");
            for (String merged : (timed != null ? timed : plain == null ? "" : plain).split(";", -1)) {
                String[] parts = merged.strip().split(":", 2);
                if (!parts[0].isEmpty()) {
                    Map<String, @Nullable Object> row = row(base, "MERGE", source + ":" + parts[0]);
                    row.put("@at", parts.length == 2 ? time(parts[1]) : base.get("createdate"));
                    rows.add(row);
                }
            }
        }

        private void addresses(
                Map<String, @Nullable Object> base,
                String kind,
                List<String> members,
                List<Map<String, @Nullable Object>> rows) {
            for (String member : members) {
                String text = Json.text(base, member);
                for (String value : (text == null ? "" : text).split(";", -1)) {
                    if (!value.isBlank()) {
                        rows.add(row(base, kind, value.strip()));
                    }
                }
            }
        }

        private Map<String, @Nullable Object> row(
                Map<String, @Nullable Object> base, String kind, @Nullable String value) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>(base);
            row.put("@row", kind);
            row.put("@value", value);
            return row;
        }
    }

    // ---- e-mail events, newest first, up to the time when the reading began

    private final class Events implements Pages {
        private final ReadRequest<?> request;

        Events(ReadRequest<?> request) {
            this.request = request;
        }

        /** A point is the end of the time that is read, the service's offset, and the last event that was read of its page. */
        @Override
        public Page page(String text, Runnable check) {
            Instant to = request.to();
            Instant now = clock.instant();
            String[] parts = text.isEmpty()
                    ? new String[] {Long.toString((to != null && to.isBefore(now) ? to : now).toEpochMilli()), "", ""}
                    : text.split("\\|", -1);
            if (parts.length != 3 || !parts[0].matches("\\d{1,15}")) {
                throw account.cursor();
            }
            Instant from = request.from();
            String path = "/email/public/v1/events?limit=" + EVENTS
                    + (from != null && from.isAfter(Instant.EPOCH) ? "&startTimestamp=" + from.toEpochMilli() : "")
                    + "&endTimestamp=" + parts[0]
                    + (parts[1].isEmpty() ? "" : "&offset=" + URLEncoder.encode(parts[1], StandardCharsets.UTF_8));
            Object answer = account.get(path, "email events", check);
            if (answer != Json.NOTHING && !(Json.at(answer, "events") instanceof List)) {
                throw account.shape("email events");
            }
            List<Entry> entries = new ArrayList<>();
            for (Map<String, @Nullable Object> event : Json.maps(answer, "events")) {
                String id = Json.text(event, "id");
                String label = id != null && id.matches("[A-Za-z0-9_-]{1,64}") ? id : "?";
                Map<String, @Nullable Object> row = new LinkedHashMap<>(event);
                row.put("@at", time(Json.text(event, "created")));
                row.put("@filtered", "true".equals(event.get("filteredEvent")) ? "Y" : "N");
                String sent = Json.text(event, "sentBy", "id");
                row.put("@message", sent == null ? id : sent);
                entries.add(new Entry(parts[0] + "|" + parts[1] + "|" + label, label, row));
                if (label.equals(parts[2])) {
                    entries.clear(); // all up to here were read before
                }
            }
            String next = Json.text(answer, "offset");
            boolean more = "true".equals(Json.at(answer, "hasMore"));
            if (more && (next == null || next.equals(parts[1]))) {
                throw account.stuck("email events");
            }
            return new Page(entries, more ? parts[0] + "|" + next + "|" : null);
        }
    }

    /** A point is the service's own, and the last owner that was read of its page. */
    private Pages.Page owners(String point, Runnable check) {
        int bar = point.lastIndexOf('|');
        String page = bar < 0 ? "" : point.substring(0, bar);
        String last = bar < 0 ? "" : point.substring(bar + 1);
        String after = page.isEmpty() ? "" : "&after=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
        Object answer = account.get("/crm/v3/owners?limit=100" + after, "owners", check);
        if (answer != Json.NOTHING && !(Json.at(answer, "results") instanceof List)) {
            throw account.shape("owners");
        }
        List<Entry> entries = new ArrayList<>();
        for (Map<String, @Nullable Object> owner : Json.maps(answer, "results")) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>(owner);
            row.put("createdAt", time(Json.text(owner, "createdAt")));
            Json.maps(owner, "teams").stream()
                    .filter(team -> "true".equals(team.get("primary")))
                    .findFirst()
                    .ifPresent(team -> row.put("@team", team.get("id")));
            String id = String.valueOf(Json.text(owner, "id"));
            String label = id.matches("\\d{1,30}") ? id : "?";
            entries.add(new Entry(page + "|" + label, label, row));
            if (label.equals(last)) {
                entries.clear(); // all up to here were read before
            }
        }
        String next = Json.text(answer, "paging", "next", "after");
        if (next != null && next.equals(page)) {
            throw account.stuck("owners");
        }
        return new Pages.Page(entries, next == null ? null : next + "|");
    }
}
