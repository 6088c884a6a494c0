package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Period;
import io.ckpi.report.ReportRecord;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.source.demo.DemoFiles;
import io.ckpi.source.demo.DemoOptions;
import io.ckpi.source.files.FilesProvider;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same customers through files and through a database give the same report, digit for digit. */
class SameCompanyTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final Pattern FILE = Pattern.compile("  - file: ([a-z-]+)\\.csv\n    format: csv\n");
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,14}|-?(0|[1-9][0-9]{0,14})\\.[0-9]{1,9}");
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private static CkpiReport measure(SourceProvider provider, Map<String, String> options) {
        return Ckpi.builder()
                .plugins(Sources.of(provider))
                .source(provider.name(), options)
                .tokenKey("k1", KEY)
                .clock(CLOCK)
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theReportIsTheSame(boolean typed) throws IOException, SQLException {
        DemoFiles.write(folder, DemoOptions.withDefaults().withCustomers(1_000));
        String schema = TestDatabase.schema();
        String mapping = databaseMapping(Files.readString(folder.resolve(DemoFiles.MAPPING)));
        Matcher file = FILE.matcher(Files.readString(folder.resolve(DemoFiles.MAPPING)));
        while (file.find()) {
            load(schema, file.group(1), typed);
        }

        CkpiReport fromFiles = measure(
                new FilesProvider(),
                Map.of(
                        "dir",
                        folder.toString(),
                        "mapping",
                        folder.resolve(DemoFiles.MAPPING).toString()));
        CkpiReport fromDatabase = measure(
                new JdbcProvider().withMapping("demo.yaml", mapping),
                Map.of(
                        "url", TestDatabase.url(),
                        "user", "postgres",
                        "password", "postgres",
                        "schema", schema,
                        "page", "500"));

        assertThat(fromDatabase.indicators()).hasSizeGreaterThan(70);
        assertThat(fromDatabase.marc().value()).isEqualTo(fromFiles.marc().value());
        List<String> expected = plain(fromFiles, "files");
        List<String> actual = plain(fromDatabase, "jdbc");
        assertThat(expected).hasSizeGreaterThan(1_000);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            if (!actual.get(i).equals(expected.get(i))) {
                assertThat(actual.subList(Math.max(0, i - 8), i + 1))
                        .isEqualTo(expected.subList(Math.max(0, i - 8), i + 1));
            }
        }
        assertThat(actual).hasSameSizeAs(expected);
    }

    /** The record of a report without what must differ: names and versions of the source and what it can do. */
    private static List<String> plain(CkpiReport report, String source) {
        String json = ReportRecord.of(report).json();
        assertThat(json).contains("\"" + source + "\"");
        List<String> lines = new ArrayList<>();
        for (String line : json.replace("\"" + source + "\"", "\"SOURCE\"").split("(?<=[,{}\\[\\]])")) {
            lines.add(line.strip());
        }
        Predicate<String> differs = line -> line.contains("GROUPED_MOMENTS")
                || line.contains("\"MOMENTS\"")
                || line.contains("completeThrough")
                || line.contains("configDigest")
                || line.contains("digest");
        return lines.stream().filter(differs.negate()).toList();
    }

    private static String databaseMapping(String mapping) {
        StringBuilder tables = new StringBuilder("tables:\n");
        Matcher file = FILE.matcher(mapping);
        StringBuilder queries = new StringBuilder();
        while (file.find()) {
            String name = file.group(1).replace('-', '_');
            tables.append("  ").append(name).append(": {required: [key]}\n");
            file.appendReplacement(
                    queries,
                    Matcher.quoteReplacement(
                            "  - name: " + name + "\n    sql: SELECT t.* FROM ${" + name + "} t\n    key: key\n"));
        }
        file.appendTail(queries);
        return queries.toString()
                .replace("schema: ckpi/mapping@1", "schema: ckpi/crm-mapping@1")
                .replace("files:\n", tables + "queries:\n");
    }

    private void load(String schema, String file, boolean typed) throws IOException, SQLException {
        List<CsvRecord> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(folder.resolve(file + ".csv"))) {
            reader.forEach(rows::add);
        }
        List<String> names = rows.get(0).getFields();
        List<String> types = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> marks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int column = i;
            List<String> cells = rows.stream()
                    .skip(1)
                    .map(row -> row.getField(column))
                    .filter(c -> !c.isEmpty())
                    .toList();
            types.add(typed && !cells.isEmpty() && !names.get(i).equals("key") ? type(cells) : "text");
            columns.add("\"" + names.get(i) + "\" " + types.get(i));
            marks.add("CAST(? AS " + types.get(i) + ")");
        }
        assertThat(typed && types.stream().allMatch("text"::equals)).isFalse();
        String table = schema + "." + file.replace('-', '_');
        TestDatabase.run(schema, "CREATE TABLE " + table + " (" + String.join(", ", columns) + ", PRIMARY KEY (key))");
        try (Connection connection = TestDatabase.connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO " + table + " VALUES (" + String.join(", ", marks) + ")")) {
            connection.setAutoCommit(false);
            for (CsvRecord row : rows.subList(1, rows.size())) {
                for (int i = 0; i < names.size(); i++) {
                    insert.setString(i + 1, row.getField(i).isEmpty() ? null : row.getField(i));
                }
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private static String type(List<String> cells) {
        if (cells.stream().allMatch(cell -> NUMBER.matcher(cell).matches())) {
            return "numeric";
        }
        if (cells.stream().allMatch(cell -> INSTANT.matcher(cell).matches())) {
            return "timestamptz";
        }
        if (cells.stream().allMatch(cell -> DAY.matcher(cell).matches())) {
            return "date";
        }
        return cells.stream().allMatch(cell -> cell.equals("true") || cell.equals("false")) ? "boolean" : "text";
    }

    @Test
    void theFacadeAsksForMoments() throws SQLException {
        String schema = TestDatabase.schema();
        TestDatabase.run(
                schema, "CREATE TABLE mail (arm text, v int)", "INSERT INTO mail VALUES ('a', 1), ('a', 4), ('b', 2)");
        MomentsLayout layout = MomentsLayout.of("v");
        Ckpi ckpi = Ckpi.builder()
                .source(
                        new JdbcProvider(),
                        Map.of("url", TestDatabase.url(), "user", "postgres", "password", "postgres", "schema", schema))
                .clock(CLOCK)
                .build();
        assertThat(ckpi.moments("jdbc", new MomentsRequest("mail", layout, "arm", null))
                        .orElseThrow()
                        .groups())
                .hasSize(2)
                .hasEntrySatisfying("a", a -> assertThat(a.mean("v")).hasValue(2.5));
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> ckpi.moments("crm", new MomentsRequest("mail", layout, null, null)))
                .withMessage("no source is named crm; there are [jdbc]");
    }
}
