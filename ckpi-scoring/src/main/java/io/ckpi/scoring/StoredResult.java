package io.ckpi.scoring;

import io.ckpi.core.Reading;
import io.ckpi.core.definition.Canonical;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.definition.Definitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A result that can be kept and computed again years later: a document of the schema {@value #SCHEMA} in canonical form
 * (see {@link Canonical}), which is JSON.
 *
 * <p>It holds the definition in full, the readings, the hashes of both, seed and number of draws, the version of the
 * library and of Java, and the values. {@link #replay} makes the result anew from definition, readings and seed;
 * {@link #verify} compares it with what is stored. Fields that this version does not know are kept and ignored.
 *
 * <p>{@link #digest} is SHA-256 of the canonical form without the member {@code digest}: it finds accidents; it is no
 * signature.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class StoredResult {

    /** The schema written and read. */
    public static final String SCHEMA = "ckpi/result@1";

    private final Map<String, Object> tree;
    private final Profile profile;
    private final Uncertainty uncertainty;
    private final String generator;
    private final Map<String, Reading> readings;
    private final Map<String, Reading> last;
    private final Map<String, double[]> supplied;

    private StoredResult(io.ckpi.core.definition.Node root) {
        this.tree = object(root.tree()); // from now on unknown fields are known
        root.schema(SCHEMA);
        this.profile = root.object("definition", Profile::readStored).orElse(PLACEHOLDER);
        root.text("definitionHash");
        root.text("dataHash");
        this.readings = readings(root.map("readings"));
        this.last = readings(root.optionalMap("last"));
        Map<String, double[]> draws = new TreeMap<>();
        root.optionalMap("draws")
                .forEach((id, list) -> draws.put(
                        id,
                        list.asList().stream()
                                .mapToDouble(io.ckpi.core.definition.Node::asNumber)
                                .toArray()));
        this.supplied = draws;
        io.ckpi.core.definition.Node settings = root.object("uncertainty");
        this.uncertainty = settings.apply(part -> new Uncertainty(
                        part.integer("seed"),
                        Math.toIntExact(part.integer("draws")),
                        part.has("concentration") ? (Double) part.number("concentration") : null,
                        part.number("curveSpread")))
                .orElse(Uncertainty.DEFAULT);
        this.generator = settings.text("generator");
        root.object("values");
    }

    private static final Profile PLACEHOLDER = Profile.of(
            "placeholder",
            1,
            Node.group("root", 1, Aggregator.arithmetic(), Node.leaf("place.holder", 1, Normalizer.goalposts(0, 1))));

    @SuppressWarnings("unchecked") // the keys of a document are texts
    private static Map<String, Object> object(Object tree) {
        return tree instanceof Map<?, ?> map
                ? Collections.unmodifiableMap((Map<String, Object>) map)
                : Collections.emptyMap();
    }

    private static Map<String, Reading> readings(Map<String, io.ckpi.core.definition.Node> nodes) {
        Map<String, Reading> readings = new TreeMap<>();
        nodes.forEach((id, node) -> node.apply(StoredReading::read).ifPresent(reading -> readings.put(id, reading)));
        return readings;
    }

    /**
     * What is to be kept of a result.
     *
     * @throws DefinitionException if it is larger than 1 MiB, as it may be with very many supplied draws
     */
    public static StoredResult of(CompositeResult result) {
        return ofTree(tree(result));
    }

    /**
     * A stored result from its tree of maps with text keys, lists, texts, numbers and truth values, such as a JSON parser
     * gives. Without a digest one is added.
     *
     * @throws DefinitionException if it is not a document of the schema, with all faults
     */
    public static StoredResult ofTree(Map<String, ?> tree) {
        Map<String, Object> whole = new LinkedHashMap<>(tree);
        if (!whole.containsKey("digest")) {
            whole.put("digest", Canonical.sha256(whole));
        }
        return read("result", Canonical.text(whole));
    }

    /**
     * Reads a stored result. A wrong digest is no error here: {@link #verify} names it.
     *
     * @param documentName its name in error messages, usually the file name
     * @throws DefinitionException if it is not a document of the schema, with all faults
     */
    public static StoredResult read(String documentName, String json) {
        return Definitions.read(documentName, json, StoredResult::new);
    }

    private static Map<String, Object> tree(CompositeResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("schema", SCHEMA);
        map.put("definition", result.profile().document());
        map.put("definitionHash", result.definitionHash());
        map.put("readings", trees(result.readings()));
        map.putAll(replayPart(result));
        map.put("values", StoredValues.of(result));
        return map;
    }

    /** A reading in the shape of stored results and of the report's record. */
    public static Map<String, Object> readingTree(Reading reading) {
        return StoredReading.tree(reading);
    }

    /**
     * What a result needs to be computed again besides its definition and its readings, for documents that hold those in
     * places of their own: the members {@code dataHash}, {@code uncertainty}, {@code made} (the versions of the library and
     * of Java) and, where there are any, {@code last} and {@code draws}.
     */
    public static Map<String, Object> replayPart(CompositeResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("dataHash", result.dataHash());
        Set<String> indicators = new TreeSet<>();
        Set<String> imputed = new TreeSet<>();
        Tree tree = result.tree();
        for (int i = 0; i < tree.leafCount(); i++) {
            for (ScoredIndicator candidate : tree.leaves().get(i).candidates()) {
                indicators.add(candidate.indicator());
                if (tree.policyOf(i) == Missing.IMPUTE_LAST) {
                    imputed.add(candidate.indicator());
                }
            }
        }
        Map<String, Reading> last = new TreeMap<>(result.lastReadings());
        last.keySet().retainAll(imputed);
        if (!last.isEmpty()) {
            map.put("last", trees(last));
        }
        Map<String, Object> draws = new TreeMap<>();
        result.suppliedDraws().forEach((id, values) -> {
            if (indicators.contains(id)) {
                draws.put(id, Arrays.stream(values).boxed().toList());
            }
        });
        if (!draws.isEmpty()) {
            map.put("draws", draws);
        }
        Uncertainty settings = result.uncertainty();
        Map<String, Object> uncertainty = new LinkedHashMap<>();
        uncertainty.put("seed", settings.seed());
        uncertainty.put("draws", settings.draws());
        Double concentration = settings.concentration();
        if (concentration != null) {
            uncertainty.put("concentration", Canonical.shortest(concentration));
        }
        uncertainty.put("curveSpread", Canonical.shortest(settings.curveSpread()));
        uncertainty.put("generator", Draws.GENERATOR);
        map.put("uncertainty", uncertainty);
        map.put("made", Map.of("library", version(), "java", System.getProperty("java.version", "unknown")));
        return map;
    }

    private static Map<String, Object> trees(Map<String, Reading> readings) {
        Map<String, Object> trees = new TreeMap<>();
        readings.forEach((id, reading) -> trees.put(id, StoredReading.tree(reading)));
        return trees;
    }

    private static String version() {
        try (InputStream in = StoredResult.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what is stored

    /** The canonical JSON text. */
    public String json() {
        return Canonical.text(tree);
    }

    /** The whole document as a tree of maps, lists, texts, numbers and truth values; unmodifiable at the top. */
    public Map<String, Object> tree() {
        return tree;
    }

    /** The definition that made the result. */
    public Profile profile() {
        return profile;
    }

    /** The readings the result was made from. */
    public Map<String, Reading> readings() {
        return Collections.unmodifiableMap(readings);
    }

    /** How uncertainty was drawn. */
    public Uncertainty uncertainty() {
        return uncertainty;
    }

    /** The stored hash of the definition. */
    public String definitionHash() {
        return text("definitionHash");
    }

    /** The stored hash of the readings. */
    public String dataHash() {
        return text("dataHash");
    }

    /** The stored digest of the document. */
    public String digest() {
        return text("digest");
    }

    private String text(String key) {
        return tree.get(key) instanceof String text ? text : "";
    }

    // ---- computing it again

    /** The result computed again from definition, readings and seed. */
    public CompositeResult replay() {
        return CompositeResult.of(profile, profile.tree(), uncertainty, profile.hash(), supplied, readings, last);
    }

    /**
     * Computes the result again and compares: the digest and both hashes exactly; every stored value within 1e-9 relative to
     * itself or 1, whichever is greater, as {@code Math.log} and {@code Math.exp} may differ in the last bit between JVMs;
     * texts exactly. If the result was drawn by another version of the generator, what follows from the draws may differ by
     * four Monte-Carlo errors: 4·√(e₁² + e₂²) of the two errors.
     *
     * <p>A changed reading changes the hash of the data and, if it counts, its factor's score; a changed weight or curve
     * changes the hash of the definition and the values above it: each is a line. A definition with the id and version of a
     * shipped profile must be that profile, as a published pair of id and version never changes.
     */
    public Verification verify() {
        CompositeResult again = replay();
        boolean sameGenerator = generator.equals(Draws.GENERATOR);
        List<Verification.Difference> differences = new ArrayList<>();
        Map<String, Object> undigested = new LinkedHashMap<>(tree);
        undigested.remove("digest");
        same(differences, Verification.Kind.DIGEST, "digest", Canonical.sha256(undigested));
        same(differences, Verification.Kind.DEFINITION, "definitionHash", again.definitionHash());
        String reference = profile.reference();
        if (Profile.shipped().contains(reference)) {
            String shipped = Profile.shipped(reference).hash();
            if (!again.definitionHash().equals(shipped)) {
                differences.add(new Verification.Difference(
                        Verification.Kind.DEFINITION, "definition", again.definitionHash(), shipped));
            }
        }
        same(differences, Verification.Kind.DATA, "dataHash", again.dataHash());
        if (tree.get("values") instanceof Map<?, ?> values) {
            new StoredValues.Comparison(differences, again, sameGenerator).compare(values);
        }
        return new Verification(again, differences, sameGenerator);
    }

    private void same(
            List<Verification.Difference> differences, Verification.Kind kind, String key, String recomputed) {
        String stored = text(key);
        if (!stored.equals(recomputed)) {
            differences.add(new Verification.Difference(kind, key, stored.isEmpty() ? "nothing" : stored, recomputed));
        }
    }

    /** Stored results are equal if their canonical forms are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredResult stored && json().equals(stored.json());
    }

    @Override
    public int hashCode() {
        return json().hashCode();
    }

    /** The definition and the first digits of both hashes. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s, definition %.8s, data %.8s",
                SCHEMA,
                profile.reference(),
                definitionHash(),
                dataHash());
    }
}
