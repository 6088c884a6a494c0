package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.ReadRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lists of a Bitrix24 portal, page by page, and what is joined to their rows. Members that we add begin with {@code @}.
 * Pages begin behind the last id with {@code start = -1}, which spares the portal the counting. Thread-safe.
 */
final class Bitrix24Lists {

    static final Set<String> NAMES = Set.of(
            "stages",
            "leads",
            "lead-stages",
            "deals",
            "deal-stages",
            "invoices",
            "contacts",
            "calls",
            "tasks",
            "employees");

    private static final int PAGE = 50;
    private static final int LEAD = 1;
    private static final int DEAL = 2;
    private static final int CONTACT = 3;
    private static final int INVOICE = 31;
    /** Offsets of portal and filter may differ by that much. */
    private static final Duration MARGIN = Duration.ofDays(1);

    private static final List<String> CRM_FIELDS = List.of(
            "id",
            "leadId",
            "contactId",
            "assignedById",
            "createdTime",
            "updatedTime",
            "movedTime",
            "categoryId",
            "stageId",
            "opportunity",
            "currencyId",
            "taxValue",
            "isRecurring",
            "sourceId",
            "utmSource",
            "utmMedium",
            "utmCampaign",
            "utmContent",
            "utmTerm");

    private final Bitrix24 portal;
    private final String source;
    private final boolean deadlineMoves;
    private final boolean shipped;
    private final Bitrix24Stages stages;

    Bitrix24Lists(Bitrix24 portal, String source, boolean deadlineMoves, boolean shipped) {
        this.portal = portal;
        this.source = source;
        this.deadlineMoves = deadlineMoves;
        this.shipped = shipped;
        this.stages = new Bitrix24Stages(portal);
    }

    /** The pages of a list for one reading. */
    Pages pages(String list, ReadRequest<?> request) {
        return switch (list) {
            case "stages" -> this::stagePage;
            case "leads" -> items(LEAD, List.of("*"), request, this::lead);
            case "contacts" -> items(CONTACT, List.of("*"), request, this::contact);
            case "deals" -> items(DEAL, shipped ? CRM_FIELDS : List.of("*"), request, this::deal);
            case "invoices" -> items(INVOICE, List.of("*"), request, this::invoice);
            case "lead-stages" -> history(LEAD, request);
            case "deal-stages" -> history(DEAL, request);
            case "calls" -> calls(request);
            case "tasks" -> tasks(request);
            default -> employees();
        };
    }

    /** Makes the rows of the items of a page. */
    @FunctionalInterface
    private interface Rows {
        List<List<Map<String, @Nullable Object>>> of(List<Keyset.Item> items, Runnable check);
    }

    /** Makes the row of one item. */
    @FunctionalInterface
    private interface OneRow {
        List<Map<String, @Nullable Object>> of(Map<String, @Nullable Object> item, Runnable check);
    }

    private static Rows each(OneRow row) {
        return (items, check) ->
                items.stream().map(item -> row.of(item.members(), check)).toList();
    }

    private Pages.Page stagePage(String point, Runnable check) {
        int from = parsed(point).last().intValueExact();
        List<Map<String, @Nullable Object>> rows = stages.rows(check);
        List<Entry> entries = new ArrayList<>();
        for (int i = from; i < rows.size(); i++) {
            entries.add(new Entry(Integer.toString(i + 1), Integer.toString(i + 1), rows.get(i)));
        }
        return new Pages.Page(entries, null);
    }

