package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.report.Board;
import io.ckpi.report.CsvStyle;
import io.ckpi.report.Exports;
import io.ckpi.report.ReportRecord;
import io.ckpi.report.Summary;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.sdk.Progress;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Watermark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Persons and secrets are planted in the input; every byte of every output is searched for them. */
class CanaryTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final String KEY = "canary-key-of-at-least-thirty-two-bytes";
    /** What no output may hold; letter case does not matter. */
    private static final List<String> CANARIES =
            List.of("canary", "9990001122", "999 000-11", "79990001122", "203.0.113.77", "кенар", "%D0%BA%D0%B5%D0%BD");

    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;

    @BeforeEach
    void listen() {
        PrintStream all = new PrintStream(log, true, StandardCharsets.UTF_8);
        System.setOut(all);
        System.setErr(all);
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    private int ckpi(String... args) {
        return Main.run(
                new Environment(
                        new PrintWriter(out, true, StandardCharsets.UTF_8),
                        new PrintWriter(err, true, StandardCharsets.UTF_8),
                        Map.of(TokenKey.VARIABLE, KEY),
                        folder,
                        CLOCK,
                        true),
                args);
    }

    private static void assertClean(String what, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        String raw = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        for (String canary : CANARIES) {
            assertThat(text.contains(canary.toLowerCase(Locale.ROOT)) || raw.contains(canary.toLowerCase(Locale.ROOT)))
                    .as("%s holds %s", what, canary)
                    .isFalse();
        }
    }

    private void assertAllClean() throws IOException {
        assertClean("the standard output", out.toByteArray());
        assertClean("the error output", err.toByteArray());
        assertClean("the log", log.toByteArray());
        Path results = folder.resolve("results");
        if (Files.exists(results)) {
            try (Stream<Path> files = Files.walk(results)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertClean(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
    }

    // ---- files

    private static final String MAPPING = """
            schema: ckpi/mapping@1
            id: shop
            zone: UTC
            currency: EUR
            files:
              - file: orders.csv
                format: csv
                records:
                  - record: Order
                    key: [id]
                    orderRef: id
                    occurredAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                    createdAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                    paidAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                    revenue: {money: amount}
                    person: {token: mail, type: email}
                    status: {from: status, values: {paid: PAID}}
                  - record: IdentityLink
                    key: [id]
                    occurredAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                    person: {token: mail, type: email}
                    idType: {const: phone}
                    token: {token: phone, type: phone}
                    since: {from: at, format: yyyy-MM-dd HH:mm:ss}
              - file: visits.jsonl
                format: jsonl
                records:
                  - record: Touch
                    key: [id]
                    occurredAt: at
                    kind: {const: PAGE_VIEW}
                    person: {token: mail, type: email}
                    visit: id
                    path: url
                    origin: {source: {from: url, query: utm_source}}
            """;

    /** A shop whose every personal field holds a canary; {@code bad} rows hold one in fields that must be something else. */
    private void shop(int rows, int bad) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        StringBuilder orders = new StringBuilder("id,at,amount,status,mail,phone,name,ip,comment\n");
        StringBuilder visits = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            String day = String.format(Locale.ROOT, "2026-10-%02d", 1 + i % 30);
            String mail = "Canary.Mail" + i % 40 + "@example.org";
            orders.append(String.format(
                    Locale.ROOT,
                    "%d,%s 10:00:00,%d.50,paid,%s,+7 999 000-11-%02d,Кенар Canary,203.0.113.77,\"my card is canary, %d\"%n",
                    i,
                    day,
                    10 + i % 7,
                    mail,
                    22 + i % 40,
                    i));
            visits.append(String.format(
                    Locale.ROOT,
                    "{\"id\":\"v%d\",\"at\":\"%sT09:00:00Z\",\"mail\":\"%s\",\"url\":\"https://shop.example/p%d?utm_source=yandex"
                            + "&mail=canary%%40x.org#canary\",\"agent\":\"canary/1.0\",\"ip\":\"203.0.113.77\"}%n",
                    i,
                    day,
                    mail,
                    i % 5));
        }
        String[] broken = {
            "canary-0,2026-10-01 10:00:00,canary-amount,paid,c@x.org,+79990001122,n,i,c",
            "canary-1,canary-time,1,paid,c@x.org,+79990001122,n,i,c",
            "canary-2,2026-10-01 10:00:00,1,canary-status,c@x.org,+79990001122,n,i,c",
            "canary-3,2026-10-01 10:00:00,1,paid,c@x.org",
            "canary-4,2026-10-01 10:00:00,1,\"paid\"canary,c@x.org,+79990001122,n,i,c",
            "99900011221.03293E+19,2026-02-31 10:00:00,1,paid,canary@,canary-phone,n,i,c"
        };
        for (int i = 0; i < bad; i++) {
            orders.append(broken[i % broken.length]).append('\n');
            visits.append(i % 2 == 0 ? "{\"id\":\"canary\",\"at\":\"canary\"}\n" : "{\"id\": canary}\n");
        }
        // an identity that is none costs the link and not the row
        orders.append("7001,2026-10-02 10:00:00,5,paid,canary-without-at,canary-phone,n,203.0.113.77,c\n");
        Files.writeString(data.resolve("orders.csv"), orders);
        Files.writeString(data.resolve("visits.jsonl"), visits);
        Files.writeString(folder.resolve("mapping.yaml"), MAPPING);
    }

    private String[] onShop(String command, String... more) throws IOException {
        Files.createDirectories(folder.resolve("results"));
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of(
                "--source",
                "files",
                "--name",
                "shop",
                "--set",
                "dir=" + folder.resolve("data"),
                "--set",
                "mapping=" + folder.resolve("mapping.yaml"),
                "--period",
                "2026-10"));
        args.addAll(List.of(more));
        return args.toArray(new String[0]);
    }

    private String result(String name) {
        return folder.resolve("results").resolve(name).toString();
    }

    private void assertRuns(String... args) {
        int code = ckpi(args);
        assertThat(code).as("%s: %s", String.join(" ", args), err).isZero();
    }

    private void runAll() throws IOException {
        assertRuns(onShop("report", "--out", result("en")));
        assertRuns(onShop("report", "--lang", "ru", "--out", result("ru")));
        for (String format : List.of("table", "json", "csv")) {
            assertRuns(onShop(
                    "funnel",
                    "--steps",
                    "touch.page-view,order.paid",
                    "--whole-history",
                    "--format",
                    format,
                    "--out",
                    result("funnel." + format)));
            assertRuns(onShop("stages", "--format", format, "--out", result("stages." + format)));
            assertRuns(onShop("slices", "--by", "day", "--format", format, "--out", result("slices." + format)));
            assertRuns(onShop("attribution", "--format", format, "--out", result("attribution." + format)));
        }
        assertRuns(onShop("funnel", "--steps", "touch.page-view,order.paid", "--whole-history"));
    }

    @Test
    void noPersonOfAFolderIsInAnyOutput() throws Exception {
        shop(300, 2);
        runAll();
        assertThat(Files.readString(folder.resolve("results/en/ckpi-board.json")))
                .contains("REJECTS", "PII_DROPPED", "\"sales.revenue\"");
        assertAllClean();
    }

    @Test
    void noPersonIsInAnyOutputWhenTooMuchIsRejected() throws Exception {
        shop(300, 60);
        int code = ckpi(onShop("report", "--out", result("en")));
        assertThat(code).as(err.toString()).isZero();
        assertThat(Files.readString(folder.resolve("results/en/ckpi-board.json")))
                .contains("STREAM_LEFT_OUT", "CKPI-SRC-REJECTS");
        ckpi(onShop("funnel", "--steps", "touch.page-view,order.paid", "--whole-history"));
        assertAllClean();
    }

    @Test
    void noPersonOrSecretIsInAnErrorOfTheCommand() throws Exception {
        shop(10, 0);
        Path orders = folder.resolve("data/orders.csv");
        String good = Files.readString(orders);
        for (String spoiled : List.of(
                good.replace("amount", "sum"), // another schema
                good.substring(good.indexOf('\n') + 1), // a person in the place of the header
                "\"canary",
                "canary\u0000,canary\n",
                "")) {
            Files.writeString(orders, spoiled);
            assertThat(ckpi(onShop("report", "--out", result("en")))).isNotZero();
        }
        Files.writeString(orders, good);
        assertThat(ckpi(onShop("report", "--set", "password=canary-secret"))).isEqualTo(ExitCode.CONFIG);
        assertThat(ckpi(onShop("report", "--set", "zone=canary-user:canary-pass@host")))
                .isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("\"password\" is unknown")
                .contains("lacks columns");
        String said = err.toString(StandardCharsets.UTF_8);
        // what was typed on the command line itself may be named, but only where it is no secret
        assertClean(
                "the error output",
                said.replace("\"canary-user:canary-pass@host\"", "").getBytes(StandardCharsets.UTF_8));
        assertClean("the log", log.toByteArray());
    }

    // ---- the temporary file

    @Test
    void noPersonIsInTheTemporaryFile() throws Exception {
        shop(300, 2);
        List<byte[]> spools = new ArrayList<>();
        Ckpi.builder()
                .plugins(Plugins.discover())
                .clock(CLOCK)
                .tokenKey("k1", KEY.getBytes(StandardCharsets.UTF_8))
                .source(
                        "files",
                        Map.of(
                                "dir",
                                folder.resolve("data").toString(),
                                "mapping",
                                folder.resolve("mapping.yaml").toString()))
                .spoolDirectory(Files.createDirectories(folder.resolve("results")))
                .memoryBudget(0)
                .threads(1)
                .progress(progress -> {
                    if (progress.phase() == Progress.Phase.SETTLING) {
                        spools.addAll(openSpools());
                    }
                })
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("UTC")));
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/fd")), "only Linux shows the open files of a process");
        assertThat(spools).isNotEmpty().anyMatch(spool -> spool.length > 1000);
        spools.forEach(spool -> assertClean("a temporary file", spool));
        assertAllClean();
    }

    /** The temporary files of this process; the system has removed their names already. */
    private List<byte[]> openSpools() {
        List<byte[]> found = new ArrayList<>();
        Path open = Path.of("/proc/self/fd");
        if (!Files.exists(open)) {
            return found;
        }
        try (Stream<Path> files = Files.list(open)) {
            for (Path file : files.toList()) {
                try {
                    if (Files.readSymbolicLink(file).toString().contains(".spool")) {
                        found.add(Files.readAllBytes(file));
                    }
                } catch (IOException closed) {
                    // another thread was quicker
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    // ---- a plugin that talks

    /** Tells its secrets and its customers wherever it can. */
    private static final class Gossip implements SourceProvider {

        private static final String SECRET = "canary-5ecret+/=";
        private static final String PASSWORD = "canary-pa55";
        private static final String TALK = SECRET + " and " + PASSWORD + " and https://u:" + PASSWORD + "@host";
        private static final String PERSON = "canary@example.org 79990001122";

        @Override
        public int spiLevel() {
            return 1;
        }

        @Override
        public String name() {
            return "gossip";
        }

        @Override
        public String version() {
            return "1.0";
        }

        @Override
        public List<SourceOption> options() {
            return List.of(
                    SourceOption.optional("token", SourceOption.Kind.SECRET, null, Names.same("a secret")),
                    SourceOption.optional("url", SourceOption.Kind.STRING, null, Names.same("an address")));
        }

        @Override
        public RecordSource open(SourceConfig config, SourceContext context) {
            return new RecordSource() {
                @Override
                public SourceDescription describe() {
                    return new SourceDescription(
                            Set.of(Order.class, io.ckpi.core.record.Touch.class, io.ckpi.core.record.Task.class),
                            TALK,
                            TALK,
                            Duration.ofDays(90),
                            Set.of(),
                            Set.of("field " + TALK));
                }

                @Override
                public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
                    return new Talking<>(request, context);
                }

                @Override
                public void close() {
                    throw new IllegalStateException(PERSON + TALK);
                }
            };
        }

        private record Talking<R extends SourceRecord>(ReadRequest<R> request, SourceContext context)
                implements RecordReader<R> {

            @Override
            public @Nullable R next() {
                context.rejects().add(new Reject(TALK, TALK, TALK, 1, RejectReason.BAD_JSON, TALK, TALK));
                return switch (request.type().getSimpleName()) {
                    case "Order" ->
                        throw new CkpiException(
                                CkpiException.Kind.DATA,
                                "X-" + SECRET,
                                PASSWORD,
                                TALK,
                                new IllegalStateException(PERSON));
                    case "Task" -> throw new NumberFormatException(PERSON + TALK);
                    default -> null;
                };
            }

            @Override
            public Cursor cursor() {
                return new Cursor(TALK);
            }

            @Override
            public Watermark watermark() {
                return new Watermark(null, context.clock().instant());
            }

            @Override
            public List<DataIssue> issues() {
                return List.of(new DataIssue(
                        "TOLD-" + SECRET, DataIssue.Severity.WARNING, PASSWORD, TALK, 1, new Names(TALK, TALK)));
            }

            @Override
            public void close() {
                throw new IllegalStateException(PERSON + TALK);
            }
        }
    }

    @Test
    void noSecretOfAPluginIsInAnyFormOfTheReport() throws Exception {
        CkpiReport report = Ckpi.builder()
                .plugins(io.ckpi.spi.host.Sources.of())
                .clock(CLOCK)
                .tokenKey("k1", KEY.getBytes(StandardCharsets.UTF_8))
                .source(
                        new Gossip(),
                        Map.of("token", Gossip.SECRET, "url", "https://u:" + Gossip.PASSWORD + "@host/path"))
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("UTC")));
        Path results = Files.createDirectories(folder.resolve("results"));
        ReportRecord record = ReportRecord.of(report);
        Exports.json(record).writeTo(results.resolve("record.json"));
        for (CsvStyle style : CsvStyle.values()) {
            Exports.csv(record, style).writeTo(results.resolve(style.name()));
        }
        for (Locale locale : List.of(Locale.ENGLISH, Locale.forLanguageTag("ru"))) {
            Files.writeString(
                    results.resolve(locale + ".html"),
                    Board.withDefaults().with(locale).render(record));
            Files.writeString(
                    results.resolve(locale + ".txt"),
                    Summary.withDefaults().with(locale).render(record));
        }
        assertThat(record.json()).contains("STREAM_LEFT_OUT", "TOLD-****", "X-****", "CKPI-SRC-PLUGIN");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("could not be closed");
        assertAllClean();
    }
}
