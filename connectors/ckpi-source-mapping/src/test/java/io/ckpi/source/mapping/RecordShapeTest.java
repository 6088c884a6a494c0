package io.ckpi.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.SourceRecord;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the connector knows of the records agrees with the records. */
class RecordShapeTest {

    static Stream<RecordShape> shapes() {
        return RecordShape.byName().values().stream();
    }

    @Test
    void everyRecordHasAShape() {
        Set<Class<?>> types = new HashSet<>();
        shapes().forEach(shape -> types.add(shape.type()));
        assertThat(types).containsExactlyInAnyOrder(SourceRecord.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsRequiredIsWhatTheRecordDoesNotAllowToBeNull(RecordShape shape) {
        RecordComponent[] components = shape.type().getRecordComponents();
        assertThat(components[0].getType()).isEqualTo(Envelope.class);
        List<RecordShape.Part> parts = shape.parts();
        assertThat(parts).hasSize(components.length - 1);
        for (int i = 0; i < parts.size(); i++) {
            RecordShape.Part part = parts.get(i);
            RecordComponent component = components[i + 1];
            assertThat(part.name()).isEqualTo(component.getName());
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (nullable) {
                assertThat(part.required()).as(part.name()).isFalse();
                assertThat(part.otherwise()).as(part.name()).isNull();
            } else {
                assertThat(part.required() != (part.otherwise() != null))
                        .as(shape.name() + "." + part.name() + " is required or has a value of its own")
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theNaturalKeyNamesComponents(RecordShape shape) {
        List<String> names = shape.parts().stream().map(RecordShape.Part::name).toList();
        assertThat(shape.naturalKey()).isNotEmpty().allMatch(name -> name.equals("occurredAt") || names.contains(name));
        if (shape.ownKey()) {
            assertThat(shape.naturalKey()).hasSize(1);
        }
        if (shape.time() != null) {
            assertThat(names).contains(shape.time());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void tokensArePersons(RecordShape shape) {
        Set<String> personal = Set.of("person", "referrer", "referee", "unit", "token");
        for (RecordShape.Part part : shape.parts()) {
            boolean text = part.type() == String.class && !shape.name().equals("MarketMeasure");
            if (text && personal.contains(part.name())) {
                assertThat(part.kind()).as(part.name()).isEqualTo(RecordShape.Kind.PERSON);
            }
        }
        assertThat(Arrays.asList(RecordShape.Kind.values())).contains(RecordShape.Kind.PERSON);
    }

    @Test
    void theTableOfRecordsInTheGuideIsComplete() throws IOException {
        List<String> expected = new ArrayList<>();
        for (RecordShape shape : RecordShape.byName().values()) {
            List<String> parts = new ArrayList<>();
            for (RecordShape.Part part : shape.parts()) {
                String name = "`" + part.name() + "`";
                parts.add((part.required() ? "**" + name + "**" : name)
                        + (part.name().equals(shape.time()) ? " 🕓" : ""));
            }
            expected.add("| `" + shape.name() + "` | " + String.join(", ", parts) + " |");
        }
        assertThat(Files.readAllLines(Path.of("../../docs/guide/mapping.md"), StandardCharsets.UTF_8))
                .containsSubsequence(expected);
    }
}
