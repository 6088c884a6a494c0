package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.record.Message;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The rows of a real account's tables (seeds of fivetran/dbt_hubspot), put back into the shapes of the API: the counts must be
 * those of the tables.
 */
class SeedsTest {

    private final Stub hub = new Stub();

    @AfterEach
    void stop() {
        hub.close();
    }

    /** Rows as maps; the chosen tables quote nothing. */
    private static List<Map<String, String>> table(String name) throws IOException {
        String folder = System.getProperty("ckpi.data");
        Path file = Path.of(folder == null ? "" : folder, "hubspot-fivetran-seeds", name);
        assumeTrue(folder != null && Files.exists(file), "the data set hubspot-fivetran-seeds is not here");
        List<String> lines = Files.readAllLines(file);
        List<String> names = Arrays.asList(lines.get(0).split(",", -1));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            assertThat(cells).hasSize(names.size());
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; i++) {
                row.put(names.get(i), cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    private TestHost host(String list) {
        return TestHost.with("token", "pat-x", "address", hub.address(), "lists", list);
    }

    @Test
    void stagesOfDeals() throws IOException {
        List<Map<String, String>> rows = table("deal_pipeline_stage_data.csv");
        Map<String, List<Object>> pipelines = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            pipelines
                    .computeIfAbsent(row.get("pipeline_id"), id -> new ArrayList<>())
                    .add(Map.of(
                            "id",
                            row.get("stage_id"),
                            "displayOrder",
                            row.get("display_order"),
                            "metadata",
                            Map.of(
                                    "isClosed",
                                    row.get("is_closed").toLowerCase(java.util.Locale.ROOT),
                                    "probability",
                                    row.get("probability"))));
        }
        List<Object> results = new ArrayList<>();
        pipelines.forEach((id, stages) -> results.add(Map.of("id", id, "stages", stages)));
        hub.on("/crm/v3/pipelines/deals", request -> Stub.Answer.json(Map.of("results", results)));
        hub.on("/crm/v3/properties", request -> Stub.Answer.json(Map.of("options", List.of())));
        TestHost host = host("stages");
        try (RecordSource source = host.open(new HubSpotProvider(host::sleep))) {
            List<StageDefinition> stages =
                    host.read(source, StageDefinition.class).records();
            assertThat(stages).hasSize(rows.size());
            long won = rows.stream()
                    .filter(row -> row.get("closed_won").equalsIgnoreCase("true"))
                    .count();
            long closed = rows.stream()
                    .filter(row -> row.get("is_closed").equalsIgnoreCase("true"))
                    .count();
            assertThat(stages.stream().filter(s -> s.semantic() == StageDefinition.Semantic.WON))
                    .hasSize((int) won);
            assertThat(stages.stream().filter(s -> s.semantic() == StageDefinition.Semantic.LOST))
                    .hasSize((int) (closed - won));
        }
    }

    @Test
    void eventsOfMails() throws IOException {
        List<Map<String, String>> rows = table("email_event_data.csv");
        List<Object> events = new ArrayList<>();
        Map<Message.Event, Integer> expected = new EnumMap<>(Message.Event.class);
        Map<String, Message.Event> kinds = Map.of(
                "SENT",
                Message.Event.SENT,
                "DELIVERED",
                Message.Event.DELIVERED,
                "OPEN",
                Message.Event.OPENED,
                "CLICK",
                Message.Event.CLICKED,
                "BOUNCE",
                Message.Event.BOUNCED);
        for (Map<String, String> row : rows) {
            boolean filtered = row.get("filtered_event").equalsIgnoreCase("true");
            Message.Event kind = filtered ? Message.Event.FILTERED : kinds.get(row.get("type"));
            if (kind != null) {
                expected.merge(kind, 1, Integer::sum);
            }
            events.add(Map.of(
                    "id",
                    row.get("id"),
                    "type",
                    row.get("type"),
                    "filteredEvent",
                    filtered,
                    "recipient",
                    "r" + events.size() + "@example.org",
                    "created",
                    Instant.parse(row.get("created").replace(' ', 'T') + "Z").toEpochMilli()));
        }
        hub.on("/email/public/v1/events", request -> Stub.Answer.json(Map.of("events", events, "hasMore", false)));
        TestHost host = host("email-events");
        try (RecordSource source = host.open(new HubSpotProvider(host::sleep))) {
            Map<Message.Event, Integer> found = new EnumMap<>(Message.Event.class);
            host.read(source, Message.class).records().forEach(m -> found.merge(m.event(), 1, Integer::sum));
            assertThat(found).isEqualTo(expected).isNotEmpty();
            assertThat(host.rejects()).isEmpty();
        }
    }
}
