package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.SourceDescription;

/** The rules S. */
final class DescriptionRules {

    private final Bench bench;

    DescriptionRules(Bench bench) {
        this.bench = bench;
    }

    void s01() throws Exception {
        bench.some();
        SourceDescription first;
        try (Bench.Opened opened = bench.open()) {
            first = opened.source.describe();
            assertThat(opened.source.describe()).as("the second description").isEqualTo(first);
            for (Class<? extends SourceRecord> type : bench.types()) {
                Bench.read(opened.source, ReadRequest.all(type));
            }
            assertThat(opened.source.describe())
                    .as("the description after reading")
                    .isEqualTo(first);
        }
        try (Bench.Opened again = bench.open()) {
            assertThat(again.source.describe())
                    .as("the description of another instance")
                    .isEqualTo(first);
        }
    }

    void s02() throws Exception {
        bench.some();
        try (Bench.Opened opened = bench.open()) {
            SourceDescription description = opened.source.describe();
            assertThat(description.streams()).as("the types of record").isNotEmpty();
            assertThat(description.zone()).as("the contract about time").isNotBlank();
            assertThat(description.money()).as("the contract about money").isNotBlank();
        }
    }

    void s03() throws Exception {
        bench.some();
        try (Bench.Opened opened = bench.open()) {
            for (Class<? extends SourceRecord> type : bench.types()) {
                Bench.read(opened.source, ReadRequest.all(type));
            }
            if (!bench.tokens.asked().isEmpty()) {
                assertThat(opened.source.describe().personalFields())
                        .as(
                                "the personal fields: the plugin asked for tokens of %s ids",
                                bench.tokens.asked().size())
                        .isNotEmpty();
            }
            assertThat(opened.source.describe().personalFields())
                    .as("the personal fields")
                    .noneMatch(String::isBlank);
        }
    }
}
