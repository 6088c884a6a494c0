package io.ckpi.scoring;

import io.ckpi.core.Names;
import io.ckpi.core.definition.Canonical;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.definition.Definitions;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The definition of a composite such as CKPImarc: which indicators, how they are scored, how much each weighs and how
 * they are folded. A profile is data: a versioned document of the schema {@code ckpi/profile@1}, in YAML or JSON.
 *
 * <p>A published pair of id and version never changes; a change needs a new version or a new id. {@link #hash} tells two
 * definitions apart; names, labels and provenance do not count in it.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param id stable id
 * @param version version, 1 or more
 * @param name its name in both languages
 * @param root the tree; every leaf names its indicators
 * @param coverageThreshold least share of the weight that must have data, 0 … 1
 * @param thresholds where the composite's colours change
 * @param names names of the nodes by id; may lack some
 * @param labels short labels of the nodes by id, such as F1; may lack some
 */
public record Profile(
        String id,
        int version,
        Names name,
        Node.Group root,
        double coverageThreshold,
        Thresholds thresholds,
        Map<String, Names> names,
        Map<String, String> labels) {

    /** The schema of profile documents. */
    public static final String SCHEMA = "ckpi/profile@1";

    private static final List<String> SHIPPED = List.of("ckpimarc-default-1", "ckpimarc-equal-1");

    /** Checks that every leaf names an indicator and that no indicator is used twice. */
    public Profile {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id is blank");
        }
        if (version < 1) {
            throw new IllegalArgumentException("version is below 1: " + version);
        }
        Objects.requireNonNull(name, "name");
        Checks.share("coverageThreshold", coverageThreshold);
        Objects.requireNonNull(thresholds, "thresholds");
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Set<String> used = new java.util.HashSet<>();
        for (Node.Leaf leaf : Tree.of(root).leaves()) {
            if (leaf.candidates().isEmpty()) {
                throw new IllegalArgumentException("leaf " + leaf.id() + " names no indicator");
            }
            for (ScoredIndicator candidate : leaf.candidates()) {
                if (!used.add(candidate.indicator())) {
                    throw new IllegalArgumentException("two leaves use the indicator " + candidate.indicator());
                }
            }
        }
    }

    /** A profile without names of its nodes, with colours in thirds and a coverage threshold of 0.6. */
    public static Profile of(String id, int version, Node.Group root) {
        return new Profile(id, version, Names.same(id), root, 0.6, Thresholds.THIRDS, Map.of(), Map.of());
    }

    /** The references of the profiles that ship with CKPI. */
    public static List<String> shipped() {
        return SHIPPED;
    }

    /**
     * A profile that ships with CKPI.
     *
     * @param reference one of {@link #shipped()}
     * @throws IllegalArgumentException if there is none of that reference
     */
    public static Profile shipped(String reference) {
        if (!SHIPPED.contains(reference)) {
            throw new IllegalArgumentException(
                    "no profile " + reference + " is shipped; there are " + String.join(", ", SHIPPED));
        }
        String file = reference + ".yaml";
        return Definitions.read(file, DocumentParts.resource(file), Profile::read);
    }

    /**
     * Reads a profile document.
     *
     * @param documentName its name in error messages, usually the file name
     * @throws DefinitionException if anything is wrong with it, with all faults, or if it has the id and version of a
     *     shipped profile and other content
     */
    public static Profile read(String documentName, String text) {
        return Definitions.read(documentName, text, Profile::readOwn);
    }

    /** Reads a profile document from a file, see {@link #read(String, String)}. */
    public static Profile read(Path file) {
        return Definitions.read(file, Profile::readOwn);
    }

    /** Reads a profile document from UTF-8 bytes, see {@link #read(String, String)}; does not close the stream. */
    public static Profile read(String documentName, InputStream in) {
        return Definitions.read(documentName, in, Profile::readOwn);
    }

    private static Profile readOwn(io.ckpi.core.definition.Node node) {
        Profile profile = read(node);
        if (SHIPPED.contains(profile.reference())
                && !shipped(profile.reference()).hash().equals(profile.hash())) {
            node.errorAt(
                    "id",
                    "is that of a shipped profile of version " + profile.version()
                            + " with other content; use another id or version");
        }
        return profile;
    }

    private static Profile read(io.ckpi.core.definition.Node node) {
        return read(node, true);
    }

    /** A definition out of a stored result, which may lack what is for people. */
    static Profile readStored(io.ckpi.core.definition.Node node) {
        return read(node, false);
    }

    private static Profile read(io.ckpi.core.definition.Node node, boolean named) {
        node.schema(SCHEMA);
        node.optionalText("description");
        ProfileTexts texts = new ProfileTexts();
        String id = named ? node.id("id") : node.text("id");
        long version = node.integer("version");
        if (version < 1 || version > Integer.MAX_VALUE) {
            node.errorAt("version", "must be from 1 to " + Integer.MAX_VALUE + ": " + version);
            version = 1;
        }
        Names name =
                named ? node.names("name") : node.optionalNames("name").orElse(Names.same(id.isBlank() ? "-" : id));
        Thresholds thresholds = DocumentParts.thresholds(node);
        double coverage = node.number("coverageThreshold", 0.6);
        Node.Group placeholder = Node.group("root", 1, Aggregator.arithmetic(), PLACEHOLDER);
        Node.Group root = node.object("tree", tree -> DocumentParts.group(tree, true, texts))
                .orElse(placeholder);
        return new Profile(id, (int) version, name, root, coverage, thresholds, texts.names, texts.labels);
    }

    private static final Node.Leaf PLACEHOLDER = Node.leaf("place.holder", 1, Normalizer.goalposts(0, 1));

    /** Id and version in one word, such as {@code ckpimarc-default-1}. */
    public String reference() {
        return id + "-" + version;
    }

    /** The tree, ready for evaluation. */
    public Tree tree() {
        return Tree.of(root);
    }

    /** The name of a node: its own, else its label, else its id. */
    public Names nameOf(String node) {
        Names own = names.get(node);
        return own != null ? own : Names.same(labels.getOrDefault(node, node));
    }

    /** The short label of a node, such as F1; else its id. */
    public String labelOf(String node) {
        return labels.getOrDefault(node, node);
    }

    /**
     * SHA-256 of the canonical form of what counts: everything but names, labels and provenance. In 64 hexadecimal digits.
     */
    public String hash() {
        return Canonical.sha256(content());
    }

    /** What the hash is made of: everything that counts, as a tree of maps, lists, texts and numbers. */
    public Map<String, Object> content() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("schema", SCHEMA);
        map.put("id", id);
        map.put("version", version);
        map.put("coverageThreshold", Canonical.shortest(coverageThreshold));
        map.put("thresholds", DocumentParts.content(thresholds));
        map.put("tree", DocumentParts.content(root));
        return Collections.unmodifiableMap(map);
    }

    /**
     * The whole definition as a document, as a tree of maps, lists, texts and numbers: {@link #content} and what is for
     * people. Reading its canonical form gives an equal profile.
     */
    public Map<String, Object> document() {
        Map<String, Object> map = new LinkedHashMap<>(content());
        map.put("name", Map.of("ru", name.ru(), "en", name.en()));
        map.put("tree", DocumentParts.document(root, names, labels));
        return Collections.unmodifiableMap(map);
    }

    /**
     * The same profile with other local weights in one group, under an id and version of its own.
     *
     * @param newId the id of the new definition
     * @param newVersion its version
     * @param group id of the group (the root has one too)
     * @param weights one weight per member, in their order
     * @throws IllegalArgumentException if there is no such group, or the weights do not fit it
     */
    public Profile withWeights(String newId, int newVersion, String group, double... weights) {
        boolean[] found = {false};
        Node.Group changed = (Node.Group) reweigh(root, group, weights, found);
        if (!found[0]) {
            throw new IllegalArgumentException("the profile has no group " + group);
        }
        return new Profile(newId, newVersion, name, changed, coverageThreshold, thresholds, names, labels);
    }

    private static Node reweigh(Node node, String id, double[] weights, boolean[] found) {
        if (!(node instanceof Node.Group group)) {
            return node;
        }
        List<Node> members = new java.util.ArrayList<>();
        for (int i = 0; i < group.members().size(); i++) {
            Node member = reweigh(group.members().get(i), id, weights, found);
            if (group.id().equals(id)) {
                if (weights.length != group.members().size()) {
                    throw new IllegalArgumentException("group " + id + " has "
                            + group.members().size() + " members, there are " + weights.length + " weights");
                }
                found[0] = true;
                member = member.withWeight(weights[i]);
            }
            members.add(member);
        }
        return group.withMembers(members);
    }
}
