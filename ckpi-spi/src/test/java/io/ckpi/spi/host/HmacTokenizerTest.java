package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class HmacTokenizerTest {

    private static final HmacTokenizer RU = HmacTokenizer.of("k1", key(32));
    private static final HmacTokenizer NONE = RU.withoutRegion();

    private static byte[] key(int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    private static String outcome(Tokenizer tokenizer, String type, String raw) {
        try {
            return tokenizer.token(type, raw).orElse("ABSENT");
        } catch (BadIdentityException e) {
            assertThat(e.getMessage()).isEqualTo(e.reason().name());
            return e.reason().name();
        }
    }

    @ParameterizedTest
    @CsvFileSource(
            resources = "/conformance-files/sources/tokens.csv",
            numLinesToSkip = 1,
            ignoreLeadingAndTrailingWhitespace = false)
    void conformance(
            String type, @Nullable String region, @Nullable String raw, @Nullable String normalised, String expected)
            throws BadIdentityException {
        HmacTokenizer tokenizer = "RU".equals(region) ? RU : NONE;
        String text = raw == null ? "" : raw;
        assertThat(outcome(tokenizer, type, text)).isEqualTo(expected);
        if (normalised != null) {
            assertThat(tokenizer.normalise(type, text)).contains(normalised);
        }
    }

    @Test
    void theDefaultLocaleDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(outcome(RU, "email", "INFO@EXAMPLE.ORG")).isEqualTo("k1.jbnzpB-ddQ17GaEFUh4nNQ");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void withoutARegionOnlyInternationalNumbersAreUnderstood() {
        assertThat(outcome(NONE, "phone", "+7 900 555-00-01")).isEqualTo("k1.T-le8bd4AjEYfoGJuwp7nA");
        assertThat(outcome(NONE, "phone", "0079005550001")).isEqualTo("k1.T-le8bd4AjEYfoGJuwp7nA");
        assertThat(outcome(NONE, "phone", "89005550001")).isEqualTo("BAD_PHONE");
        assertThat(outcome(NONE, "phone", "9005550001")).isEqualTo("BAD_PHONE");
        assertThat(outcome(NONE, "phone", "81079005550001")).isEqualTo("BAD_PHONE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+",
                "+7",
                "()",
                "7+9005550001",
                "+7 900 555 00 01 ext 2",
                "٩٠٠٥٥٥٠٠٠١",
                "1234567",
                "8107900555000112345",
                "+7900555000122222",
                "0000000000",
                "+7_900_5550001",
                "++79005550001",
                "7900555000\u20161"
            })
    void badPhones(String raw) {
        assertThat(outcome(RU, "phone", raw)).isEqualTo("BAD_PHONE");
    }

    @Test
    void anEndlessPhoneIsBad() {
        assertThat(outcome(RU, "phone", "(".repeat(1_000_000) + "9005550001")).isEqualTo("BAD_PHONE");
        assertThat(outcome(RU, "email", "a".repeat(1_000_000) + "@b.c")).isEqualTo("BAD_EMAIL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@example.org",
                "a@",
                "a@.org",
                "a@org.",
                "a@ex..org",
                "a b@example.org",
                "a@exam ple.org",
                "a\u0000@b.org",
                "a@b\uFF20c.org",
                "a@xn--\u00e9.org",
                "a@\u0378.org",
                "a@-\u3002"
            })
    void badMails(String raw) {
        assertThat(outcome(RU, "email", raw)).isEqualTo("BAD_EMAIL");
    }

    @Test
    void theLongestMail() {
        String label = "a".repeat(60);
        String domain = label + "." + label + "." + label + "." + "b".repeat(60) + ".c";
        String local = "l".repeat(254 - 1 - domain.length());
        assertThat(outcome(RU, "email", local + "@" + domain)).startsWith("k1.");
        assertThat(outcome(RU, "email", local + "x@" + domain)).isEqualTo("BAD_EMAIL");
        assertThat(outcome(RU, "email", "a@" + "b".repeat(64) + ".c")).isEqualTo("BAD_EMAIL");
    }

    @Test
    void blankIsAbsent() throws BadIdentityException {
        assertThat(RU.token("phone", " \u00a0\t")).isEmpty();
        assertThat(RU.token("email", "")).isEmpty();
        assertThat(RU.token("clientId", "\u2003")).isEmpty();
        assertThat(RU.normalise("clientId", "\u00a0 x y ")).contains("x y");
    }

    @Test
    void typesSeparateDomains() {
        assertThat(outcome(RU, "crm:a", "1")).isNotEqualTo(outcome(RU, "crm:b", "1"));
        assertThat(outcome(RU, "visitor", "+79005550001")).isNotEqualTo(outcome(RU, "phone", "+79005550001"));
        assertThatThrownBy(() -> RU.token("a\u001fb", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a type of id: ");
        assertThatThrownBy(() -> RU.token("", "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys() {
        assertThatThrownBy(() -> HmacTokenizer.of("k1", key(31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key is shorter than 32 bytes: 31");
        assertThatThrownBy(() -> HmacTokenizer.of("k.1", key(32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keyId is not 1 to 16 characters of [A-Za-z0-9_-]: k.1");
        assertThat(outcome(HmacTokenizer.of("k2", key(33)), "clientId", "1")).startsWith("k2.");
        assertThat(RU).hasToString("HmacTokenizer[k1]");
        byte[] key = key(32);
        HmacTokenizer tokenizer = HmacTokenizer.of("k1", key);
        key[0] = 99;
        assertThat(outcome(tokenizer, "clientId", "1")).isEqualTo(outcome(RU, "clientId", "1"));
    }

    @Test
    void manyThreadsGetTheSameTokens() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<String>>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                work.add(() -> {
                    List<String> tokens = new ArrayList<>();
                    for (int n = 0; n < 500; n++) {
                        tokens.add(RU.token("clientId", "id" + n).orElseThrow());
                    }
                    return tokens;
                });
            }
            List<Future<List<String>>> results = threads.invokeAll(work);
            List<String> first = results.get(0).get();
            assertThat(first).doesNotHaveDuplicates();
            for (Future<List<String>> result : results) {
                assertThat(result.get()).isEqualTo(first);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anyTextGivesATokenOrAReason() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int[] alphabet = "+0123456789 ().-@abcİıßΣ\u0307\u200d\u3002\uFF0E\uFF20я"
                .codePoints()
                .toArray();
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(25); n > 0; n--) {
                text.appendCodePoint(
                        random.nextInt(10) == 0 ? random.nextInt(0x11000) : alphabet[random.nextInt(alphabet.length)]);
            }
            for (String type : List.of("phone", "email", "other")) {
                try {
                    Optional<String> normalised = RU.normalise(type, text.toString());
                    if (normalised.isPresent() && type.equals("phone")) {
                        assertThat(normalised.get()).matches("\\+[1-9][0-9]{7,14}");
                    } else if (normalised.isPresent() && type.equals("email")) {
                        assertThat(normalised.get())
                                .matches("[^@\\s]+@[^@\\s\\P{ASCII}]+")
                                .hasSizeLessThanOrEqualTo(254);
                    }
                } catch (BadIdentityException e) {
                    assertThat(e.reason()).isIn(RejectReason.BAD_PHONE, RejectReason.BAD_EMAIL);
                }
            }
        }
    }
}
