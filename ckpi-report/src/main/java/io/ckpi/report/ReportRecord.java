package io.ckpi.report;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.Canonical;
import io.ckpi.report.internal.record.RecordMapper;
import io.ckpi.report.internal.record.RecordedResult;
import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.report.internal.tree.Node;
import io.ckpi.scoring.StoredResult;
import io.ckpi.sdk.CkpiReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A report as data: the JSON document {@value #SCHEMA} from which everything a person sees is drawn. Its shape is described
 * in the guide to the report.
 *
 * <p>A record is written in canonical form (see {@link Canonical}), so equal records have equal bytes. {@link #digest()} is
 * SHA-256 of the canonical form without the member {@code digest}: it finds accidents; it is no signature. Fields that this
 * version does not know are kept and ignored. Immutable.
 */
public final class ReportRecord {

    /** The schema written and read. */
    public static final String SCHEMA = "ckpi-report/1";

    /** The largest record that is read, in bytes: 16 MB. */
    public static final int MAX_BYTES = JsonReader.MAX_BYTES;

    private final Map<String, @Nullable Object> tree;
    private final String json;
    private final String digest;

    private ReportRecord(Map<String, @Nullable Object> tree, String json, String digest) {
        this.tree = tree;
        this.json = json;
        this.digest = digest;
    }

    /** The record of a measured report. */
    public static ReportRecord of(CkpiReport report) {
        return ofTree(RecordMapper.tree(Objects.requireNonNull(report, "report")));
    }

    /** Makes a record of a tree; schema and digest are added. */
    static ReportRecord ofTree(Map<String, ? extends @Nullable Object> content) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>(content);
        whole.put("schema", SCHEMA);
        whole.remove("digest");
        // written and read once, so that the tree is what a reader of the JSON will see
        Map<String, @Nullable Object> tree =
                object(JsonReader.read(Canonical.text(whole).getBytes(StandardCharsets.UTF_8)));
        String digest = Canonical.sha256(tree);
        tree.put("digest", digest);
        return new ReportRecord(tree, Canonical.text(tree), digest);
    }

    /**
     * Reads a record strictly: repeated fields, trailing content, malformed UTF-8, another major version and a wrong digest
     * are errors.
     *
     * @throws CkpiException of kind DATA with code RECORD_TOO_LARGE, RECORD_SYNTAX, RECORD_VERSION or RECORD_DIGEST; of kind
     *     UNAVAILABLE, code RECORD_UNREADABLE, if the stream fails
     */
    public static ReportRecord read(InputStream in) {
        Objects.requireNonNull(in, "in");
        try {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return read(bytes);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE, "RECORD_UNREADABLE", null, "the record cannot be read", e);
        }
    }

    /** Reads a record from its UTF-8 text, see {@link #read(InputStream)}. */
    public static ReportRecord read(byte[] utf8) {
        Map<String, @Nullable Object> tree = object(JsonReader.read(utf8));
        ReportRecord record = readTree(tree);
        if (!record.digest.equals(tree.get("digest"))) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "RECORD_DIGEST",
                    null,
                    "the record was changed: its digest does not match its content");
        }
        return record;
    }

    /** A record out of its tree; its digest is that of its content, whatever the tree says. */
    static ReportRecord readTree(Map<String, ? extends @Nullable Object> tree) {
        String schema = tree.get("schema") instanceof String text ? text : "";
        if (!schema.equals(SCHEMA)) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "RECORD_VERSION",
                    null,
                    schema.startsWith("ckpi-report/")
                            ? "the record has another version than " + SCHEMA
                            : "this is not a record of the schema " + SCHEMA);
        }
        return ofTree(tree);
    }

    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new CkpiException(CkpiException.Kind.DATA, "RECORD_INVALID", null, "the record must be an object");
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        map.forEach((key, member) -> object.put((String) key, member));
        return object;
    }

    /** The record with the options a page was drawn with. */
    ReportRecord withOptions(String language, BoardLimits limits) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>(tree);
        content.put("options", Map.of("locale", language, "limits", Map.of("indicators", limits.indicators())));
        return ofTree(content);
    }

    /** The record as a tree to draw from. */
    Node root() {
        return Node.root(tree);
    }

    /**
     * CKPImarc of the report as a result that can be computed again and compared: definition, readings, seed and values of
     * this record.
     *
     * @throws CkpiException of kind DATA: code RECORD_NO_REPLAY if the record was written before records held what that
     *     needs; RECORD_INVALID or a {@link io.ckpi.core.definition.DefinitionException} if a part is not what it should be
     */
    public StoredResult result() {
        return RecordedResult.of(root());
    }

    /** The canonical JSON text. */
    public String json() {
        return json;
    }

    /** SHA-256 of the canonical form without the member {@code digest}: 64 hexadecimal digits. */
    public String digest() {
        return digest;
    }

    /**
     * The text, number or truth value a JSON pointer (RFC 6901) names, as text; empty if there is none, or if it is an
     * object or a list.
     */
    public Optional<String> at(String pointer) {
        Object value = root().at(Objects.requireNonNull(pointer, "pointer")).value();
        return value == null || value instanceof Map<?, ?> || value instanceof Iterable<?>
                ? Optional.empty()
                : Optional.of(value.toString());
    }

    /** Records are equal if their canonical forms are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReportRecord record && json.equals(record.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** Schema and digest. */
    @Override
    public String toString() {
        return SCHEMA + " " + digest;
    }
}
