package io.ckpi.source.files.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.source.mapping.JsonRow;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes events that count of the enriched events of Snowplow, and says which of them stand for a page view and for a visit.
 *
 * <p>Left out are, in this order: events without a visit; events sent more than three days after they were created; events more
 * than three days after their visit began, which is the earliest collector_tstamp of what is left; repetitions of an event_id,
 * of which the one with the earliest collector_tstamp, then dvce_created_tstamp, stays. A page view is all page_view events with
 * one id in the web_page context; the one with the earliest derived_tstamp stands for it. A visit counts if it has a page_view
 * or page_ping with such an id; its event with the earliest derived_tstamp stands for it and names its user.
 *
 * <p>The file is read twice. Memory is some 200 bytes for each of its events.
 */
final class SnowplowReader implements RowReader {

    /** The columns that the reader adds to those of the file. */
    private static final List<String> ADDED = List.of("pageViewId", "firstOfPageView", "firstOfVisit", "visitStart");

    private static final List<String> NEEDED = List.of(
            "event_id",
            "domain_sessionid",
            "collector_tstamp",
            "dvce_created_tstamp",
            "dvce_sent_tstamp",
            "derived_tstamp");
    private static final int ID = 0;
    private static final int VISIT = 1;
    private static final int COLLECTED = 2;
    private static final int CREATED = 3;
    private static final int SENT = 4;
    private static final int DERIVED = 5;
    private static final int EVENT = 6;
    private static final int CONTEXT = 7;

    private static final String WEB_PAGE = "contexts_com_snowplowanalytics_snowplow_web_page_1";
    private static final String WEB_PAGE_SCHEMA = "iglu:com.snowplowanalytics.snowplow/web_page/";
    private static final long THREE_DAYS = 3L * 24 * 3600 * 1_000_000;
    private static final long NONE = Long.MIN_VALUE;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter WRITTEN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** Opens the rows of the file once more. */
    @FunctionalInterface
    interface Again {
        DelimitedReader open() throws IOException;
    }

    private final DelimitedReader rows;
    private final Again again;
    private final int columns;
    private final int[] needed;
    private final List<String> wanted;
    private final JsonFactory factory;
    private @Nullable Scan scan;
    private @Nullable RowFault fault;

    private SnowplowReader(
            DelimitedReader rows, Again again, int columns, int[] needed, List<String> wanted, Limits limits) {
        this.rows = rows;
        this.again = again;
        this.columns = columns;
        this.needed = needed;
        this.wanted = wanted;
        this.factory = JsonRow.factory(limits.jsonDepth(), limits.lineBytes());
    }

    /** The columns of a file and those that the reader adds. */
    static List<String> with(List<String> names) {
        List<String> all = new ArrayList<>(names);
        all.addAll(ADDED);
        return all;
    }

    /** Events from rows whose columns have these names. */
    static SnowplowReader of(
            DelimitedReader rows,
            List<String> names,
            List<String> wanted,
            Limits limits,
            Rows.Fault fault,
            Again again) {
        List<String> all = new ArrayList<>(NEEDED);
        all.add(names.contains("event_name") ? "event_name" : "event");
        all.add(names.stream()
                .filter(name -> name.startsWith(WEB_PAGE))
                .findFirst()
                .orElse("contexts"));
        int[] needed = Rows.find(names, all, fault);
        Rows.find(names, wanted.stream().filter(name -> !ADDED.contains(name)).toList(), fault);
        // an added column is none of the file
        rows.columns(
                names.size(),
                wanted.stream()
                        .mapToInt(name -> ADDED.contains(name) ? needed[ID] : names.indexOf(name))
                        .toArray());
        return new SnowplowReader(rows, again, names.size(), needed, wanted, limits);
    }

    // ---- the first reading

    /** An event as far as it decides what counts; times are microseconds. */
    private record Event(
            int row,
            String id,
            String visit,
            long collected,
            long created,
            long derived,
            boolean view,
            @Nullable String page) {

        boolean precedes(Event other) {
            if (collected != other.collected) {
                return collected < other.collected;
            }
            return created != other.created ? created < other.created : row < other.row;
        }

        static Event earlier(Event a, Event b) {
            if (a.derived != b.derived) {
                return a.derived < b.derived ? a : b;
            }
            return a.row < b.row ? a : b;
        }
    }

