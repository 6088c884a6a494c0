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
            "employees",
            "processes",
            "process-stages");

    private static final int PAGE = 50;
    /** Offsets of portal and filter may differ by that much; a call is recorded when it is over, by when it began. */
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
    private final Bitrix24Rows items;
    private final boolean deadlineMoves;
    private final boolean shipped;
    private final Bitrix24Stages stages;

    Bitrix24Lists(Bitrix24 portal, String source, boolean deadlineMoves, boolean shipped, Bitrix24Stages stages) {
        this.portal = portal;
        this.source = source;
        this.deadlineMoves = deadlineMoves;
        this.shipped = shipped;
        this.stages = stages;
        this.items = new Bitrix24Rows(source, stages);
    }

    /**
     * The pages of a list for one reading.
     *
     * @param type the type of a smart process, for the lists of such
     * @param since null for all rows, else those that were written or changed since; of lists that cannot tell, all
     */
    Pages pages(String list, int type, ReadRequest<?> request, @Nullable Instant since) {
        if (since != null) {
            stages.forget(); // there may be new ones
        }
        return switch (list) {
            case "stages" -> this::stagePage;
            case "leads" -> items(Bitrix24Rows.LEAD, request, since, items::lead);
            case "contacts" -> items(Bitrix24Rows.CONTACT, request, since, items::contact);
            case "deals" -> items(Bitrix24Rows.DEAL, request, since, items::deal);
            case "invoices" -> items(Bitrix24Rows.INVOICE, request, since, items::invoice);
            case "processes" ->
                items(
                        type,
                        request,
                        since,
                        (Map<String, @Nullable Object> item, Runnable check) -> items.process(type, item, check));
            case "lead-stages" -> history(Bitrix24Rows.LEAD, request, since);
            case "deal-stages" -> history(Bitrix24Rows.DEAL, request, since);
            case "process-stages" -> history(type, request, since);
            case "calls" -> calls(request, since);
            case "tasks" -> tasks(request, since);
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

    /** The stages in the order of their ids, by which a reading goes on. */
    private Pages.Page stagePage(String point, Runnable check) {
        List<Keyset.Item> items = Keyset.after(
                parsed(point).last(),
                stages.rows(check),
                "ID",
                false,
                () -> portal.shape(Bitrix24Stages.METHOD),
                what -> portal.paging(Bitrix24Stages.METHOD, what));
        return new Pages.Page(
                Keyset.entries(
                        parsed(point),
                        items,
                        items.stream().map(item -> List.of(item.members())).toList()),
                null);
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
            List<Map<String, @Nullable Object>> found = portal.rows(answer, method, members);
            boolean isFull = found.size() >= PAGE;
            List<Keyset.Item> items = Keyset.after(
                    point.last(), found, id, isFull, () -> portal.shape(method), what -> portal.paging(method, what));
            List<Entry> entries = Keyset.entries(point, items, rows.of(items, check));
            return new Pages.Page(entries, isFull ? items.get(items.size() - 1).toString() : null);
        };
    }

    /** The filter by time, where the mapping is ours: we know that its records happen then. */
    private Map<String, Object> within(ReadRequest<?> request, String field) {
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

    private static Map<String, Object> and(Map<String, Object> filter, String field, @Nullable Instant since) {
        if (since != null && since.isAfter(Instant.EPOCH)) {
            filter.merge(">=" + field, time(since), (first, second) -> first);
        }
        return filter;
    }

    private static String time(Instant instant) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", java.util.Locale.ROOT)
                .format(instant.atOffset(ZoneOffset.UTC));
    }

    // ---- leads, deals, invoices, contacts

    private Pages items(int type, ReadRequest<?> request, @Nullable Instant since, OneRow row) {
        return items(
                type,
                and(within(request, "createdTime"), "updatedTime", since),
                each((Map<String, @Nullable Object> item, Runnable check) -> {
                    item.put("@pass", since == null ? "WHOLE" : "CHANGES");
                    return row.of(item, check);
                }));
    }

    private Pages items(int type, Map<String, Object> filter, Rows rows) {
        return keyset(
                "crm.item.list",
                Map.of("entityTypeId", type, "select", select(type), "order", Map.of("id", "ASC")),
                filter,
                "filter",
                ">id",
                "id",
                new String[] {"result", "items"},
                rows);
    }

    private List<String> select(int type) {
        return shipped && type == Bitrix24Rows.DEAL ? CRM_FIELDS : List.of("*");
    }

    // ---- stages of leads and deals

    private Pages history(int type, ReadRequest<?> request, @Nullable Instant since) {
        String stage = type == Bitrix24Rows.LEAD ? "STATUS_ID" : "STAGE_ID";
        if (since != null) {
            // whatever happened to one has changed it, and all its records tell whose it is and what it is worth
            return items(
                    type,
                    and(new LinkedHashMap<>(), "updatedTime", since),
                    (owners, check) -> histories(type, stage, owners, check));
        }
        Previous previous = new Previous(type, stage);
        return history(
                type, within(request, "CREATED_TIME"), (items, check) -> changes(type, stage, items, previous, check));
    }

    private Pages history(int type, Map<String, Object> filter, Rows rows) {
        return keyset(
                "crm.stagehistory.list",
                Map.of("entityTypeId", type, "order", Map.of("ID", "ASC")),
                filter,
                "filter",
                ">ID",
                "ID",
                new String[] {"result", "items"},
                rows);
    }

    /** The whole histories of some leads or deals. */
    private List<List<Map<String, @Nullable Object>>> histories(
            int type, String stage, List<Keyset.Item> owners, Runnable check) {
        Map<String, List<Map<String, @Nullable Object>>> histories = new LinkedHashMap<>();
        owners.forEach(owner -> histories.put(owner.toString(), new ArrayList<>()));
        Previous previous = new Previous(type, stage);
        Map<String, Object> theirs = Map.of("OWNER_ID", List.copyOf(histories.keySet()));
        Pages all = history(type, theirs, (items, stop) -> changes(type, stage, items, previous, stop));
        for (String point = histories.isEmpty() ? null : ""; point != null; ) {
            Pages.Page page = all.page(point, check);
            for (Entry entry : page.entries()) {
                List<Map<String, @Nullable Object>> rows =
                        histories.get(String.valueOf(entry.members().get("OWNER_ID")));
                if (rows != null) {
                    rows.add(entry.members());
                }
            }
            point = page.next();
        }
        return List.copyOf(histories.values());
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
            String pipeline = Bitrix24Rows.pipeline(type, category);
            String letter = Json.text(change, type == Bitrix24Rows.LEAD ? "STATUS_SEMANTIC_ID" : "STAGE_SEMANTIC_ID");
            String to = Json.text(change, stage);
            Map<String, @Nullable Object> owner = owners.get(id);
            Map<String, @Nullable Object> known = new LinkedHashMap<>();
            if (owner != null) {
                known.putAll(owner);
            }
            Map<String, @Nullable Object> row = this.items.joined(known, pipeline, Bitrix24Rows.ref(type) + id, check);
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
                    Map.of("entityTypeId", type, "select", select(type), "filter", Map.of("@id", ids), "start", -1),
                    check);
            for (Map<String, @Nullable Object> owner : portal.rows(answer, "crm.item.list", "result", "items")) {
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
            Pages earlier = history(
                    type,
                    Map.of("OWNER_ID", unknown, "<ID", items.get(0).toString()),
                    each((item, stop) -> List.of(item)));
            String point = "";
            while (point != null) {
                Pages.Page page = earlier.page(point, check);
                for (Entry entry : page.entries()) {
                    String category = Json.text(entry.members(), "CATEGORY_ID");
                    replace(
                            String.valueOf(entry.members().get("OWNER_ID")),
                            Bitrix24Rows.pipeline(type, category),
                            Json.text(entry.members(), stage));
                }
                point = page.next();
            }
        }
    }

    // ---- calls, tasks, employees

    private Pages calls(ReadRequest<?> request, @Nullable Instant since) {
        return keyset(
                "voximplant.statistic.get",
                Map.of("SORT", "ID", "ORDER", "ASC"),
                and(within(request, "CALL_START_DATE"), "CALL_START_DATE", since == null ? null : since.minus(MARGIN)),
                "FILTER",
                ">ID",
                "ID",
                new String[] {"result"},
                each((item, check) -> List.of(item)));
    }

    private Pages tasks(ReadRequest<?> request, @Nullable Instant since) {
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
                and(within(request, "CREATED_DATE"), "CHANGED_DATE", since),
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
        String method = "tasks.task.history.list";
        Object answer = portal.call(
                method, Map.of("taskId", String.valueOf(item.get("id")), "filter", Map.of("FIELD", "DEADLINE")), check);
        long moves = portal.rows(answer, method, "result", "list").stream()
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
