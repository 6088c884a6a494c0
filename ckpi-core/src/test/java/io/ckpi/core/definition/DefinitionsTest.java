package io.ckpi.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTest {

    private enum Way {
        HIGH,
        LOW,
        TO_TARGET
    }

    private static <T> T read(String text, Function<Node, T> reader) {
        return Definitions.read("d.yaml", text, reader);
    }

    private static List<String> faults(String text, Function<Node, ?> reader) {
        DefinitionException failure = catchThrowableOfType(DefinitionException.class, () -> read(text, reader));
        assertThat(failure).as("a fault is expected").isNotNull();
        assertThat(failure.kind()).isEqualTo(CkpiException.Kind.CONFIG);
        assertThat(failure.code()).isEqualTo("CKPI-DEFINITION");
        assertThat(failure.getMessage())
                .isEqualTo(String.join(
                        "\n",
                        failure.errors().stream().map(DefinitionError::toString).toList()));
        return failure.errors().stream().map(DefinitionError::toString).toList();
    }

    private static void assertFaults(String text, Function<Node, ?> reader, String... expected) {
        assertThat(faults(text, reader)).containsExactly(expected);
    }

    // ---- what is read

    @Test
    void readsEveryKindOfValue() {
        String yaml = """
                # a comment
                schema: ckpi/profile@1
                id: economics.ltv-to-cac
                name: {ru: Имя, en: Name}
                weight: 0.10
                share: 2.5e-1
                count: 1e3
                on: true
                direction: to-target
                zone: Europe/Moscow
                tags: [a, "1", 'true']
                single: one
                points: [[0, 0], [0.5, 50]]
                numbers: [1, -2.5]
                free:
                  b: 1
                  a: 2
                """;
        String seen = read(yaml, n -> {
            assertThat(n.document()).isEqualTo("d.yaml");
            assertThat(n.path()).isEmpty();
            assertThat(n.line()).isEqualTo(2);
            assertThat(n.schema("ckpi/profile@1")).isTrue();
            assertThat(n.id("id")).isEqualTo("economics.ltv-to-cac");
            assertThat(n.names("name")).isEqualTo(new Names("Имя", "Name"));
            assertThat(n.decimal("weight")).isEqualTo(new BigDecimal("0.10"));
            assertThat(n.number("share")).isEqualTo(0.25);
            assertThat(n.integer("count")).isEqualTo(1000);
            assertThat(n.flag("on")).isTrue();
            assertThat(n.oneOf("direction", Way.class)).isEqualTo(Way.TO_TARGET);
            assertThat(n.parsed("zone", "a time zone", ZoneId.of("UTC"), ZoneId::of))
                    .isEqualTo(ZoneId.of("Europe/Moscow"));
            assertThat(n.texts("tags")).containsExactly("a", "1", "true");
            assertThat(n.texts("single")).containsExactly("one");
            assertThat(n.table("points", 2)).isDeepEqualTo(new double[][] {{0, 0}, {0.5, 50}});
            assertThat(n.numbers("numbers")).containsExactly(1, -2.5);
            assertThat(n.decimals("numbers")).containsExactly(BigDecimal.ONE, new BigDecimal("-2.5"));
            assertThat(n.map("free").keySet()).containsExactly("b", "a");
            assertThat(n.map("free")).hasEntrySatisfying("a", a -> assertThat(a.path() + ":" + a.line())
                    .isEqualTo("free.a:17"));
            assertThat(n.keys()).contains("schema", "free").hasSize(14);
            return "read";
        });
        assertThat(seen).isEqualTo("read");
    }

    @Test
    void jsonIsYaml() {
        Object tree = read("{\"a\": [1.5, \"x\", true, null], \"b\": {\"c\": \"\\u0416\"}}", Node::tree);
        assertThat(tree)
                .isEqualTo(Map.of(
                        "a", List.of(new BigDecimal("1.5"), "x", true, Optional.empty()), "b", Map.of("c", "Ж")));
    }

    @Test
    void absentValuesAreEmptyOrTheirDefault() {
        read("a: 1\n", n -> {
            assertThat(n.has("a")).isTrue();
            assertThat(n.has("b")).isFalse();
            assertThat(n.optionalText("b")).isEmpty();
            assertThat(n.text("b", "x")).isEqualTo("x");
            assertThat(n.optionalDecimal("b")).isEmpty();
            assertThat(n.decimal("b", BigDecimal.TEN)).isEqualTo(BigDecimal.TEN);
            assertThat(n.optionalNumber("b")).isEqualTo(OptionalDouble.empty());
            assertThat(n.number("b", 0.5)).isEqualTo(0.5);
            assertThat(n.optionalInteger("b")).isEqualTo(OptionalLong.empty());
            assertThat(n.integer("b", 7)).isEqualTo(7);
            assertThat(n.flag("b", true)).isTrue();
            assertThat(n.optionalNames("b")).isEmpty();
            assertThat(n.oneOf("b", Way.class, Way.TO_TARGET)).isEqualTo(Way.TO_TARGET);
            assertThat(n.optionalOneOf("b", Way.class)).isEmpty();
            assertThat(n.optionalParsed("b", "a zone", ZoneId::of)).isEmpty();
            assertThat(n.optionalObject("b")).isEmpty();
            assertThat(n.optionalObject("b", Node::tree)).isEmpty();
            assertThat(n.optionalObjects("b")).isEmpty();
            assertThat(n.optionalObjects("b", Node::tree)).isEmpty();
            assertThat(n.optionalMap("b")).isEmpty();
            assertThat(n.optionalList("b")).isEmpty();
            assertThat(n.optionalTexts("b")).isEmpty();
            return n;
        });
    }

    @Test
    void onlyPlainScalarsHaveAType() {
        read("[1, '1', true, 'true', ~, null, 'null', yes, 0x1F, .nan, 1.e3, .5, +7]", n -> {
            assertThat(n.asList().stream()
                            .map(i -> i.isNumber()
                                    ? "number"
                                    : i.isFlag() ? "flag" : i.isNull() ? "null" : i.isText() ? "text" : "other"))
                    .containsExactly(
                            "number", "text", "flag", "text", "null", "null", "text", "text", "other", "other",
                            "number", "number", "number");
            return n;
        });
    }

    @Test
    void aDocumentMayStartWithAByteOrderMarkAndEndWithoutALine() {
        assertThat(Definitions.<Object>read(
                        "d.yaml", new ByteArrayInputStream("\uFEFFa: Ж".getBytes(StandardCharsets.UTF_8)), Node::tree))
                .isEqualTo(Map.of("a", "Ж"));
    }

    @Test
    void keysAreNormalized() {
        long value = read("\"и\u0306\": 1\n", n -> n.integer("й"));
        assertThat(value).isEqualTo(1);
        assertFaults("\"и\u0306\": 1\n\"й\": 2\n", Node::tree, "d.yaml:2: [\"й\"]: is repeated");
    }

    @Test
    void readsFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("profile.yaml"), "a: 1\n");
        long a = Definitions.read(file, n -> n.integer("a"));
        assertThat(a).isEqualTo(1);
        assertThatThrownBy(() -> Definitions.read(file, n -> n.integer("b")))
                .hasMessage(
                        "profile.yaml:1: b: is missing\n" + "profile.yaml:1: a: is an unknown key; known keys are b");
        assertThatThrownBy(() -> Definitions.read(folder, Node::tree))
                .isInstanceOf(DefinitionException.class)
                .hasMessage(folder.getFileName() + ":1: is a directory, not a file");
        Path absent = folder.resolve("absent.yaml");
        assertThatThrownBy(() -> Definitions.read(absent, Node::tree))
                .isInstanceOf(DefinitionException.class)
                .hasMessage("absent.yaml:1: does not exist: " + absent)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aStreamThatFailsIsNoFaultOfTheDocument() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThatThrownBy(() -> Definitions.read("d.yaml", broken, Node::tree))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("gone");
    }

    // ---- what is refused

    @Test
    void bytesThatAreNotUtf8() {
        assertThatThrownBy(() -> Definitions.read(
                        "d.yaml",
                        new ByteArrayInputStream(
                                new byte[] {'a', ':', ' ', '1', '\n', 'b', ':', ' ', (byte) 0xCF, '\n'}),
                        Node::tree))
                .hasMessage("d.yaml:2: is not UTF-8 at byte 9");
        assertThatThrownBy(() ->
                        Definitions.read("d.yaml", new ByteArrayInputStream(new byte[] {'a', (byte) 0xD0}), Node::tree))
                .hasMessage("d.yaml:1: is not UTF-8 at byte 2");
    }

    @Test
    void notYaml() {
        assertFaults("", Node::tree, "d.yaml:1: is empty");
        assertFaults("# nothing\n", Node::tree, "d.yaml:1: is empty");
        assertFaults("a: [1, 2\nb: }", Node::tree, "d.yaml:2: is not YAML: expected ',' or ']', but got :");
        assertFaults("%YAML 1.1\n---\na: 1", Node::tree, "d.yaml:1: is not YAML 1.2");
        assertFaults("a: 1\nb: \u0001", Node::tree, "d.yaml:2: holds a character that YAML does not allow");
        assertFaults("a: 1\n---\nb: 1\n", Node::tree, "d.yaml:2: holds more than one document");
    }

    @Test
    void whatYamlAllowsAndDefinitionsDoNot() {
        assertFaults(
                """
                a: 1
                a: 2
                ? [x, {y: z}]
                : 3
                5: x
                "": x
                b: &q 1
                c: *q
                d: !!str x
                e: !mine [1]
                f: {g: 1, g: 2}
                """,
                Node::tree,
                "d.yaml:2: a: is repeated",
                "d.yaml:3: a key must be a text",
                "d.yaml:5: key \"5\" is not a text; put it in quotes",
                "d.yaml:6: a key is empty",
                "d.yaml:7: b: anchors are not allowed",
                "d.yaml:8: c: aliases are not allowed",
                "d.yaml:9: d: tags are not allowed: \"tag:yaml.org,2002:str\"",
                "d.yaml:10: e: tags are not allowed: \"!mine\"",
                "d.yaml:11: f.g: is repeated");
    }

    @Test
    void aliasesAreNoMergeKeysEither() {
        assertFaults(
                "a: &x {b: 1}\nc:\n  <<: *x\n",
                Node::tree,
                "d.yaml:1: a: anchors are not allowed",
                "d.yaml:3: c[\"<<\"]: aliases are not allowed");
    }

    @Test
    void billionLaughs() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
        }
        assertThat(faults(yaml.toString(), Node::tree))
                .hasSize(10 + 9 * 9)
                .first()
                .isEqualTo("d.yaml:1: a0: anchors are not allowed");
    }

    @Test
    void depth() {
        Object deepest = read("[".repeat(32) + "]".repeat(32), Node::tree);
        assertThat(deepest).isInstanceOf(List.class);
        assertFaults(
                "a: " + "[".repeat(32), Node::tree, "d.yaml:1: a" + "[0]".repeat(31) + ": is nested deeper than 32");
        assertFaults("? ".repeat(40) + "x", Node::tree, faultsOfDeepKeys());
        assertThat(faults("[".repeat(1_000_000), Node::tree)).hasSize(1);
        assertThat(faults("{a: ".repeat(200_000), Node::tree)).hasSize(1);
        assertThat(faults("- ".repeat(500_000), Node::tree)).hasSize(1);
    }

    private static String[] faultsOfDeepKeys() {
        String[] expected = new String[33];
        for (int i = 0; i < 32; i++) {
            expected[i] = "d.yaml:1: a key must be a text";
        }
        expected[32] = "d.yaml:1: is nested deeper than 32";
        return expected;
    }

    @Test
    void size() {
        String fits = "a: '" + "Ж".repeat((Definitions.MAX_BYTES - 6) / 2) + "'\n";
        assertThat(fits.getBytes(StandardCharsets.UTF_8)).hasSize(Definitions.MAX_BYTES);
        String text = read(fits, n -> n.text("a"));
        assertThat(text).hasSize((Definitions.MAX_BYTES - 6) / 2);
        assertFaults(fits + "\n", Node::tree, "d.yaml:1: is larger than 1048576 bytes");
        assertThatThrownBy(() -> Definitions.read(
                        "d.yaml", new ByteArrayInputStream((fits + "\n").getBytes(StandardCharsets.UTF_8)), Node::tree))
                .hasMessage("d.yaml:1: is larger than 1048576 bytes");
    }

    @Test
    void countlessFaultsAreCutOff() {
        assertThat(faults("a: 1\n".repeat(50_000), Node::tree)).hasSize(1000);
    }

    // ---- what a reader does not find

    @Test
    void missingValues() {
        assertFaults(
                "x: {}\n",
                n -> {
                    Node x = n.object("x");
                    assertThat(x.text("a")).isEmpty();
                    assertThat(x.id("b")).isEqualTo("missing");
                    assertThat(x.decimal("c")).isZero();
                    assertThat(x.number("d")).isZero();
                    assertThat(x.integer("e")).isZero();
                    assertThat(x.flag("f")).isFalse();
                    assertThat(x.names("g")).isEqualTo(Names.same("?"));
                    assertThat(x.objects("h")).isEmpty();
                    assertThat(x.map("i")).isEmpty();
                    assertThat(x.list("j")).isEmpty();
                    assertThat(x.texts("k")).isEmpty();
                    assertThat(x.table("l", 2)).isEmpty();
                    assertThat(x.node("m").text("n")).isEmpty();
                    assertThat(x.object("o").object("p").text("q")).isEmpty();
                    assertThat(x.object("r", Node::tree)).isEmpty();
                    assertThat(x.oneOf("s", Way.class)).isEqualTo(Way.values()[0]);
                    return n;
                },
                "abcdefghijklmors"
                        .chars()
                        .mapToObj(c -> "d.yaml:1: x." + (char) c + ": is missing")
                        .toArray(String[]::new));
    }

    @Test
    void wrongForms() {
        assertFaults(
                """
                a: 1.0
                b: true
                c: [x]
                d: {y: 1}
                e:
                f: x y
                g: 0x1F
                h: .inf
                i: 2.5
                j: 1e400
                k: 1e-400
                l: 1e99999999999
                m: '1'
                n: 9223372036854775808
                """,
                n -> {
                    n.text("a");
                    n.text("b");
                    n.text("c");
                    n.text("d");
                    n.text("e");
                    n.decimal("f");
                    n.number("g");
                    n.number("h");
                    n.integer("i");
                    n.number("j");
                    n.decimal("k");
                    n.decimal("l");
                    n.decimal("m");
                    n.integer("n");
                    n.map("d");
                    return n;
                },
                "d.yaml:1: a: is a number, not a text; put it in quotes: \"1.0\"",
                "d.yaml:2: b: is a truth value, not a text; put it in quotes: \"true\"",
                "d.yaml:3: c: is a list, not a text",
                "d.yaml:4: d: is a map, not a text",
                "d.yaml:5: e: has no value, not a text",
                "d.yaml:6: f: is \"x y\", not a number",
                "d.yaml:7: g: is \"0x1F\", not a number",
                "d.yaml:8: h: is \".inf\", not a number",
                "d.yaml:9: i: is not a whole number in the range of a long: \"2.5\"",
                "d.yaml:10: j: is too large for a number: \"1e400\"",
                "d.yaml:11: k: is too small for a number: \"1e-400\"",
                "d.yaml:12: l: has an exponent out of range: \"1e99999999999\"",
                "d.yaml:13: m: is \"1\", not a number",
                "d.yaml:14: n: is not a whole number in the range of a long: \"9223372036854775808\"");
    }

    @Test
    void wrongFormsOfCompounds() {
        assertFaults(
                """
                a: yes
                b: x
                c: [1]
                d: 5
                e: Upper
                f: nowhere
                g: [[0, 1], [2], 3]
                h: [{i: 1}, 4]
                j: {ru: '  ', de: x}
                k: {ru: 1, en: x}
                l: sideways
                m: "a very long text that does not stop until it has gone far beyond forty characters\\n"
                """,
                n -> {
                    n.flag("a");
                    n.names("b");
                    n.object("c").text("never reported");
                    n.list("d");
                    n.id("e");
                    assertThat(n.parsed("f", "a time zone", ZoneId.of("UTC"), ZoneId::of))
                            .isEqualTo(ZoneId.of("UTC"));
                    n.table("g", 2);
                    n.objects("h").forEach(Node::tree);
                    n.names("j");
                    n.names("k");
                    n.optionalParsed("m", "a duration", Duration::parse);
                    n.oneOf("l", Way.class);
                    return n;
                },
                "d.yaml:1: a: is \"yes\", not true or false",
                "d.yaml:2: b: is \"x\", not a map with ru and en",
                "d.yaml:3: c: is a list, not a map",
                "d.yaml:4: d: is \"5\", not a list",
                "d.yaml:5: e: is not an id of lower-case words joined by '-' or '.': \"Upper\"",
                "d.yaml:6: f: is not a time zone: \"nowhere\"",
                "d.yaml:7: g[1]: is not a list of 2 numbers",
                "d.yaml:7: g[2]: is not a list of 2 numbers",
                "d.yaml:8: h[1]: is \"4\", not a map",
                "d.yaml:9: j.ru: is blank",
                "d.yaml:9: j.en: is missing",
                "d.yaml:9: j.de: is an unknown key; known keys are ru, en",
                "d.yaml:10: k.ru: is a number, not a text; put it in quotes: \"1\"",
                "d.yaml:11: l: is not one of HIGH, LOW, TO_TARGET: \"sideways\"",
                "d.yaml:12: m: is not a duration: \"a very long text that does not stop unti\"…");
    }

    @Test
    void theRootIsNoMap() {
        assertFaults("[1, 2]", n -> n.text("a") + n.text("b"), "d.yaml:1: is a list, not a map");
        assertFaults("just text", n -> n.objects("a"), "d.yaml:1: is \"just text\", not a map");
    }

    @Test
    void unknownKeys() {
        assertFaults(
                """
                weights:
                  - {weight: 1}
                  - {wieght: 2, weight: 3}
                  - {other: 1}
                x: 1
                """,
                n -> {
                    n.objects("weights").forEach(w -> w.optionalNumber("weight"));
                    return n;
                },
                "d.yaml:3: weights[1].wieght: is an unknown key; the nearest known key is \"weight\"",
                "d.yaml:4: weights[2].other: is an unknown key; known keys are weight",
                "d.yaml:5: x: is an unknown key; known keys are weights");
    }

    @Test
    void afterAnUnknownKindTheKeysAreNotJudged() {
        assertFaults(
                "kind: other\nx: 1\n",
                n -> n.oneOf("kind", Way.class) + n.text("target"),
                "d.yaml:1: kind: is not one of HIGH, LOW, TO_TARGET: \"other\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ckpi/profile@2   | is version 2 of ckpi/profile; this release reads version 1
                    ckpi/scorecard@1 | is not ckpi/profile@1: "ckpi/scorecard@1"
                    nonsense         | is not ckpi/profile@1: "nonsense"
                    5                | is a number, not a text; put it in quotes: "5"
                    """)
    void schema(String found, String sentence) {
        assertFaults("schema: " + found, n -> n.schema("ckpi/profile@1"), "d.yaml:1: schema: " + sentence);
    }

    @Test
    void schemaIsMissing() {
        assertFaults("a: 1", n -> n.schema("ckpi/profile@1"), "d.yaml:1: schema: is missing");
        assertThatThrownBy(() -> read("a: 1", n -> n.schema("profile")))
                .isInstanceOf(DefinitionException.class)
                .hasMessage("d.yaml:1: not a schema: profile");
    }

    @Test
    void aReaderMayRefuseAValue() {
        Function<Node, Integer> positive = n -> {
            double value = n.number("v");
            if (!(value > 0)) {
                throw new IllegalArgumentException("v is not above 0: " + value);
            }
            return (int) value;
        };
        assertFaults(
                "list:\n- v: 1\n- v: -1\n- v: x\n- w: 3\none: {v: 0}\n",
                n -> {
                    assertThat(n.objects("list", positive)).containsExactly(1);
                    assertThat(n.object("one", positive)).isEmpty();
                    n.errorAt("list", "is odd");
                    n.errorAt("absent", "should be there");
                    n.error("is a strange document");
                    return n;
                },
                "d.yaml:1: absent: should be there",
                "d.yaml:1: is a strange document",
                "d.yaml:2: list: is odd",
                "d.yaml:3: list[1]: v is not above 0: -1.0",
                "d.yaml:4: list[2].v: is \"x\", not a number",
                "d.yaml:5: list[3].v: is missing",
                "d.yaml:6: one: v is not above 0: 0.0");
    }

    @Test
    void anExceptionThatFollowsFromAFaultIsNotReportedTwice() {
        assertFaults(
                "a: x\n",
                n -> {
                    n.number("a");
                    throw new IllegalArgumentException("a must not be 0");
                },
                "d.yaml:1: a: is \"x\", not a number");
        assertFaults(
                "a: 1\nb: 2\n",
                n -> {
                    throw new IllegalArgumentException("no good");
                },
                "d.yaml:1: no good");
        assertFaults(
                "a: 1\n",
                n -> {
                    throw new IllegalArgumentException();
                },
                "d.yaml:1: is not valid");
    }

    @Test
    void otherExceptionsOfAReaderAreBugsAndPass() {
        assertThatThrownBy(() -> read("a: 1\n", n -> {
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    // ---- hash

    @Test
    void defaultsSpellingAndTextsForPeopleDoNotChangeTheHash() {
        Function<Node, String> reader = n -> {
            n.text("name", "");
            n.number("level", 0.95);
            n.flag("strict", false);
            n.oneOf("direction", Way.class, Way.HIGH);
            n.optionalObject("inner").ifPresent(i -> i.integer("k", 3));
            n.optionalText("description");
            n.optionalText("provenance");
            return n.definitionHash();
        };
        String hash = read("inner: {}\n", reader);
        assertThat(hash)
                .isEqualTo(Canonical.sha256(Map.of(
                        "level",
                        new BigDecimal("0.95"),
                        "strict",
                        false,
                        "direction",
                        "HIGH",
                        "inner",
                        Map.of("k", 3))));
        assertThat(read("""
                        name: something
                        description: text
                        provenance: here
                        direction: high
                        strict: FALSE
                        inner: {"k": 3.00}
                        level: 9.5e-1
                        """, reader)).isEqualTo(hash);
        assertThat(read("inner: {}\nlevel: 0.9\n", reader)).isNotEqualTo(hash);
    }

    @Test
    void hashingDoesNotMakeKeysKnown() {
        assertFaults(
                "a: {b: 1}\nc: 1\n",
                n -> n.text("name", "") + n.definitionHash(),
                "d.yaml:1: a: is an unknown key; known keys are name",
                "d.yaml:2: c: is an unknown key; known keys are name");
    }

    @Test
    void errorsCheckTheirParts() {
        assertThatThrownBy(() -> new DefinitionException(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("errors is empty");
        assertThatThrownBy(() -> new DefinitionError("d", "p", 0, "s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line is below 1: 0");
    }
}