    private Keyset.Point parsed(String point) {
        try {
            return Keyset.Point.of(point);
        } catch (IllegalArgumentException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, Bitrix24.CODE + "-CURSOR", source, "the cursor is broken");
        }
    }

    /**
     * A list in the order of ids.
     *
     * @param filter what to ask for, beside the ids
     * @param idFilter how the list compares ids
     */
    private Pages keyset(
            String method,
            Map<String, Object> parameters,
            Map<String, Object> filter,
            String filterName,
            String idFilter,
            String id,
            String[] members,
            Rows rows) {
        return (text, check) -> {
            Keyset.Point point = parsed(text);
            Map<String, Object> asked = new LinkedHashMap<>(filter);
            asked.put(idFilter, point.last().toString());
            Map<String, Object> all = new LinkedHashMap<>(parameters);
            all.put(filterName, asked);
            all.put("start", -1);
            Object answer = portal.call(method, all, check);
            Object found = Json.at(answer, members);
            if (answer != Json.NOTHING && !(found instanceof List || found instanceof Map)) {
                throw portal.shape(method);
            }
            List<Map<String, @Nullable Object>> list = Json.maps(found);
            List<Keyset.Item> items =
                    Keyset.after(point.last(), list, id, () -> portal.shape(method), () -> portal.stuck(method));
            List<Entry> entries = Keyset.entries(point, items, rows.of(items, check));
            return new Pages.Page(
                    entries,
                    list.size() < PAGE ? null : items.get(items.size() - 1).toString());
        };
    }

    /** The filter by time, where the mapping is ours: we know that its records happen then. */
    private Map<String, Object> since(ReadRequest<?> request, String field) {
        Map<String, Object> filter = new LinkedHashMap<>();
        Instant from = request.from();
        Instant to = request.to();
        if (shipped && from != null && from.isAfter(Instant.EPOCH)) {
            filter.put(">=" + field, time(from.minus(MARGIN)));
        }
        if (shipped && to != null && to.isBefore(Instant.parse("2200-01-01T00:00:00Z"))) {
            filter.put("<=" + field, time(to.plus(MARGIN)));
        }
        return filter;
    }

    private static String time(Instant instant) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", java.util.Locale.ROOT)
                .format(instant.atOffset(ZoneOffset.UTC));
    }

    // ---- leads, deals, invoices, contacts

    private Pages items(int type, List<String> select, ReadRequest<?> request, OneRow row) {
        return keyset(
                "crm.item.list",
                Map.of("entityTypeId", type, "select", select, "order", Map.of("id", "ASC")),
                since(request, "createdTime"),
                "filter",
                ">id",
                "id",
                new String[] {"result", "items"},
                each(row));
    }

    private List<Map<String, @Nullable Object>> deal(Map<String, @Nullable Object> item, Runnable check) {
        return List.of(joined(item, "DEAL:" + category(item), "D_" + item.get("id"), null, check));
    }

    private List<Map<String, @Nullable Object>> invoice(Map<String, @Nullable Object> item, Runnable check) {
        Map<String, @Nullable Object> row =
                joined(item, "INVOICE:" + category(item), "SI_" + item.get("id"), null, check);
        String deal = id(item, "parentId2");
        row.put("@deal", deal == null ? null : "D_" + deal);
        return List.of(row);
    }

    private static String category(Map<String, @Nullable Object> item) {
        String category = Json.text(item, "categoryId");
        return category == null ? "0" : category;
    }

    /** An item with what its ids and its stage mean. */
    private Map<String, @Nullable Object> joined(
            Map<String, @Nullable Object> item,
            String pipeline,
            String ref,
            @Nullable String fallback,
            Runnable check) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(item);
        row.put("@ref", ref);
        row.put("@pipeline", pipeline);
        row.put("@semantic", stages.semantic(pipeline, Json.text(item, "stageId"), fallback, check));
        row.put("@person", person(item, ref));
        String lead = id(item, "leadId");
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

    private List<Map<String, @Nullable Object>> lead(Map<String, @Nullable Object> item, Runnable check) {
        return person(item, true);
    }

    private List<Map<String, @Nullable Object>> contact(Map<String, @Nullable Object> item, Runnable check) {
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

    // ---- stages of leads and deals

    private Pages history(int type, ReadRequest<?> request) {
        String stage = type == LEAD ? "STATUS_ID" : "STAGE_ID";
        Previous previous = new Previous(type, stage);
        return keyset(
                "crm.stagehistory.list",
                Map.of("entityTypeId", type, "order", Map.of("ID", "ASC")),
                since(request, "CREATED_TIME"),
                "filter",
                ">ID",
                "ID",
                new String[] {"result", "items"},
                (items, check) -> changes(type, stage, items, previous, check));
    }

    private List<List<Map<String, @Nullable Object>>> changes(
            int type, String stage, List<Keyset.Item> items, Previous previous, Runnable check) {
        Map<String, Map<String, @Nullable Object>> owners = owners(type, items, check);
        previous.prepare(items, check);
        List<List<Map<String, @Nullable Object>>> rows = new ArrayList<>();
        for (Keyset.Item item : items) {
            Map<String, @Nullable Object> change = item.members();
            String id = String.valueOf(change.get("OWNER_ID"));
            String category = Json.text(change, "CATEGORY_ID");
            String pipeline = type == LEAD ? "LEAD" : "DEAL:" + (category == null ? "0" : category);
            String letter = Json.text(change, type == LEAD ? "STATUS_SEMANTIC_ID" : "STAGE_SEMANTIC_ID");
            String to = Json.text(change, stage);
            Map<String, @Nullable Object> owner = owners.get(id);
            Map<String, @Nullable Object> known = new LinkedHashMap<>();
            if (owner != null) {
                known.putAll(owner);
            }
            Map<String, @Nullable Object> row = joined(known, pipeline, (type == LEAD ? "L_" : "D_") + id, null, check);
            row.putAll(change);
            row.put("@to", to);
            row.put("@semantic", stages.semantic(pipeline, to, letter, check));
            row.put("@known", owner == null ? "N" : "Y");
            String from = previous.replace(id, pipeline, to);
            boolean isFirst = "1".equals(Json.text(change, "TYPE_ID"));
            row.put("@change", isFirst ? "CREATED" : from == null ? "UNKNOWN" : "MOVED");
            if (!isFirst && from != null) {
                int bar = from.indexOf('\n');
                row.put("@from", from.substring(bar + 1));
                row.put("@fromSemantic", stages.semantic(from.substring(0, bar), from.substring(bar + 1), null, check));
            }
            rows.add(List.of(row));
        }
        return rows;
    }

    /** The leads or deals of a page's changes, by id; those that were deleted, or are not ours to see, are missing. */
    private Map<String, Map<String, @Nullable Object>> owners(int type, List<Keyset.Item> items, Runnable check) {
        Map<String, Map<String, @Nullable Object>> owners = new LinkedHashMap<>();
        List<String> ids = items.stream()
                .map(item -> String.valueOf(item.members().get("OWNER_ID")))
                .distinct()
                .toList();
        if (!ids.isEmpty()) {
            Object answer = portal.call(
                    "crm.item.list",
                    Map.of(
                            "entityTypeId",
                            type,
                            "select",
                            shipped ? CRM_FIELDS : List.of("*"),
                            "filter",
                            Map.of("@id", ids),
                            "start",
                            -1),
                    check);
            for (Map<String, @Nullable Object> owner : Json.maps(answer, "result", "items")) {
                owners.put(String.valueOf(owner.get("id")), owner);
            }
        }
        return owners;
    }

    /** The stage that each lead or deal had before; what was forgotten, or read before a resume, is asked for again. */
    private final class Previous {
        private static final int MOST = 100_000;
        private final int type;
        private final String stage;
        private final Map<String, String> states = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > MOST;
            }
        };

        Previous(int type, String stage) {
            this.type = type;
            this.stage = stage;
        }

        /** Puts the new stage in the place of the old one, and gives that; null if it is not known. */
        @Nullable
        String replace(String id, String pipeline, @Nullable String to) {
            return to == null ? states.get(id) : states.put(id, pipeline + "\n" + to);
        }

        /** Asks for the earlier stages of those that begin on this page with a change that is no creation. */
        void prepare(List<Keyset.Item> items, Runnable check) {
            Set<String> seen = new java.util.HashSet<>();
            List<String> unknown = new ArrayList<>();
            for (Keyset.Item item : items) {
                String id = String.valueOf(item.members().get("OWNER_ID"));
                if (seen.add(id) && !"1".equals(Json.text(item.members(), "TYPE_ID")) && !states.containsKey(id)) {
                    unknown.add(id);
                }
            }
            if (unknown.isEmpty()) {
                return;
            }
            Pages earlier = keyset(
                    "crm.stagehistory.list",
                    Map.of("entityTypeId", type, "order", Map.of("ID", "ASC")),
                    Map.of("OWNER_ID", unknown, "<ID", items.get(0).toString()),
                    "filter",
                    ">ID",
                    "ID",
                    new String[] {"result", "items"},
                    each((item, stop) -> List.of(item)));
            String point = "";
            while (point != null) {
                Pages.Page page = earlier.page(point, check);
                for (Entry entry : page.entries()) {
                    String category = Json.text(entry.members(), "CATEGORY_ID");
                    replace(
                            String.valueOf(entry.members().get("OWNER_ID")),
                            type == LEAD ? "LEAD" : "DEAL:" + (category == null ? "0" : category),
                            Json.text(entry.members(), stage));
                }
                point = page.next();
            }
        }
    }

    // ---- calls, tasks, employees

    private Pages calls(ReadRequest<?> request) {
        return keyset(
                "voximplant.statistic.get",
                Map.of("SORT", "ID", "ORDER", "ASC"),
                since(request, "CALL_START_DATE"),
                "FILTER",
                ">ID",
                "ID",
                new String[] {"result"},
                each((item, check) -> List.of(item)));
    }

    private Pages tasks(ReadRequest<?> request) {
        return keyset(
                "tasks.task.list",
                Map.of(
                        "order",
                        Map.of("ID", "asc"),
                        "select",
                        List.of(
                                "ID",
                                "STATUS",
                                "CREATED_BY",
                                "RESPONSIBLE_ID",
                                "CREATED_DATE",
                                "CHANGED_DATE",
                                "DEADLINE",
                                "CLOSED_DATE",
                                "UF_CRM_TASK")),
                since(request, "CREATED_DATE"),
                "filter",
                ">ID",
                "id",
                new String[] {"result", "tasks"},
                each(this::task));
    }

    private List<Map<String, @Nullable Object>> task(Map<String, @Nullable Object> item, Runnable check) {
        if (!deadlineMoves) {
            return List.of(item);
        }
        Object answer = portal.call(
                "tasks.task.history.list",
                Map.of("taskId", String.valueOf(item.get("id")), "filter", Map.of("FIELD", "DEADLINE")),
                check);
        long moves = Json.maps(answer, "result", "list").stream()
                .filter(change -> "DEADLINE".equals(Json.text(change, "field")))
                .filter(change -> Json.text(change, "value", "from") != null)
                .count();
        Map<String, @Nullable Object> row = new LinkedHashMap<>(item);
        row.put("@deadlineMoves", Long.toString(moves));
        return List.of(row);
    }

    private Pages employees() {
        return keyset(
                "user.get",
                Map.of("SORT", "ID", "ORDER", "ASC"),
                Map.of(),
                "FILTER",
                ">ID",
                "ID",
                new String[] {"result"},
                each((item, check) -> List.of(item)));
    }
}
