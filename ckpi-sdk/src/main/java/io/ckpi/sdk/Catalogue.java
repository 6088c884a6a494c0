package io.ckpi.sdk;

import io.ckpi.core.Direction;
import io.ckpi.core.Indicator;
import io.ckpi.core.JourneyStage;
import io.ckpi.core.Names;
import io.ckpi.core.Perspective;
import io.ckpi.core.Unit;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Nearest;
import io.ckpi.core.definition.Node;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.definition.MeasureParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The catalogue of indicators: what CKPI measures, how, from which records, and for which view of the scorecard.
 *
 * <p>The definitions are data: the shipped document of the schema {@code ckpi/catalogue@1}. The constants in them (windows,
 * terms, caps) are those of {@link MeasureParameters}; {@link #with} gives the catalogue with the host's own. The hash of a
 * definition holds everything but its names, the constants it uses included, so it says whether two numbers were made alike.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Catalogue {

    /** What an indicator is to CKPImarc. */
    public enum Role {
        /** One of the ten factors. */
        FACTOR,
        /** Stands in for a factor that cannot be measured. */
        FALLBACK,
        /** Belongs to a factor and is shown beside it, never scored in its place. */
        SECONDARY,
        /** Any other indicator. */
        CATALOGUE
    }

    private static final String DOCUMENT = "catalogue.yaml";
    private static final Catalogue STANDARD = shipped();

    private final Map<String, CatalogueEntry> entries;
    private final MeasureParameters parameters;

    private Catalogue(Map<String, CatalogueEntry> entries, MeasureParameters parameters) {
        this.entries = Collections.unmodifiableMap(entries);
        this.parameters = parameters;
    }

    /** The shipped catalogue with the constants of its document. */
    public static Catalogue standard() {
        return STANDARD;
    }

    /** The same indicators with other constants: their hashes differ where they use one that differs. */
    public Catalogue with(MeasureParameters newParameters) {
        Map<String, Object> values = newParameters.asMap();
        Map<String, CatalogueEntry> changed = new LinkedHashMap<>();
        entries.forEach((id, entry) -> changed.put(id, entry.with(values)));
        return new Catalogue(changed, newParameters);
    }

    /** The constants in the definitions. */
    public MeasureParameters parameters() {
        return parameters;
    }

    /** All indicators, in the order of the document: the factors, what stands in for them, the rest. */
    public List<Indicator> indicators() {
        return entries.values().stream().map(CatalogueEntry::indicator).toList();
    }

    /** All entries, in the order of the document. */
    public List<CatalogueEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** The ten factors of CKPImarc, F1 to F10. */
    public List<Indicator> factorIndicators() {
        return entries.values().stream()
                .filter(entry -> entry.role() == Role.FACTOR)
                .map(CatalogueEntry::indicator)
                .toList();
    }

    /** True if there is an indicator of that id. */
    public boolean contains(String id) {
        return entries.containsKey(Objects.requireNonNull(id, "id"));
    }

    /** The indicator of that id. @throws IllegalArgumentException if there is none; it names the nearest id */
    public Indicator indicator(String id) {
        return entry(id).indicator();
    }

    /** Everything the catalogue says of an indicator. @throws IllegalArgumentException as {@link #indicator} */
    public CatalogueEntry entry(String id) {
        CatalogueEntry entry = entries.get(Objects.requireNonNull(id, "id"));
        if (entry == null) {
            throw new IllegalArgumentException("no indicator has the id " + id
                    + Nearest.of(id, entries.keySet())
                            .map(near -> "; the nearest is " + near)
                            .orElse(""));
        }
        return entry;
    }

    /** The hash of a definition in hexadecimal. @throws IllegalArgumentException as {@link #indicator} */
    public String hash(String id) {
        return definition(id).hash();
    }

    /** A definition in full, to be kept with a result. @throws IllegalArgumentException as {@link #indicator} */
    public DefinitionText definition(String id) {
        return entry(id).definition();
    }

    private static Catalogue shipped() {
        try (InputStream in = Catalogue.class.getResourceAsStream(DOCUMENT)) {
            return Definitions.read(DOCUMENT, Objects.requireNonNull(in, DOCUMENT), Catalogue::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Catalogue of(Node document) {
        document.schema("ckpi/catalogue@1");
        document.id("id");
        document.integer("version");
        Map<String, Object> known = MeasureParameters.defaults().asMap();
        Map<String, CatalogueEntry> entries = new LinkedHashMap<>();
        document.objects("indicators", node -> entry(node, known)).forEach(entry -> {
            if (entries.putIfAbsent(entry.indicator().id(), entry) != null) {
                document.errorAt("indicators", "holds " + entry.indicator().id() + " twice");
            }
        });
        return new Catalogue(entries, MeasureParameters.defaults());
    }

    private static CatalogueEntry entry(Node node, Map<String, Object> known) {
        String id = node.text("id");
        if (!Indicator.isId(id)) {
            node.errorAt("id", "is not an indicator id");
        }
        int version = Math.toIntExact(node.integer("version"));
        Names names = node.names("name");
        Unit.Kind unit = node.oneOf("unit", Unit.Kind.class);
        Direction direction = node.oneOf("direction", Direction.class);
        String perspective = node.text("perspective");
        if (Perspective.standard().stream().noneMatch(known0 -> known0.id().equals(perspective))) {
            node.errorAt("perspective", "is not a perspective of the standard scorecard");
        }
        long number = node.integer("stage", 0);
        if (number < 0 || number > JourneyStage.values().length) {
            node.errorAt("stage", "is not 1 to " + JourneyStage.values().length);
            number = 0;
        }
        JourneyStage stage = number == 0 ? null : JourneyStage.of((int) number);
        Role role = node.oneOf("role", Role.class);
        Optional<String> factor = node.optionalText("factor");
        List<String> records = node.texts("records");
        Names formula = node.names("formula");
        Names edges = node.optionalNames("edges").orElse(null);
        Map<String, Object> parameters = new TreeMap<>();
        node.optionalObject("parameters").ifPresent(map -> map.entries().forEach((key, value) -> {
            Object standard = known.get(key);
            Object written = value.tree();
            if (standard == null) {
                value.error("is no constant of the indicators");
            } else if (!same(standard, written)) {
                value.error("is not the default: " + standard);
            }
            parameters.put(key, written);
        }));
        Map<Dimension, Cut> cuts = new EnumMap<>(Dimension.class);
        node.optionalObject("slices").ifPresent(map -> {
            for (Dimension dimension : Dimension.values()) {
                if (!dimension.isTime()) {
                    map.optionalOneOf(dimension.name().toLowerCase(Locale.ROOT), Cut.class)
                            .ifPresent(cut -> cuts.put(dimension, cut));
                }
            }
        });
        Names uncut = node.optionalNames("uncut").orElse(null);
        String source = node.text("source");
        Indicator indicator = Indicator.isId(id)
                ? new Indicator(id, names, unit, direction, perspective, stage, formula, source)
                : new Indicator("not.valid", names, unit, direction, perspective, stage, formula, source);
        return new CatalogueEntry(
                indicator, version, role, factor.orElse(null), Set.copyOf(records), edges, parameters, cuts, uncut);
    }

    private static boolean same(Object a, Object b) {
        return (a instanceof BigDecimal x && b instanceof BigDecimal y) ? x.compareTo(y) == 0 : a.equals(b);
    }
}
