package io.ckpi.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contrast of every pair of tokens in use, in both schemes (WCAG 2.2, 1.4.3 and 1.4.11). */
class ContrastTest {

    private static final String[][] TEXT = {
        {"ink", "bg"}, {"ink", "card"}, {"soft", "bg"}, {"soft", "card"}, {"accent", "bg"}, {"accent", "card"},
        {"good", "bg"}, {"good", "card"}, {"warn", "bg"}, {"warn", "card"}, {"poor", "bg"}, {"poor", "card"},
        {"ink", "h0"}, {"ink", "h1"}, {"ink", "h2"}, {"pale", "h3"}, {"pale", "h4"}
    };
    private static final String[][] MARKS = {
        {"accent", "card"}, {"good", "card"}, {"warn", "card"}, {"poor", "card"}, {"loss", "card"}, {"rule", "card"},
        {"rule", "bg"}, {"good", "bg"}, {"warn", "bg"}, {"poor", "bg"}, {"good", "track"}, {"warn", "track"},
        {"poor", "track"}, {"ink", "card"}, {"ink", "zoneg"}, {"ink", "zonea"}, {"ink", "zoner"}, {"ink", "track"},
        {"accent", "band"}, {"ink", "h0"}
    };

    private static Map<String, String> tokens(boolean dark) {
        String css = Stylesheet.BOARD.text();
        int darkAt = css.indexOf("@media (prefers-color-scheme:dark)");
        assertThat(darkAt).isPositive();
        Map<String, String> tokens = new HashMap<>(parsed(css.substring(0, darkAt)));
        if (dark) {
            String block = css.substring(darkAt, css.indexOf("}}", darkAt));
            Map<String, String> darkTokens = parsed(block);
            assertThat(darkTokens.keySet()).isEqualTo(tokens.keySet());
            tokens.putAll(darkTokens);
        }
        return tokens;
    }

    private static Map<String, String> parsed(String css) {
        Map<String, String> tokens = new HashMap<>();
        Matcher matcher = Pattern.compile("--([a-z0-9]+):(#[0-9a-f]{6})").matcher(css);
        while (matcher.find()) {
            tokens.put(matcher.group(1), matcher.group(2));
        }
        return tokens;
    }

    private static double luminance(String hex) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static double contrast(Map<String, String> tokens, String[] pair) {
        double a = luminance(Objects.requireNonNull(tokens.get(pair[0]), pair[0]));
        double b = luminance(Objects.requireNonNull(tokens.get(pair[1]), pair[1]));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textIsReadableAndMarksAreSeen(boolean dark) {
        Map<String, String> tokens = tokens(dark);
        for (String[] pair : TEXT) {
            assertThat(contrast(tokens, pair)).as("%s on %s", pair[0], pair[1]).isGreaterThanOrEqualTo(4.5);
        }
        for (String[] pair : MARKS) {
            assertThat(contrast(tokens, pair)).as("%s on %s", pair[0], pair[1]).isGreaterThanOrEqualTo(3.0);
        }
    }

    @Test
    void coloursStandInTokensOnly() {
        String css = Stylesheet.BOARD.text();
        int rules = css.indexOf("*,*::before");
        String rest = css.substring(rules).replaceAll("--[a-z0-9]+:#[0-9a-f]{6}", "");
        assertThat(Pattern.compile("#[0-9a-fA-F]{3,8}\\b")
                        .matcher(rest)
                        .results()
                        .map(r -> r.group())
                        .toList())
                .isEmpty();
    }

    @Test
    void theHeatMapGetsDarkerStepByStep() {
        for (boolean dark : new boolean[] {false, true}) {
            Map<String, String> tokens = tokens(dark);
            double last = dark ? -1 : 2;
            for (int i = 0; i < 5; i++) {
                double l = luminance(Objects.requireNonNull(tokens.get("h" + i)));
                if (dark) {
                    assertThat(l).isGreaterThan(last);
                } else {
                    assertThat(l).isLessThan(last);
                }
                last = l;
            }
        }
    }
}
