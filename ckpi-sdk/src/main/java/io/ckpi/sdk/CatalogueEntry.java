package io.ckpi.sdk;

import io.ckpi.core.Indicator;
import io.ckpi.core.Names;
import io.ckpi.core.definition.Canonical;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything the {@link Catalogue} says of an indicator.
 *
 * @param indicator the indicator
 * @param version version of the definition; a change needs a new one
 * @param role what it is to CKPImarc
 * @param factor the factor it is or belongs to, {@code F1} to {@code F10}, or null
 * @param records the types of record it is measured from; {@code all} for every type
 * @param edges when it is undefined and what is counted apart, or null if only the common rules hold
 * @param parameters the constants it uses, by name: numbers, texts, flags and lists
 * @param cuts by what dimensions it can be cut, and how; parts of a period apart, by which every indicator can but
 *     {@code data.validity}, because rejected rows have no time
 * @param uncut why it cannot be cut by others, or null if its records just do not say them; not part of the definition's hash,
 *     as the cuts are not: they change no number
 */
public record CatalogueEntry(
        Indicator indicator,
        int version,
        Catalogue.Role role,
        @Nullable String factor,
        Set<String> records,
        @Nullable Names edges,
        Map<String, Object> parameters,
        Map<Dimension, Cut> cuts,
        @Nullable Names uncut) {

    /** Copies the collections. */
    public CatalogueEntry {
        Objects.requireNonNull(indicator, "indicator");
        Objects.requireNonNull(role, "role");
        if (version < 1) {
            throw new IllegalArgumentException("version is below 1: " + version);
        }
        records = Collections.unmodifiableSet(new TreeSet<>(records));
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        Map<Dimension, Cut> copy = new EnumMap<>(Dimension.class);
        copy.putAll(cuts);
        cuts = Collections.unmodifiableMap(copy);
    }

    /** Why there is no number of this indicator for a slice of that dimension, in both languages. */
    public Names whyNot(Dimension dimension) {
        boolean ofMarketing = dimension == Dimension.CHANNEL || dimension == Dimension.CAMPAIGN;
        // what can be cut by region although spend names none does not need it
        boolean spend = records.contains("Spend") && !ofMarketing && !cuts.containsKey(Dimension.REGION);
        if (spend) {
            return new Names(
                    "в расходах не указан " + dimension.names().ru(),
                    "spend does not say the " + dimension.names().en());
        }
        if (uncut != null && (ofMarketing || cuts.isEmpty())) {
            return uncut;
        }
        return new Names(
                "то, что считает показатель, не имеет признака «"
                        + dimension.names().ru() + "»",
                "what the indicator counts has no " + dimension.names().en());
    }

    /** The definition in full with its hash. */
    public DefinitionText definition() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("schema", "ckpi/indicator@1");
        content.put("id", indicator.id());
        content.put("version", version);
        content.put("name", names(indicator.names()));
        content.put("unit", indicator.unit().name().toLowerCase(Locale.ROOT));
        content.put("direction", word(indicator.direction()));
        content.put("perspective", indicator.perspective());
        content.put("stage", indicator.stage() == null ? 0 : indicator.stage().number());
        content.put("role", word(role));
        content.put("factor", factor);
        content.put("records", List.copyOf(records));
        content.put("formula", names(indicator.formula()));
        content.put("edges", edges == null ? null : names(edges));
        content.put("parameters", parameters);
        content.put("provenance", Map.of("source", indicator.source()));
        return new DefinitionText(
                indicator.id(), version, "indicator", Canonical.definitionHash(content), Canonical.text(content));
    }

    private static Map<String, String> names(Names names) {
        return Map.of("ru", names.ru(), "en", names.en());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The same with the constants of {@code values}. */
    CatalogueEntry with(Map<String, Object> values) {
        Map<String, Object> changed = new TreeMap<>(parameters);
        changed.replaceAll((name, value) -> Objects.requireNonNull(values.get(name), name));
        return new CatalogueEntry(indicator, version, role, factor, records, edges, changed, cuts, uncut);
    }
}
