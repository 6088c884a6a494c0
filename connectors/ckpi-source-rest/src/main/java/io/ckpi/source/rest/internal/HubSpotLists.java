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
import java.util.LinkedHashSet;
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
    /** Zones may differ by that much; events come late. */
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

    /**
     * The pages of a list for one reading.
     *
     * @param columns what the mapping names, of which properties of the account's own are asked for
     * @param since null for all rows, else those that were written or changed since; of lists that cannot tell, all
     */
    Pages pages(String list, List<String> columns, ReadRequest<?> request, @Nullable Instant since) {
        if (since != null) {
            stages.forget(); // there may be new ones
        }
        return switch (list) {
            case "stages" -> stages();
            case "deals" ->
                new Objects(
                        "deals",
                        "dealstage",
                        DEAL_HISTORY,
                        "hs_lastmodifieddate",
                        and(
                                columns,
                                "amount",
                                "deal_currency_code",
                                "dealstage",
                                "pipeline",
                                "createdate",
                                "closedate",
                                "hs_lastmodifieddate",
                                "hubspot_owner_id",
                                "hs_analytics_source"),
                        request,
                        since);
            case "contacts" ->
                new Objects(
                        "contacts",
                        "lifecyclestage",
                        CONTACT_HISTORY,
                        "lastmodifieddate",
                        and(
                                columns,
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
                        request,
                        since);
            case "email-events" -> events(request, since);
            default -> owners();
        };
    }

    /** Some properties, and those that a mapping names besides. */
    private static List<String> and(List<String> columns, String... properties) {
        Set<String> all = new LinkedHashSet<>(List.of(properties));
        for (String column : columns) {
            String name = column.replaceFirst("^/", "").replaceFirst("/.*", "");
            if (name.matches("[a-z][a-z0-9_.-]{0,99}") && !name.equals("id")) {
                all.add(name);
            }
        }
        return List.copyOf(all);
    }

    /** The stages, as one page. */
    private Pages stages() {
        return marked("stages", (mark, check) -> {
            List<MarkedPages.Row> rows = new ArrayList<>();
            for (Map<String, @Nullable Object> stage : stages.rows(check)) {
                String id = Json.text(stage, "@pipeline") + "-" + Json.text(stage, "@stage");
                rows.add(new MarkedPages.Row(id.matches("[A-Za-z0-9_-]{1,200}") ? id : null, stage));
            }
            return new MarkedPages.Chunk(mark, rows, null);
        });
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
        private final @Nullable Instant since;

        Objects(
                String type,
                String stage,
                int kept,
                String modified,
                List<String> properties,
                ReadRequest<?> request,
                @Nullable Instant since) {
            this.type = type;
            this.stage = stage;
            this.kept = kept;
            this.modified = modified;
            this.properties = properties;
            this.request = request;
            this.since = since;
        }

        @Override
        public Page page(String text, Runnable check) {
            Keyset.Point point = parsed(text);
            List<Object> filters = new ArrayList<>();
            filters.add(filter("hs_object_id", "GT", point.last().toString()));
            Instant from = shipped ? request.from() : null;
            Instant bound = from != null && from.isAfter(Instant.EPOCH) ? from.minus(MARGIN) : null;
            bound = since != null && (bound == null || since.isAfter(bound)) ? since : bound;
            if (bound != null) {
                // whatever happened to an object has modified it
                filters.add(filter(modified, "GTE", Long.toString(bound.toEpochMilli())));
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
            List<Map<String, @Nullable Object>> found = account.rows(answer, name, "results");
            boolean more = found.size() >= PAGE || Json.text(answer, "paging", "next", "after") != null;
            List<Keyset.Item> items = Keyset.after(
                    point.last(), found, "id", more, () -> account.shape(name), what -> account.paging(name, what));
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
            String name = type + " batch read";
            Object answer = account.post("/crm/v3/objects/" + type + "/batch/read", name, body, check);
            Map<String, Map<String, @Nullable Object>> objects = new LinkedHashMap<>();
            for (Map<String, @Nullable Object> object : account.batch(answer, name)) {
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
            for (Map<String, @Nullable Object> result : account.batch(answer, "associations batch read")) {
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
            if (!(object.get("properties") instanceof Map<?, ?> properties)
                    || !(object.get("propertiesWithHistory") instanceof Map)) {
                throw account.shape(type + " batch read");
            }
            properties.forEach((name, value) -> base.put(String.valueOf(name), value));
            for (String member : List.of("createdate", "closedate", modified)) {
                base.put(member, time(Json.text(base, member)));
            }
            base.put("id", id);
            base.put("@pass", since == null ? "WHOLE" : "CHANGES");
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

    private Pages events(ReadRequest<?> request, @Nullable Instant since) {
        String name = "email events";
        Instant wanted = shipped ? request.from() : null;
        Instant late = since == null ? null : since.minus(MARGIN);
        Instant from = late != null && (wanted == null || late.isAfter(wanted)) ? late : wanted;
        return marked(name, (mark, check) -> {
            Instant now = clock.instant();
            Instant to = shipped ? request.to() : null;
            String end = Long.toString((to != null && to.isBefore(now) ? to : now).toEpochMilli());
            String offset = "";
            if (!mark.isEmpty()) {
                int bar = mark.indexOf('|');
                end = mark.substring(0, Math.max(0, bar));
                offset = mark.substring(bar + 1);
                if (!end.matches("\\d{1,15}")) {
                    throw account.cursor();
                }
            }
            String path = "/email/public/v1/events?limit=" + EVENTS
                    + (from != null && from.isAfter(Instant.EPOCH) ? "&startTimestamp=" + from.toEpochMilli() : "")
                    + "&endTimestamp=" + end
                    + (offset.isEmpty() ? "" : "&offset=" + URLEncoder.encode(offset, StandardCharsets.UTF_8));
            Object answer = account.get(path, name, check);
            List<MarkedPages.Row> rows = new ArrayList<>();
            for (Map<String, @Nullable Object> event : account.rows(answer, name, "events")) {
                String id = Json.text(event, "id");
                Map<String, @Nullable Object> row = new LinkedHashMap<>(event);
                row.put("@at", time(Json.text(event, "created")));
                row.put("@filtered", "true".equals(event.get("filteredEvent")) ? "Y" : "N");
                String sent = Json.text(event, "sentBy", "id");
                row.put("@message", sent == null ? id : sent);
                rows.add(new MarkedPages.Row(id != null && id.matches("[A-Za-z0-9_-]{1,64}") ? id : null, row));
            }
            String next = Json.text(answer, "offset");
            boolean more = "true".equals(Json.at(answer, "hasMore"));
            if (more && next == null) {
                throw account.shape(name);
            }
            return new MarkedPages.Chunk(end + "|" + offset, rows, more ? end + "|" + next : null);
        });
    }

    private Pages owners() {
        String name = "owners";
        return marked(name, (mark, check) -> {
            String after = mark.isEmpty() ? "" : "&after=" + URLEncoder.encode(mark, StandardCharsets.UTF_8);
            Object answer = account.get("/crm/v3/owners?limit=100" + after, name, check);
            List<MarkedPages.Row> rows = new ArrayList<>();
            for (Map<String, @Nullable Object> owner : account.rows(answer, name, "results")) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>(owner);
                row.put("createdAt", time(Json.text(owner, "createdAt")));
                Json.maps(owner, "teams").stream()
                        .filter(team -> "true".equals(team.get("primary")))
                        .findFirst()
                        .ifPresent(team -> row.put("@team", team.get("id")));
                String id = Json.text(owner, "id");
                rows.add(new MarkedPages.Row(id != null && id.matches("\\d{1,30}") ? id : null, row));
            }
            return new MarkedPages.Chunk(mark, rows, Json.text(answer, "paging", "next", "after"));
        });
    }

    private Pages marked(String name, MarkedPages.Chunks chunks) {
        return new MarkedPages(chunks, account::cursor, what -> account.paging(name, what));
    }
}
