package io.ckpi.source.duckdb;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.source.files.FilesProvider;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Opens the plugin as a program does, and writes files by the database itself. */
final class Fixtures {

    private Fixtures() {}

    static Host host() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return Host.of(Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC), HmacTokenizer.of("k1", key))
                .withRejectBudget(new RejectLog.Budget(1, 1));
    }

    static OpenSources duckdb(Path dir, String mapping, String... options) {
        return open(DuckDbProvider.withMapping("test.yaml", mapping), "duckdb", dir, options);
    }

    static OpenSources files(Path dir, String mapping) {
        return open(FilesProvider.withMapping("test.yaml", mapping), "files", dir);
    }

    static OpenSources open(SourceProvider provider, String name, Path dir, String... options) {
        SourceSpec spec = SourceSpec.of(name).named("it").set("dir", dir);
        for (int i = 0; i < options.length; i += 2) {
            spec = spec.set(options[i], options[i + 1]);
        }
        return Sources.of(provider).open(host(), spec);
    }

    /** What was read of a type. */
    record Result<R extends SourceRecord>(
            List<R> records, List<DataIssue> issues, List<Reject> rejects, long rejected) {}

    static <R extends SourceRecord> Result<R> read(OpenSources sources, Class<R> type) {
        List<R> records = new ArrayList<>();
        try (RecordReader<R> reader = sources.source("it").read(ReadRequest.all(type))) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            return new Result<>(
                    records,
                    reader.issues(),
                    sources.rejects().kept("it"),
                    sources.rejects().rejected("it"));
        }
    }

    /** Runs statements in a database that may write, with {@code $dir} in the place of the folder. */
    static void write(Path dir, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.replace("$dir", dir.toString()));
            }
        }
    }
}