    /** What the first reading found; events by the number of their row. */
    private static final class Scan {
        final BitSet kept = new BitSet();
        final BitSet leftOut = new BitSet();
        final BitSet pageViews = new BitSet();
        final BitSet visits = new BitSet();
        final Map<String, Long> starts = new HashMap<>();
        long withoutVisit;
        long sentLate;
        long late;
        long repeated;

        /** Parts the events into those that count and others. */
        Collection<Event> keep(List<Event> events) {
            Map<String, Event> byId = new HashMap<>();
            for (Event event : events) {
                Long start = starts.get(event.visit());
                if (start != null && event.collected() > start + THREE_DAYS) {
                    late++;
                    leftOut.set(event.row());
                    continue;
                }
                Event other = byId.get(event.id());
                if (other != null) {
                    repeated++;
                    leftOut.set(event.precedes(other) ? other.row() : event.row());
                }
                if (other == null || event.precedes(other)) {
                    byId.put(event.id(), event);
                }
            }
            byId.values().forEach(event -> kept.set(event.row()));
            return byId.values();
        }

        /** Finds the events that stand for page views and visits. */
        void stand(Collection<Event> events) {
            Map<String, Event> views = new HashMap<>();
            Map<String, Event> firsts = new HashMap<>();
            Set<String> counting = new HashSet<>();
            for (Event event : events) {
                firsts.merge(event.visit(), event, Event::earlier);
                String page = event.page();
                if (page != null) {
                    counting.add(event.visit());
                    if (event.view()) {
                        views.merge(page, event, Event::earlier);
                    }
                }
            }
            views.values().forEach(event -> pageViews.set(event.row()));
            firsts.forEach((visit, event) -> {
                if (counting.contains(visit)) {
                    visits.set(event.row());
                }
            });
        }
    }

    private Scan scan() throws IOException {
        Scan found = new Scan();
        List<Event> events = new ArrayList<>();
        try (DelimitedReader reader = again.open()) {
            reader.columns(columns, new int[0]);
            while (reader.next()) {
                if (reader.fault() == null && faultOf(reader) == null) {
                    Event event = event(reader, found);
                    if (event == null) {
                        found.leftOut.set((int) reader.row());
                    } else {
                        events.add(event);
                    }
                }
            }
        }
        found.stand(found.keep(events));
        return found;
    }

    /** The event of a row without fault; null if it is left out whatever the other rows are. */
    private @Nullable Event event(DelimitedReader reader, Scan found) {
        String visit = cell(reader, VISIT);
        if (visit == null) {
            found.withoutVisit++;
            return null;
        }
        long collected = micros(cell(reader, COLLECTED), NONE);
        long created = micros(cell(reader, CREATED), collected);
        if (micros(cell(reader, SENT), created) > created + THREE_DAYS) {
            found.sentLate++;
            return null;
        }
        found.starts.merge(visit, collected, Math::min);
        String name = cell(reader, EVENT);
        boolean view = "page_view".equals(name);
        return new Event(
                (int) reader.row(),
                String.valueOf(cell(reader, ID)),
                visit,
                collected,
                created,
                micros(cell(reader, DERIVED), collected),
                view,
                view || "page_ping".equals(name) ? page(cell(reader, CONTEXT)) : null);
    }

    /** Why a row can be no event, or null if it can. */
    private @Nullable RowFault faultOf(DelimitedReader reader) {
        if (cell(reader, ID) == null) {
            return new RowFault(RejectReason.MISSING_KEY, NEEDED.get(ID), "empty");
        }
        if (cell(reader, COLLECTED) == null) {
            return new RowFault(RejectReason.BAD_TIMESTAMP, NEEDED.get(COLLECTED), "empty");
        }
        for (int i = COLLECTED; i <= DERIVED; i++) {
            String text = cell(reader, i);
            try {
                micros(text, NONE);
            } catch (DateTimeException e) {
                return RowFault.of(RejectReason.BAD_TIMESTAMP, NEEDED.get(i), text);
            }
        }
        return null;
    }

