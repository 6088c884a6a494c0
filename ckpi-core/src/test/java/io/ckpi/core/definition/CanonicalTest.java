package io.ckpi.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Direction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalTest {

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.10000000000000001",
        "0.5, 0.5",
        "2e23, 1.9999999999999998e+23",
        "1e-7, 9.9999999999999995e-8",
        "-0.0, 0",
        "0.0, 0",
        "1e21, 1e+21",
        "1e20, 100000000000000000000",
        "1e16, 10000000000000000",
        "123456789.125, 123456789.125",
        "-3, -3",
        "9007199254740993, 9007199254740992",
        "4.9e-324, 4.9406564584124654e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "-1.5e-6, -0.0000015",
    })
    void doubles(double value, String form) {
        assertThat(Canonical.text(value)).isEqualTo(form);
        assertThat(Double.parseDouble(form)).isEqualTo(value + 0.0);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "1.10, 1.1",
        "1E+3, 1000",
        "100, 100",
        "0E+7, 0",
        "0.000, 0",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "-12.5e-9, -1.25e-8",
        "123456789012345678901, 123456789012345678901",
        "1234567890123456789012, 1.234567890123456789012e+21",
        "1E-999999999, 1e-999999999",
        "1.5E+2147483640, 1.5e+2147483640",
        "252057.20, 252057.2",
    })
    void decimals(BigDecimal value, String form) {
        assertThat(Canonical.text(value)).isEqualTo(form);
        assertThat(new BigDecimal(form)).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "2e23, 2E+23",
        "0.1, 0.1",
        "1e-7, 1E-7",
        "0.30000000000000004, 0.30000000000000004",
        "0, 0",
        "-1234.5, -1234.5",
        "4.9e-324, 5E-324",
        "1.7976931348623157e308, 1.7976931348623157E+308",
        "9007199254740993, 9007199254740992"
    })
    void shortest(double value, BigDecimal decimal) {
        assertThat(Canonical.shortest(value)).isEqualByComparingTo(decimal);
        assertThat(Canonical.shortest(value).doubleValue()).isEqualTo(value);
    }

    @Test
    void everyTypeOfNumberHasTheSameForm() {
        assertThat(List.of(7, 7L, (short) 7, (byte) 7, 7.0, 7.0f, BigInteger.valueOf(7), new BigDecimal("7.00")))
                .allSatisfy(seven -> assertThat(Canonical.text(seven)).isEqualTo("7"));
        assertThat(Canonical.text(0.5f)).isEqualTo("0.5");
        assertThat(Canonical.text(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNoNumberHasNoForm(double value) {
        assertThatThrownBy(() -> Canonical.text(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a finite number: " + value);
        assertThatThrownBy(() -> Canonical.shortest(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void texts() {
        assertThat(Canonical.text("a\"b\\c/d\u007f")).isEqualTo("\"a\\\"b\\\\c/d\u007f\"");
        assertThat(Canonical.text("\b\t\n\f\r\u0000\u001f")).isEqualTo("\"\\b\\t\\n\\f\\r\\u0000\\u001f\"");
        assertThat(Canonical.text("Жé€😀")).isEqualTo("\"Жé€😀\"");
        assertThat(Canonical.text("\uD800x\uDC00")).isEqualTo("\"\\ud800x\\udc00\"");
        assertThat(Canonical.text("\uD83D")).isEqualTo("\"\\ud83d\"");
    }

    @Test
    void textsAreInNormalizationFormC() {
        assertThat(Canonical.text("e\u0301")).isEqualTo("\"\u00e9\"");
        assertThat(Canonical.text("и\u0306")).isEqualTo("\"й\"");
        assertThat(Canonical.text("\u212B")).isEqualTo("\"\u00C5\"");
        assertThat(Canonical.sha256(Map.of("и\u0306", 1))).isEqualTo(Canonical.sha256(Map.of("й", 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "2024-02-29T23:59:59.120Z, 2024-02-29T23:59:59.120Z",
        "2000-03-01T00:00:00.000001Z, 2000-03-01T00:00:00.000001Z",
        "1900-03-01T12:30:45.123456789Z, 1900-03-01T12:30:45.123456789Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
        "2026-10-01T03:00:00+03:00, 2026-10-01T00:00:00Z",
        "-0001-06-01T00:00:00Z, -0001-06-01T00:00:00Z",
        "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00Z",
    })
    void instants(String instant, String form) {
        assertThat(Canonical.text(java.time.OffsetDateTime.parse(instant).toInstant()))
                .isEqualTo("\"" + form + "\"");
    }

    @Test
    void keysAreSortedByCodePoint() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("\uFF5E", 1);
        map.put("😀", 2); // greater than U+FF5E, although its first char is less
        map.put("b", 3);
        map.put("B", 4);
        map.put("bb", 5);
        assertThat(Canonical.text(map)).isEqualTo("{\"B\":4,\"b\":3,\"bb\":5,\"\uFF5E\":1,\"😀\":2}");
        assertThat(Canonical.compare("a", "a")).isZero();
        assertThat(Canonical.compare("😀", "\uFF5E")).isPositive();
        assertThat(Canonical.compare("\uFF5E", "😀")).isNegative();
    }

    @Test
    void nullIsLeftOutOfMapsAndKeptInLists() {
        Map<String, Object> map = new HashMap<>();
        map.put("a", null);
        map.put("b", Optional.empty());
        map.put("c", Arrays.asList(null, Optional.of(1), List.of(), Map.of()));
        assertThat(Canonical.text(map)).isEqualTo("{\"c\":[null,1,[],{}]}");
        assertThat(Canonical.text(null)).isEqualTo("null");
    }

    @Test
    void setsAreSortedLists() {
        assertThat(Canonical.text(
                        new LinkedHashSet<>(List.of("b", "й", "a", "и\u0306", Direction.TARGET_IS_BEST, 2, 10))))
                .isEqualTo("[\"TARGET_IS_BEST\",\"a\",\"b\",\"й\",10,2]");
    }

    @Test
    void whatHasNoForm() {
        assertThatThrownBy(() -> Canonical.text(new Object())).hasMessage("no canonical form for java.lang.Object");
        assertThatThrownBy(() -> Canonical.text(Map.of(1, 2))).hasMessage("a key is not a text: 1");
        Map<String, Integer> same = new LinkedHashMap<>();
        same.put("й", 1);
        same.put("и\u0306", 2);
        assertThatThrownBy(() -> Canonical.text(same)).hasMessage("the key is repeated: й");
        List<Object> own = new ArrayList<>();
        own.add(own);
        assertThatThrownBy(() -> Canonical.text(own)).hasMessage("nested deeper than 64");
    }

    @Test
    void knownHashes() {
        // from sha256sum of the canonical bytes
        assertThat(Canonical.sha256(Map.of()))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(Canonical.sha256(Map.of("b", List.of(1.5, "Ж"), "a", true)))
                .isEqualTo("91f68739592538f6f995ab0a598285ceee3ed99893238cc119e69461d7b5d4cb");
    }

    @Test
    void definitionHashLeavesOutOnlyTheRootsTextsForPeople() {
        Map<String, Object> content = Map.of("id", "x", "groups", List.of(Map.of("name", "g")));
        Map<String, Object> reworded = new HashMap<>(content);
        reworded.put("name", Map.of("ru", "Имя", "en", "Name"));
        reworded.put("description", "d");
        reworded.put("provenance", List.of("p"));
        assertThat(Canonical.definitionHash(reworded)).isEqualTo(Canonical.definitionHash(content));
        assertThat(Canonical.definitionHash(Map.of("id", "x", "groups", List.of(Map.of("name", "h")))))
                .isNotEqualTo(Canonical.definitionHash(content));
    }

    @Test
    void withoutLeavesKeysOutEverywhere() {
        Map<String, Object> tree = new HashMap<>();
        tree.put("a", Arrays.asList(Map.of("x", 1, "y", 2), null, 3));
        tree.put("x", 4);
        tree.put("z", null);
        assertThat(Canonical.text(Canonical.without(tree, Set.of("x")))).isEqualTo("{\"a\":[{\"y\":2},null,3]}");
    }

    // ---- the writer

    @Test
    void theWriterWritesTheSameAsATree() {
        Canonical.Key key = new Canonical.Key("и\u0306");
        assertThat(key.text()).isEqualTo("й");
        assertThat(key).hasToString("й");
        Instant instant = Instant.parse("2026-10-01T00:00:00Z");
        Canonical.Writer writer = Canonical.writer();
        for (int i = 0; i < 2; i++) {
            writer.reset().beginMap().key("a").beginList().number(1).number(0.5).number(new BigDecimal("0.10"));
            writer.flag(false)
                    .nothing()
                    .text("t")
                    .instant(instant)
                    .beginMap()
                    .endMap()
                    .endList();
            writer.key(key).value(List.of("x".repeat(5000))).endMap();
            assertThat(new String(writer.toByteArray(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"a\":[1,0.5,0.1,false,null,\"t\",\"2026-10-01T00:00:00Z\",{}],\"й\":[\""
                            + "x".repeat(5000) + "\"]}");
            assertThat(writer.sha256()).hasSize(32).isEqualTo(writer.sha256());
        }
    }

    @Test
    void theWriterRefusesWhatDoesNotFit() {
        assertThatThrownBy(
                        () -> Canonical.writer().beginMap().key("b").number(1).key("a"))
                .hasMessage("key a comes after b");
        assertThatThrownBy(
                        () -> Canonical.writer().beginMap().key("b").number(1).key(new Canonical.Key("b")))
                .hasMessage("the key is repeated: b");
        assertThatThrownBy(() -> Canonical.writer().beginMap().number(1)).hasMessage("a value without its key");
        assertThatThrownBy(() -> Canonical.writer().beginMap().key("a").endMap())
                .hasMessage("nothing to end with }");
        assertThatThrownBy(() -> Canonical.writer().beginMap().endList()).hasMessage("nothing to end with ]");
        assertThatThrownBy(() -> Canonical.writer().endList()).hasMessage("nothing to end with ]");
        assertThatThrownBy(() -> Canonical.writer().key("a")).hasMessage("no key belongs here: a");
        assertThatThrownBy(() -> Canonical.writer().beginList().key("a")).hasMessage("no key belongs here: a");
        assertThatThrownBy(() -> Canonical.writer().number(1).number(2)).hasMessage("a second value");
        assertThatThrownBy(() -> Canonical.writer().beginList().toByteArray()).hasMessage("the value is not complete");
        assertThatThrownBy(() -> Canonical.writer().beginList().sha256()).hasMessage("the value is not complete");
    }
}
