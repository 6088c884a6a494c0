package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.Money;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Spend;
import io.ckpi.spi.Capability;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSource;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mappings that ship, read through the host as a program reads them. */
class ShippedMappingsTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private static Host host() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return Host.of(Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC), HmacTokenizer.of("k1", key));
    }

    private static Path example(String name) {
        Path document = Path.of("").toAbsolutePath();
        while (document != null && !Files.isDirectory(document.resolve("examples/mappings"))) {
            document = document.getParent();
        }
        assumeTrue(document != null, "the example mappings are not here");
        return Objects.requireNonNull(document).resolve("examples/mappings").resolve(name);
    }

    private static OpenSources open(Path dir, String mapping, String... options) {
        SourceSpec spec = SourceSpec.of("files").set("dir", dir).set("mapping", mapping);
        for (int i = 0; i < options.length; i += 2) {
            spec = spec.set(options[i], options[i + 1]);
        }
        return Sources.discover(FilesProvider.class.getClassLoader()).open(host(), spec);
    }

    private static <R extends io.ckpi.core.record.SourceRecord> List<R> read(OpenSources sources, Class<R> type) {
        List<R> records = new ArrayList<>();
        try (RecordReader<R> reader = sources.all().get(0).read(ReadRequest.all(type))) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records;
    }

    private Path copy(String name) throws IOException {
        try (InputStream in = ShippedMappingsTest.class.getResourceAsStream("/conformance-files/sources/" + name)) {
            Files.copy(Objects.requireNonNull(in), folder.resolve(name));
        }
        return folder;
    }

    @Test
    void theProviderIsFoundByItsName() {
        Sources sources = Sources.discover(FilesProvider.class.getClassLoader());
        assertThat(sources.plugin("files")).isPresent();
        assertThat(sources.issues()).isEmpty();
    }

    @Test
    void aHistoryOfStatesBecomesChangesOfStage() throws IOException {
        try (OpenSources sources =
                open(copy("tryton-history.csv"), example("tryton-history.yaml").toString())) {
            OpenSource source = sources.all().get(0);
            assertThat(source.describe().capabilities())
                    .contains(Capability.DELETES)
                    .doesNotContain(Capability.RESUME);
            List<String> got = new ArrayList<>();
            got.add("sourceKey,op,entityRef,from,to,occurredAt,value");
            for (LeadStageChange c : read(sources, LeadStageChange.class)) {
                got.add(String.join(
                        ",",
                        c.envelope().sourceKey(),
                        c.envelope().op().name(),
                        c.entityRef(),
                        Objects.requireNonNullElse(c.fromRaw(), ""),
                        c.toRaw(),
                        // six decimals, as the case writes them
                        java.time.format.DateTimeFormatter.ofPattern(
                                        "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", java.util.Locale.ROOT)
                                .format(c.envelope().occurredAt().atOffset(ZoneOffset.UTC)),
                        c.value() == null
                                ? ""
                                : c.value().amount().setScale(2, java.math.RoundingMode.UNNECESSARY) + " "
                                        + c.value().currency()));
            }
            List<String> expected;
            try (InputStream in =
                    ShippedMappingsTest.class.getResourceAsStream("/conformance-files/sources/tryton-expected.csv")) {
                expected = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            }
            assertThat(got).isEqualTo(expected);
            assertThat(sources.rejects().rejected("files")).isZero();
        }
    }

    @Test
    void legsBecomeCalls() throws IOException {
        Path data = DataFolder.of("asterisk-cdr");
        Path cases = data.resolve("../../cases/sources/cdr-calls.csv");
        assumeTrue(Files.isRegularFile(cases), "the data set and its calls are not here: " + cases);
        List<String> expected = new ArrayList<>();
        List<String> lines = Files.readAllLines(cases);
        HmacTokenizer tokens = (HmacTokenizer) tokens();
        long talkSeconds = 0;
        long soon = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] c = line.split(",", -1);
            String person = c[2].length() == 6 ? "" : token(tokens, c[2]);
            expected.add(String.join(",", c[0], c[1], person, c[3], c[4], c[5], c[6], c[7]));
        }
        try (OpenSources sources = open(data, example("asterisk-cdr.yaml").toString())) {
            List<String> got = new ArrayList<>();
            int withoutPerson = 0;
            for (Call call : read(sources, Call.class)) {
                got.add(String.join(
                        ",",
                        call.callRef(),
                        call.envelope().occurredAt().toString(),
                        Objects.requireNonNullElse(call.person(), ""),
                        Objects.requireNonNull(call.line()),
                        call.outcome().name(),
                        Integer.toString(call.legs()),
                        call.ring() == null ? "" : Long.toString(call.ring().toSeconds()),
                        Long.toString(call.talk().toSeconds())));
                talkSeconds += call.talk().toSeconds();
                if (call.ring() != null && call.ring().compareTo(Duration.ofSeconds(10)) < 0) {
                    soon++;
                }
                if (call.person() == null) {
                    withoutPerson++;
                    assertThat(call.envelope().flags()).containsExactly(RecordFlag.PII_DROPPED);
                }
            }
            assertThat(got).containsExactlyInAnyOrderElementsOf(expected).hasSize(36);
            assertThat(talkSeconds).isEqualTo(790);
            assertThat(soon).as("answered before the third ring").isEqualTo(23);
            assertThat(withoutPerson).isEqualTo(2);
            assertThat(sources.rejects().rejected("files")).isZero();
        }
    }

    private static io.ckpi.spi.Tokenizer tokens() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return HmacTokenizer.of("k1", key);
    }

    private static String token(HmacTokenizer tokens, String phone) {
        try {
            return tokens.token(io.ckpi.spi.Tokenizer.PHONE, phone).orElseThrow();
        } catch (io.ckpi.spi.BadIdentityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void callsNeedTheirColumnsAndTheirZone() throws IOException {
        String columns = "src,dst,dcontext,lastapp,start,answer,end,billsec,disposition,uniqueid";
        String mapping = """
                schema: ckpi/mapping@1
                id: calls
                zone: Europe/Moscow
                files:
                  - file: cdr.csv
                    format: asterisk-cdr
                    header: none
                    columns: [%s]
                    records:
                      - record: Call
                        callRef: callRef
                        occurredAt: {from: start, format: yyyy-MM-dd HH:mm:ss}
                        direction: {from: context, values: {in: IN, out: OUT}}
                        outcome: outcome
                        talk: {from: talk, unit: seconds}
                        ring: {from: ring, unit: seconds}
                        legs: legs
                """;
        Files.writeString(folder.resolve("cdr.csv"), """
                1,100,in,Dial,2024-01-01 10:00:00,2024-01-01 10:00:05,2024-01-01 10:00:10,5,ANSWERED,1704092400.1
                1,100,in,Dial,2024-01-01 13:00:00,,2024-01-01 13:00:10,0,BUSY,pbx-1704092400.2
                1,100,in,Dial,2024-01-01 13:00:00,,yesterday,0,BUSY,1704103200.3
                1,100,in,Dial,2024-01-01 13:00:00,,2024-01-01 13:00:10,many,BUSY,1704103200.4
                1,100,in,Dial,2024-01-01 13:00:00,,2024-01-01 13:00:10,0,BUSY,
                1,100,in,Dial,2024-01-01 13:00:00
                1,100,in,Hangup,2024-01-03 13:00:00,2024-01-03 13:00:00,2024-01-03 13:00:10,10,ANSWERED,1704276000.5
                """);
        TestHost host = TestHost.with("dir", folder.toString());
        TestHost.Result<Call> result;
        try (io.ckpi.spi.RecordSource source =
                host.open(FilesProvider.withMapping("calls.yaml", mapping.formatted(columns)))) {
            result = host.read(source, Call.class);
            assertThatThrownBy(
                            () -> source.read(new ReadRequest<>(Call.class, null, null, new io.ckpi.spi.Cursor("1|x"))))
                    .hasMessage("this mapping cannot be resumed: its rows depend on earlier ones");
        }
        assertThat(result.records())
                .extracting(Call::callRef, Call::outcome, Call::talk)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "1704092400.1", Call.Outcome.ANSWERED, Duration.ofSeconds(5)),
                        org.assertj.core.groups.Tuple.tuple("pbx-1704092400.2", Call.Outcome.BUSY, Duration.ZERO),
                        org.assertj.core.groups.Tuple.tuple("1704276000.5", Call.Outcome.RECORDING, Duration.ZERO));
        assertThat(host.rejects())
                .extracting(Reject::location, Reject::reason, Reject::field)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("cdr.csv:3", io.ckpi.spi.RejectReason.BAD_TIMESTAMP, "end"),
                        org.assertj.core.groups.Tuple.tuple(
                                "cdr.csv:4", io.ckpi.spi.RejectReason.BAD_NUMBER, "billsec"),
                        org.assertj.core.groups.Tuple.tuple(
                                "cdr.csv:5", io.ckpi.spi.RejectReason.MISSING_KEY, "uniqueid"),
                        org.assertj.core.groups.Tuple.tuple("cdr.csv:6", io.ckpi.spi.RejectReason.COLUMN_COUNT, null));
        assertThat(result.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("ZONE_CONFLICT");
            assertThat(issue.count()).isEqualTo(1);
        });

        assertThatThrownBy(() -> host.open(FilesProvider.withMapping(
                        "calls.yaml",
                        mapping.formatted(columns.replace("billsec", "bills")).replace("legs: legs", "legs: leg"))))
                .hasMessageContaining("files[0].records[0].legs: is not one of the columns: callRef, start, caller");
        assertThatThrownBy(() -> host.open(FilesProvider.withMapping(
                        "calls.yaml", mapping.formatted(columns.replace("billsec", "bills")))))
                .hasMessageContaining("cdr.csv: lacks columns that the mapping names: \"billsec\" (is it \"bills\"?)");
        assertThatThrownBy(() -> host.open(FilesProvider.withMapping(
                        "calls.yaml", mapping.formatted(columns).replace("zone: Europe/Moscow\n", ""))))
                .hasMessageContaining("files[0]: has local times and needs a zone");
    }

    @Test
    void advertisingCostsHaveAShippedMapping() throws IOException {
        Files.writeString(folder.resolve("ad_reporting_2024.csv"), """
                date_day,platform,account_id,account_name,campaign_id,campaign_name,ad_group_id,clicks,impressions,spend
                2024-01-01,google_ads,1,Shop,11,Winter,111,5,100,12.34
                2024-01-01,google_ads,1,Shop,11,Winter,112,5,-1,1
                """);
        try (OpenSources sources = open(folder, "ad-reporting", "zone", "Europe/Moscow", "currency", "RUB")) {
            assertThat(read(sources, Spend.class)).singleElement().satisfies(spend -> {
                assertThat(spend.day()).isEqualTo(LocalDate.of(2024, 1, 1));
                assertThat(spend.cost()).isEqualTo(Money.of("12.34", "RUB"));
                assertThat(spend.envelope().occurredAt()).isEqualTo(Instant.parse("2023-12-31T21:00:00Z"));
                assertThat(spend.impressions()).isEqualTo(100);
            });
            assertThat(sources.rejects().kept("files"))
                    .extracting(Reject::field)
                    .containsExactly("impressions");
        }
        assertThatThrownBy(() -> open(folder, "ad-reporting"))
                .hasMessageContaining("cost: needs a currency: state currency here");
    }
}