    private @Nullable String cell(DelimitedReader reader, int which) {
        String text = reader.cell(needed[which]);
        return text == null || text.isEmpty() ? null : text;
    }

    private static long micros(@Nullable String text, long absent) {
        if (text == null) {
            return absent;
        }
        LocalDateTime time = LocalDateTime.parse(text, TIME);
        return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.get(ChronoField.MICRO_OF_SECOND);
    }

    /**
     * The id of the page view: in a column of the web_page context, whose JSON may be nested one array deeper, or in the column
     * of all contexts, where the schema names it.
     */
    private @Nullable String page(@Nullable String json) {
        if (json == null) {
            return null;
        }
        boolean all = json.contains(WEB_PAGE_SCHEMA);
        boolean here = !all;
        try (JsonParser parser = factory.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (all && name.equals("schema")) {
                    here = value == JsonToken.VALUE_STRING && parser.getText().startsWith(WEB_PAGE_SCHEMA);
                } else if (here && name.equals("id") && value == JsonToken.VALUE_STRING) {
                    return parser.getText().isEmpty() ? null : parser.getText();
                }
            }
        } catch (IOException e) {
            return null; // a context that is no JSON names no page view
        }
        return null;
    }

    // ---- the second reading

    @Override
    public boolean next() throws IOException {
        Scan found = scan;
        if (found == null) {
            found = scan();
            scan = found;
        }
        while (rows.next()) {
            fault = null;
            if (rows.fault() != null || found.kept.get((int) rows.row())) {
                return true;
            }
            if (!found.leftOut.get((int) rows.row())) {
                fault = faultOf(rows);
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable RejectReason fault() {
        return fault == null ? rows.fault() : fault.reason();
    }

    @Override
    public @Nullable RowFault faultInDetail() {
        return fault;
    }

    @Override
    public @Nullable String text(int index) {
        Scan found = scan;
        int row = (int) rows.row();
        return switch (wanted.get(index)) {
            case "firstOfPageView" -> found != null && found.pageViews.get(row) ? "true" : null;
            case "firstOfVisit" -> found != null && found.visits.get(row) ? "true" : null;
            case "visitStart" -> found == null ? null : written(found.starts.get(String.valueOf(cell(rows, VISIT))));
            case "pageViewId" -> page(cell(rows, CONTEXT));
            default -> rows.text(index);
        };
    }

    private static @Nullable String written(@Nullable Long micros) {
        if (micros == null) {
            return null;
        }
        long second = Math.floorDiv(micros, 1_000_000L);
        int nano = (int) Math.floorMod(micros, 1_000_000L) * 1000;
        return WRITTEN.format(LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC));
    }

    @Override
    public List<DataIssue> issues(String source, String file) {
        Scan found = scan;
        List<DataIssue> issues = new ArrayList<>();
        if (found != null) {
            add(issues, source, file, "WITHOUT_VISIT", found.withoutVisit, "без визита", "without a visit");
            add(
                    issues,
                    source,
                    file,
                    "SENT_LATE",
                    found.sentLate,
                    "отправленные более чем через 3 дня после создания",
                    "sent more than 3 days after they were created");
            add(
                    issues,
                    source,
                    file,
                    "LATE_IN_VISIT",
                    found.late,
                    "более чем через 3 дня после начала визита",
                    "more than 3 days after their visit began");
            add(issues, source, file, "REPEATED_EVENT", found.repeated, "повторные", "that repeat another");
        }
        return issues;
    }

    private static void add(
            List<DataIssue> issues, String source, String file, String code, long count, String ru, String en) {
        if (count > 0) {
            issues.add(new DataIssue(
                    code,
                    DataIssue.Severity.WARNING,
                    source,
                    file,
                    count,
                    new Names("События не учтены: " + ru + ".", "Events " + en + " are left out.")));
        }
    }

    @Override
    public long row() {
        return rows.row();
    }

    @Override
    public long line() {
        return rows.line();
    }

    @Override
    public long lines() {
        return rows.lines();
    }

    @Override
    public Position position() {
        return rows.position();
    }

    @Override
    public void resume(Position position) throws IOException {
        rows.resume(position);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
