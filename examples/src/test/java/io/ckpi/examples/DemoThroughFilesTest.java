package io.ckpi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Period;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.source.demo.DemoFiles;
import io.ckpi.source.demo.DemoOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same company through two plugins gives the same report: generated records, and the same records as files. */
class DemoThroughFilesTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);

    private static CkpiReport measure(String plugin, Map<String, String> options) {
        return Ckpi.builder()
                .source("company", plugin, options)
                .tokenKey("k1", KEY)
                .clock(CLOCK)
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));
    }

    @Test
    void filesGiveTheSameReadingsAsTheGenerator(@TempDir Path folder) {
        DemoFiles.write(folder, DemoOptions.withDefaults().withCustomers(1_000));

        CkpiReport generated = measure("demo", Map.of("customers", "1000"));
        CkpiReport fromFiles = measure(
                "files",
                Map.of(
                        "dir",
                        folder.toString(),
                        "mapping",
                        folder.resolve(DemoFiles.MAPPING).toString()));

        assertThat(fromFiles.indicators()).hasSameSizeAs(generated.indicators()).hasSizeGreaterThan(70);
        for (var indicator : generated.indicators()) {
            String id = indicator.definition().id();
            assertThat(fromFiles.reading(id)).as(id).isEqualTo(indicator.reading());
        }
        assertThat(fromFiles.marc().value()).isEqualTo(generated.marc().value());
    }
}
