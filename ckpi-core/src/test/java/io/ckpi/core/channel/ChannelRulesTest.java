package io.ckpi.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.Channel;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.record.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelRulesTest {

    /** One row of the published and derived cases. */
    record Case(
            @Nullable String source,
            @Nullable String medium,
            @Nullable String campaign,
            String expected) {
        static Case of(String line) {
            String[] cells = line.split(",", -1);
            return new Case(absent(cells[0]), absent(cells[1]), absent(cells[2]), cells[3]);
        }

        private static @Nullable String absent(String cell) {
            return cell.isEmpty() ? null : cell;
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream in =
                        ChannelRulesTest.class.getResourceAsStream("/conformance-files/sources/ga4-channels.csv");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(Case::of).toList();
        }
    }

    private static Map<String, SourceCategory> publishedCategories() {
        Path file = Path.of(
                Objects.requireNonNullElse(System.getProperty("ckpi.data"), "no-data"),
                "ga4-channel-grouping",
                "ga4_source_categories.csv");
        assumeTrue(Files.isRegularFile(file), "the published category list is not here: " + file);
        Map<String, SourceCategory> categories = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int comma = line.lastIndexOf(',');
                if (line.startsWith("SOURCE_CATEGORY_", comma + 1)) {
                    categories.put(
                            line.substring(0, comma),
                            SourceCategory.valueOf(line.substring(comma + 1 + "SOURCE_CATEGORY_".length())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return categories;
    }

    @Test
    void thereAreAllCases() throws IOException {
        assertThat(cases()).hasSize(59);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesThePublishedGrouping(Case c) {
        Map<String, SourceCategory> categories = publishedCategories();
        assertThat(categories).hasSize(819);
        Origin origin = Origin.of(c.source(), c.medium(), c.campaign());

        assertThat(ChannelRules.ga4().with(categories).classify(origin).names().en())
                .isEqualTo(c.expected());
        assertThat(ChannelRules.standard()
                        .with(categories)
                        .classify(origin)
                        .names()
                        .en())
                .as("with the shipped rules before the published ones")
                .isEqualTo(c.expected());
    }

    /** The cases whose source has a category need the list; all others hold with the shipped one too. */
    @ParameterizedTest
    @MethodSource("cases")
    void theShippedListAgreesWhereItKnowsTheSource(Case c) {
        String source = c.source() == null ? "" : c.source().toLowerCase(Locale.ROOT);
        assumeTrue(!Set.of("zen.yandex.ru", "mail.yandex.ru").contains(source), "not in the shipped list: " + source);

        assertThat(ChannelRules.standard()
                        .classify(Origin.of(c.source(), c.medium(), c.campaign()))
                        .names()
                        .en())
                .isEqualTo(c.expected());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "telegram, , MESSENGER",
                "t.me, referral, MESSENGER",
                "telegram, cpm, PAID_SOCIAL",
                "newsletter-bot, messenger, MESSENGER",
                "yandex, cpc, PAID_SEARCH",
                "yandex-direct, cpm, PAID_SEARCH",
                "Яндекс.Директ, , PAID_SEARCH",
                "Yandex, organic, ORGANIC_SEARCH",
                "ya.ru, referral, ORGANIC_SEARCH",
                "site, call, CALL",
                "calltracking, , CALL",
                "agency, cold-call, COLD_CALL",
                "exhibition, list, LIST",
                "vk, cpc, PAID_SOCIAL",
                "ok.ru, referral, ORGANIC_SOCIAL",
                "rutube.ru, , ORGANIC_VIDEO",
                "ozon.ru, cpc, PAID_SHOPPING",
                "wildberries, , ORGANIC_SHOPPING",
                "avito, referral, ORGANIC_SHOPPING",
                "unisender, email, EMAIL",
            })
    void theShippedDocumentKnowsTheRussianMarket(@Nullable String source, @Nullable String medium, Channel expected) {
        assertThat(ChannelRules.standard().classify(Origin.of(source, medium, null)))
                .isEqualTo(expected);
    }

    @Test
    void aStatedChannelStands() {
        Origin origin = new Origin("google", "cpc", null, null, null, null, Channel.REFERRAL);

        assertThat(ChannelRules.standard().classify(origin)).isEqualTo(Channel.REFERRAL);
    }

    @Test
    void blankTagsAreAbsent() {
        assertThat(ChannelRules.standard().classify(Origin.of(" ", "\t", null))).isEqualTo(Channel.DIRECT);
        assertThat(ChannelRules.standard().classify(Origin.of("  Google ", " CPC", null)))
                .isEqualTo(Channel.PAID_SEARCH);
    }

    @Test
    void theTurkishCapitalDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(ChannelRules.standard().classify(Origin.of("BING", "ORGANIC", null)))
                    .isEqualTo(Channel.ORGANIC_SEARCH);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void ownRulesAndCategoriesComeFirst() {
        ChannelRules own = ChannelRules.read("own.yaml", """
                schema: ckpi/channels@1
                id: own
                categories:
                  SOCIAL: [Club.Example, google]
                rules:
                  - {channel: AFFILIATES, sources: [Partner], paid: true}
                """);
        ChannelRules rules = ChannelRules.standard().extendedBy(own);

        assertThat(rules.classify(Origin.of("partner", "cpc", null))).isEqualTo(Channel.AFFILIATES);
        assertThat(rules.classify(Origin.of("partner", "referral", null))).isEqualTo(Channel.REFERRAL);
        assertThat(rules.classify(Origin.of("club.example", "cpc", null))).isEqualTo(Channel.PAID_SOCIAL);
        assertThat(rules.classify(Origin.of("google", "cpc", null))).isEqualTo(Channel.PAID_SOCIAL);
        assertThat(rules.classify(Origin.of("telegram", null, null))).isEqualTo(Channel.MESSENGER);
        assertThat(rules.rules().get(0).channel()).isEqualTo(Channel.AFFILIATES);
    }

    @Test
    void aWrongDocumentNamesAllFaults() {
        String text = """
                schema: ckpi/channels@1
                id: own
                categories:
                  SOCIAL: [a]
                  VIDEO: [A]
                  RADIO: [b]
                rules:
                  - {channel: LIST}
                  - {channel: POST, mediums: [post]}
                """;

        assertThatThrownBy(() -> ChannelRules.read("own.yaml", text))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("own.yaml:5: categories.VIDEO[0]: is listed twice, under SOCIAL and VIDEO")
                .hasMessageContaining("own.yaml:6: categories.RADIO: is an unknown key")
                .hasMessageContaining("own.yaml:8: rules[0]: a rule for LIST names neither a source nor a medium")
                .hasMessageContaining("own.yaml:9: rules[1].channel: is not one of DIRECT");
    }

    @Test
    void everySourceOfTheShippedListIsInLowerCase() {
        assertThat(ChannelRules.standard().categories())
                .hasSizeGreaterThan(100)
                .allSatisfy((source, category) -> assertThat(source).isEqualTo(source.toLowerCase(Locale.ROOT)));
        assertThat(ChannelRules.ga4().categories()).isEmpty();
        assertThat(ChannelRules.ga4().rules()).isEmpty();
    }
}
