package io.ckpi.source.files.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.source.files.inspect.Vocabulary.As;
import io.ckpi.source.files.internal.ShippedMappings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vocabulary speaks of components that there are. */
class VocabularyTest {

    @Test
    void everyComponentIsOneOfTheRecord() {
        Vocabulary.STANDARD.records().forEach((record, words) -> {
            Map<String, Class<?>> components = components(record);
            assertThat(words.columns().keySet()).as(record).allSatisfy(field -> assertThat(
                            components.containsKey(field) || field.equals("occurredAt") || field.startsWith("origin."))
                    .as(field)
                    .isTrue());
            assertThat(words.columns().keySet()).as(record).containsAll(words.required());
            words.needs()
                    .forEach(need ->
                            assertThat(words.columns().keySet()).as(record).containsAll(need));
            words.columns().forEach((field, of) -> {
                Class<?> type = components.get(field);
                if (type != null) {
                    assertThat(type.isEnum()).as(record + "." + field).isEqualTo(of.as() == As.CONSTANT);
                }
                assertThat(of.tokens()).allMatch(Vocabulary.STANDARD.tokens()::containsKey);
                assertThat(of.names().isEmpty()
                                && of.weak().isEmpty()
                                && of.tokens().isEmpty()
                                && of.same() == null)
                        .as(record + "." + field)
                        .isFalse();
            });
        });
    }

    private static Map<String, Class<?>> components(String record) {
        try {
            return Arrays.stream(Class.forName("io.ckpi.core.record." + record).getRecordComponents())
                    .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getType));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(record, e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "createdAt, created at",
        "order_ID, order id",
        "№ заказа, номер заказа",
        "Дата отчёта, дата отчета",
        "/customer/email, customer email",
        "'  Deal  Stage ', deal stage",
        "UTM-Source, utm source"
    })
    void namesAreComparedByTheirWords(String name, String normal) {
        assertThat(Vocabulary.normal(name)).isEqualTo(normal);
    }

    @Test
    void everyShippedMappingIsTried() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/source-files.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the project is not here");
        }
        try (Stream<Path> files = Files.list(
                folder.resolve("connectors/ckpi-source-files/src/main/resources/io/ckpi/source/files/mappings"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                            .sorted()
                            .toList())
                    .isEqualTo(ShippedMappings.NAMES);
        }
    }
}
