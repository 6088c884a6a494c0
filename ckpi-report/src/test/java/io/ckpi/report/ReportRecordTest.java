package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportRecordTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"typical", "partial", "half", "nothing"})
    void theGoldenFilesOfVersionOneStayReadable(String name) {
        ReportRecord record = Golden.record(name);
        assertThat(record.at("/schema")).contains("ckpi-report/1");
        assertThat(record.at("/digest")).contains(record.digest());
        assertThat(record.digest()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"typical", "nothing"})
    void writtenAndReadAgainItIsTheSame(String name) throws IOException {
        ReportRecord record = Golden.record(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Exports.json(record).writeTo(out);
        ReportRecord again = ReportRecord.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(again).isEqualTo(record).hasSameHashCodeAs(record);
        assertThat(again.json()).isEqualTo(record.json());
        assertThat(again.toString()).isEqualTo("ckpi-report/1 " + record.digest());
    }

    @Test
    void theDigestIsThatOfTheCanonicalFormWithoutIt() throws Exception {
        ReportRecord record = Golden.record("half");
        String without = record.json().replace("\"digest\":\"" + record.digest() + "\",\"issues\"", "\"issues\"");
        assertThat(without).doesNotContain(record.digest());
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(utf8(without));
        assertThat(java.util.HexFormat.of().formatHex(hash)).isEqualTo(record.digest());
    }

    @Test
    void aChangedDigitIsFound() {
        String json = Golden.record("typical").json();
        assertThat(json).contains("\"coverage\":1,");
        assertThatThrownBy(() -> ReportRecord.read(utf8(json.replace("\"coverage\":1,", "\"coverage\":2,"))))
                .isInstanceOfSatisfying(CkpiException.class, e -> {
                    assertThat(e.kind()).isEqualTo(CkpiException.Kind.DATA);
                    assertThat(e.code()).isEqualTo("RECORD_DIGEST");
                });
    }

    @Test
    void fieldsItDoesNotKnowAreKeptAndCounted() {
        Map<String, Object> content =
                new java.util.LinkedHashMap<>(Map.of("later", Map.of("a", 1), "issues", java.util.List.of()));
        ReportRecord record = ReportRecord.ofTree(content);
        ReportRecord again = ReportRecord.read(utf8(record.json()));
        assertThat(again.at("/later/a")).contains("1");
        assertThat(again).isEqualTo(record);
        assertThat(record.digest())
                .isNotEqualTo(ReportRecord.ofTree(Map.of("issues", java.util.List.of()))
                        .digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | RECORD_SYNTAX | the record is empty",
                "{\"a\":1,\"a\":2} | RECORD_SYNTAX | the record is not valid JSON",
                "{} {} | RECORD_SYNTAX | something follows the record",
                "{\"a\":NaN} | RECORD_SYNTAX | the record is not valid JSON",
                "{\"a\":1e500} | RECORD_SYNTAX | a number is out of range",
                "{\"a\":1e-999999999} | RECORD_SYNTAX | a number is out of range",
                "{'a':1} | RECORD_SYNTAX | the record is not valid JSON",
                "{\"a\":1,} | RECORD_SYNTAX | the record is not valid JSON",
                "[1,2] | RECORD_INVALID | the record must be an object",
                "{\"schema\":\"ckpi-report/2\"} | RECORD_VERSION | the record has another version than ckpi-report/1",
                "{\"schema\":\"ckpi-page\"} | RECORD_VERSION | this is not a record of the schema ckpi-report/1",
                "{\"a\":\"b\"} | RECORD_VERSION | this is not a record of the schema ckpi-report/1"
            })
    void whatIsNoRecordIsRefusedWithASentence(String text, String code, String message) {
        assertThatThrownBy(() -> ReportRecord.read(utf8(text)))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageStartingWith(message);
    }

    @Test
    void nestingAndSizeAreLimited() {
        String deep = "[".repeat(100) + "]".repeat(100);
        assertThatThrownBy(() -> ReportRecord.read(utf8(deep)))
                .isInstanceOf(CkpiException.class)
                .hasMessageStartingWith("the record exceeds a limit");
        byte[] large = new byte[ReportRecord.MAX_BYTES + 1];
        java.util.Arrays.fill(large, (byte) ' ');
        assertThatThrownBy(() -> ReportRecord.read(large))
                .hasMessage("the record has 16777217 bytes, the limit is 16777216");
        assertThatThrownBy(() -> ReportRecord.read(new ByteArrayInputStream(large)))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("RECORD_TOO_LARGE"));
    }

    @Test
    void malformedBytesAreAnErrorWithoutTheContent() {
        byte[] bytes = utf8("{\"secret-name\":\"x\"}");
        bytes[17] = (byte) 0xC3;
        assertThatThrownBy(() -> ReportRecord.read(bytes))
                .isInstanceOf(CkpiException.class)
                .hasMessageNotContaining("secret")
                .hasMessageContaining("record");
    }

    @Test
    void aLoneSurrogateBecomesTheReplacementCharacter() {
        ReportRecord record = ReportRecord.ofTree(Map.of("a", "x\uD800y"));
        assertThat(ReportRecord.read(utf8(record.json()).clone()).at("/a")).contains("x\uFFFDy");
    }

    @Test
    void aStreamThatFailsIsUnavailable() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() -> ReportRecord.read(broken)).isInstanceOfSatisfying(CkpiException.class, e -> {
            assertThat(e.kind()).isEqualTo(CkpiException.Kind.UNAVAILABLE);
            assertThat(e.code()).isEqualTo("RECORD_UNREADABLE");
        });
    }

    @Test
    void pointersFindValuesOnly() {
        ReportRecord record = Golden.record("typical");
        assertThat(record.at("/period/from")).contains("2026-10-01");
        assertThat(record.at("/readings/lead.acceptance/n")).contains("100");
        assertThat(record.at("/marc/factors/1/id")).contains("F2");
        assertThat(record.at("/marc/factors/99/id")).isEmpty();
        assertThat(record.at("/marc/factors/x")).isEmpty();
        assertThat(record.at("/marc")).isEmpty();
        assertThat(record.at("/nowhere/at/all")).isEmpty();
    }

    @Test
    void jsonGoesToAFile(@TempDir Path folder) {
        Path file = folder.resolve("board.json");
        Exports.json(Golden.record("half")).writeTo(file);
        assertThat(file)
                .content(StandardCharsets.UTF_8)
                .isEqualTo(Golden.record("half").json());
        assertThatThrownBy(() -> Exports.json(Golden.record("half")).writeTo(folder.resolve("no/such/folder.json")))
                .isInstanceOf(CkpiException.class)
                .hasMessage("cannot write folder.json");
        assertThat(Files.exists(folder.resolve("no"))).isFalse();
    }
}
