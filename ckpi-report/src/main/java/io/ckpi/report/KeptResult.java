package io.ckpi.report;

import io.ckpi.core.CkpiException;
import io.ckpi.report.internal.page.Page;
import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.scoring.StoredResult;
import io.ckpi.scoring.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds a result: a {@linkplain StoredResult stored result}, the record of a report, or a board page with its
 * record in it. What it is shows in its content; its name does not matter.
 *
 * <pre>{@code
 * KeptResult kept = KeptResult.read(Path.of("ckpi-board.html"));
 * kept.verify().agrees();
 * kept.result().replay();   // the CompositeResult, computed again
 * }</pre>
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class KeptResult {

    /** What a file is. */
    public enum Kind {
        /** A document of the schema {@code ckpi/result@1}. */
        RESULT,
        /** A record of the schema {@code ckpi-report/1}. */
        REPORT,
        /** A board page. */
        PAGE
    }

    private static final String BEGIN = "<template id=\"" + Page.RECORD_ID + "\">";
    private static final String END = "</template>";
    /** Bytes that may stand in front: white space and those of a byte order mark. */
    private static final String MARK_OR_SPACE = " \t\r\n\u00EF\u00BB\u00BF";

    private final Kind kind;
    private final StoredResult result;
    private final @Nullable ReportRecord record;
    private final List<Verification.Difference> changed;

    private KeptResult(
            Kind kind, StoredResult result, @Nullable ReportRecord record, List<Verification.Difference> changed) {
        this.kind = kind;
        this.result = result;
        this.record = record;
        this.changed = changed;
    }

    /**
     * Reads a file.
     *
     * @throws CkpiException of kind CONFIG, code RECORD_UNREADABLE, if the file cannot be read; else as
     *     {@link #read(byte[])}
     */
    public static KeptResult read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in.readNBytes(2 * ReportRecord.MAX_BYTES));
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "RECORD_UNREADABLE",
                    null,
                    (Files.exists(file) ? "cannot read " : "there is no file ") + file,
                    e);
        }
    }

    /**
     * Reads the content of a file. A wrong digest is no error here: {@link #verify} names it.
     *
     * @throws CkpiException of kind DATA: code RECORD_UNKNOWN if it is nothing that is known, PAGE_NO_RECORD for a page
     *     without a record, RECORD_NO_REPLAY for a record of an early version; else as {@link ReportRecord#read(byte[])} and
     *     {@link StoredResult#read}
     */
    public static KeptResult read(byte[] utf8) {
        Objects.requireNonNull(utf8, "utf8");
        int start = 0;
        while (start < utf8.length && MARK_OR_SPACE.indexOf(utf8[start] & 0xFF) >= 0) {
            start++;
        }
        if (start < utf8.length && utf8[start] == '<') {
            String page = new String(utf8, StandardCharsets.UTF_8);
            int begin = page.indexOf(BEGIN);
            int end = begin < 0 ? -1 : page.indexOf(END, begin);
            if (end < 0) {
                throw new CkpiException(
                        CkpiException.Kind.DATA, "PAGE_NO_RECORD", null, "the page carries no record of a report");
            }
            // the record escapes what HTML could misread, as JSON does
            return of(Kind.PAGE, page.substring(begin + BEGIN.length(), end).getBytes(StandardCharsets.UTF_8));
        }
        return of(null, java.util.Arrays.copyOfRange(utf8, start, utf8.length));
    }

    private static KeptResult of(@Nullable Kind page, byte[] json) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (JsonReader.read(json) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value != null) {
                    tree.put((String) key, value);
                }
            });
        }
        String schema = tree.get("schema") instanceof String text ? text : "";
        if (page == null && schema.equals(StoredResult.SCHEMA)) {
            return new KeptResult(Kind.RESULT, StoredResult.ofTree(tree), null, List.of());
        }
        if (schema.startsWith("ckpi-report/")) {
            ReportRecord record = ReportRecord.readTree(tree);
            String digest = tree.get("digest") instanceof String text ? text : "nothing";
            return new KeptResult(
                    page == null ? Kind.REPORT : Kind.PAGE,
                    record.result(),
                    record,
                    digest.equals(record.digest())
                            ? List.of()
                            : List.of(new Verification.Difference(
                                    Verification.Kind.DIGEST, "digest", digest, record.digest())));
        }
        throw new CkpiException(
                CkpiException.Kind.DATA,
                "RECORD_UNKNOWN",
                null,
                "this is neither a result (" + StoredResult.SCHEMA + ") nor the record or page of a report ("
                        + ReportRecord.SCHEMA + ")");
    }

    /** What the file is. */
    public Kind kind() {
        return kind;
    }

    /** The result in it; of a report its CKPImarc. */
    public StoredResult result() {
        return result;
    }

    /** The record of the report; empty for a stored result. */
    public Optional<ReportRecord> record() {
        return Optional.ofNullable(record);
    }

    /** Computes the result again and compares, see {@link StoredResult#verify}; for a report with the record's digest. */
    public Verification verify() {
        return result.verify().with(changed);
    }
}
