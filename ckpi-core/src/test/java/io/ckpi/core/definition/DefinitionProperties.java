package io.ckpi.core.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class DefinitionProperties {

    private static final String VALID = """
            # profile
            schema: ckpi/profile@1
            id: "marc-standard"
            name: {ru: 'Имя', en: Name}
            weights:
              - {factor: economics.ltv-to-cac, weight: 0.14, curve: [[0, 0], [0.5, 50]]}
              - factor: lead.acceptance
                weight: 1.0e-1
                note: |
                  several
                  lines
            strict: true
            nothing: ~
            """;

    private static final List<String> BITS = List.of(
            "&a ",
            "*a",
            "!!str ",
            "!x ",
            "? ",
            ": ",
            "- ",
            "---\n",
            "...\n",
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
            "|",
            ">",
            "'",
            "\"",
            "%YAML 1.1\n",
            "%TAG ! x\n",
            "\t",
            "\n",
            "\n  ",
            "\\u",
            "\\x4",
            "<<: ",
            "1e400",
            ".nan",
            "~",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\uD800",
            "\u0000",
            "|99\n",
            "`",
            "@");

    /** Reads as a profile would, touching every kind of accessor. */
    private static String readAll(Node n) {
        n.schema("ckpi/profile@1");
        n.id("id");
        n.names("name");
        n.objects("weights", w -> {
            w.id("factor");
            w.optionalText("note");
            w.optionalList("curve");
            double weight = w.number("weight");
            if (!(weight > 0)) {
                throw new IllegalArgumentException("weight is not above 0: " + weight);
            }
            return weight;
        });
        n.flag("strict", false);
        n.has("nothing");
        return n.definitionHash();
    }

    private static void valueOrFaults(byte[] bytes, Function<Node, ?> reader) {
        try {
            assertThat((Object) Definitions.read("d.yaml", new ByteArrayInputStream(bytes), reader))
                    .isNotNull();
        } catch (DefinitionException e) {
            assertThat(e.errors()).isNotEmpty().allSatisfy(error -> {
                assertThat(error.line()).isPositive();
                assertThat(error.sentence()).isNotBlank().doesNotContain("\n");
            });
        }
    }

    @Property
    void anyBytesGiveAValueOrFaults(@ForAll @Size(max = 400) byte[] bytes) {
        valueOrFaults(bytes, Node::tree);
        valueOrFaults(bytes, DefinitionProperties::readAll);
    }

    @Property
    void anyTextGivesAValueOrFaults(@ForAll String text) {
        valueOrFaults(text.getBytes(StandardCharsets.UTF_8), DefinitionProperties::readAll);
        try {
            Definitions.read("d.yaml", text, Node::tree);
        } catch (DefinitionException e) {
            assertThat(e.errors()).isNotEmpty();
        }
    }

    @Property
    void anyYamlBitsGiveAValueOrFaults(@ForAll("bits") List<String> bits) {
        valueOrFaults(String.join("", bits).getBytes(StandardCharsets.UTF_8), Node::tree);
    }

    @Property
    void aMutatedDocumentGivesAValueOrFaults(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(VALID);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                case 1 -> text.insert(at, BITS.get(random.nextInt(BITS.size())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(0x500));
                default -> {
                    int end = Math.min(text.length(), at + random.nextInt(80));
                    text.insert(random.nextInt(text.length()), text.substring(at, end));
                }
            }
            if (text.length() == 0) {
                text.append('a');
            }
        }
        valueOrFaults(text.toString().getBytes(StandardCharsets.UTF_8), DefinitionProperties::readAll);
        byte[] bytes = VALID.getBytes(StandardCharsets.UTF_8);
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        valueOrFaults(bytes, DefinitionProperties::readAll);
    }

    @Property
    void theCanonicalFormReadsBackAsTheSame(@ForAll long seed) {
        Map<String, Object> root = Map.of("root", tree(new Random(seed), 5));
        String form = Canonical.text(root);
        Object back = Definitions.read("d.json", form, Node::tree);
        assertThat(Canonical.text(back)).isEqualTo(form);
        assertThat(Canonical.sha256(back)).isEqualTo(Canonical.sha256(root));
    }

    @Property
    void theOrderOfKeysDoesNotMatter(@ForAll long seed) {
        Map<String, Object> map = map(new Random(seed), 3);
        List<String> keys = new ArrayList<>(map.keySet());
        Collections.shuffle(keys, new Random(seed));
        Map<String, Object> shuffled = new LinkedHashMap<>();
        keys.forEach(key -> shuffled.put(key, map.get(key)));
        assertThat(Canonical.text(shuffled)).isEqualTo(Canonical.text(map));
    }

    @Property
    void anyFiniteDoubleComesBack(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            String form = Canonical.text(value);
            assertThat(Double.parseDouble(form)).isEqualTo(value + 0.0);
            assertThat(new BigDecimal(form).stripTrailingZeros().precision()).isLessThanOrEqualTo(17);
            assertThat(Canonical.shortest(value).doubleValue()).isEqualTo(value);
            assertThat(Canonical.shortest(value).precision())
                    .isLessThanOrEqualTo(new BigDecimal(Double.toString(value))
                            .stripTrailingZeros()
                            .precision());
        }
    }

    @Property
    void theScaleOfADecimalDoesNotMatter(@ForAll BigDecimal value, @ForAll("scales") int more) {
        assertThat(Canonical.text(value.setScale(value.scale() + more))).isEqualTo(Canonical.text(value));
        assertThat(new BigDecimal(Canonical.text(value))).isEqualByComparingTo(value);
    }

    @Property
    void instantsAreWrittenAsTheirText(@ForAll("seconds") long second, @ForAll("nanos") int nano) {
        java.time.Instant instant = java.time.Instant.ofEpochSecond(second, nano);
        assertThat(Canonical.text(instant)).isEqualTo("\"" + instant + "\"");
    }

    @Property
    void differentTextsHaveDifferentForms(@ForAll String a, @ForAll String b) {
        String first = java.text.Normalizer.normalize(a, java.text.Normalizer.Form.NFC);
        String second = java.text.Normalizer.normalize(b, java.text.Normalizer.Form.NFC);
        assertThat(Canonical.text(a).equals(Canonical.text(b))).isEqualTo(first.equals(second));
        byte[] keyOrder = first.getBytes(Charset.forName("UTF-32BE"));
        if (isWellFormed(first) && isWellFormed(second)) {
            assertThat(Integer.signum(Canonical.compare(first, second)))
                    .isEqualTo(Integer.signum(
                            Arrays.compareUnsigned(keyOrder, second.getBytes(Charset.forName("UTF-32BE")))));
        }
    }

    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_16BE.newEncoder().canEncode(text);
    }

    @Provide
    Arbitrary<List<String>> bits() {
        return Arbitraries.of(BITS).edgeCases(config -> config.none()).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Integer> scales() {
        return Arbitraries.integers().between(0, 20);
    }

    @Provide
    Arbitrary<Long> seconds() {
        return Arbitraries.longs().between(-63_000_000_000L, 254_000_000_000L);
    }

    @Provide
    Arbitrary<Integer> nanos() {
        return Arbitraries.oneOf(
                Arbitraries.of(0, 1_000_000, 1_000, 1, 999_999_999, 120_000_000),
                Arbitraries.integers().between(0, 999_999_999));
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            map.put(text(random) + i, tree(random, depth - 1));
        }
        return map;
    }

    private static Object tree(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> text(random);
            case 1 -> new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(40) - 10);
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 -> random.nextBoolean();
            case 5 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth - 1));
                }
                yield list;
            }
            default -> map(random, depth - 1);
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            int c =
                    switch (random.nextInt(6)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> 0x400 + random.nextInt(0x100);
                        case 2 -> 0x300 + random.nextInt(0x40);
                        case 3 -> 0x1F600 + random.nextInt(40);
                        default -> 'a' + random.nextInt(26);
                    };
            text.appendCodePoint(c);
        }
        return text.toString();
    }
}
