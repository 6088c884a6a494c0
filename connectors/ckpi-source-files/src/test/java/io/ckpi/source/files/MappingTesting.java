package io.ckpi.source.files;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Files in a folder of their own, read by a mapping that a test writes. */
abstract class MappingTesting {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    TestHost host = TestHost.with();

    void file(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    RecordSource open(String mapping, String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "dir";
        all[options.length + 1] = folder.toString();
        host = TestHost.with(all);
        return host.open(FilesProvider.withMapping("m.yaml", mapping));
    }

    <R extends SourceRecord> List<R> read(Class<R> type, String mapping, String... options) {
        try (RecordSource source = open(mapping, options)) {
            return host.read(source, type).records();
        }
    }

    static String head(String... more) {
        return "schema: ckpi/mapping@1\nid: test\n" + String.join("\n", more) + "\n";
    }

    static String orders(String settings, String fields) {
        return head(settings, "files:", "  - file: x.csv", "    format: csv", "    records:", "      - record: Order")
                + fields.indent(8);
    }

    static final String ORDER = """
            orderRef: id
            status: {const: PAID}
            createdAt: at
            revenue: {money: sum}
            """;

    static org.assertj.core.groups.Tuple tuple(@Nullable Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
