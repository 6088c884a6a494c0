package io.ckpi.source.demo;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Tokenizer;
import io.ckpi.tck.TestHost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Opens the demo as a host would; tokens are the ids themselves. */
final class Company {

    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    static final Tokenizer TOKENS = (type, raw) -> Optional.of(raw);

    private Company() {}

    static RecordSource open(Map<String, String> options) {
        return host(options).open(new DemoProvider());
    }

    static RecordSource open(DemoOptions options) {
        return host(options).open(new DemoProvider());
    }

    static TestHost host(DemoOptions options) {
        Map<String, String> texts = new TreeMap<>(Map.of(
                "customers", String.valueOf(options.customers()),
                "seed", String.valueOf(options.seed()),
                "end", options.end().toString(),
                "months", String.valueOf(options.months())));
        if (!options.without().isEmpty()) {
            texts.put("without", options.withoutText());
        }
        return host(texts);
    }

    private static TestHost host(Map<String, String> options) {
        TestHost host = TestHost.with(options).named("demo").withTokens(TOKENS);
        host.moveTo(NOW);
        return host;
    }

    static <R extends SourceRecord> List<R> all(RecordSource source, Class<R> type) {
        return all(source, ReadRequest.all(type));
    }

    static <R extends SourceRecord> List<R> all(RecordSource source, ReadRequest<R> request) {
        return TestHost.with().read(source, request).records();
    }
}
