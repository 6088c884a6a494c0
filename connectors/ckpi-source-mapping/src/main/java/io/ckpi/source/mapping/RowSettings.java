package io.ckpi.source.mapping;

import io.ckpi.core.definition.Node;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the texts of a mapping's rows are to be understood; stated once for all its tables or for one of them. Immutable.
 *
 * @param decimal decimal mark
 * @param grouping mark between groups of three digits, or {@link #NO_GROUPING}
 * @param absent texts that mean "unknown"
 * @param strip whether white space around cells is removed
 * @param zone zone of times without one, or null
 * @param zoneAssumed whether the zone is only assumed
 * @param currency currency of amounts without one, or null
 * @param currencyAssumed whether the currency is only assumed
 * @param asOf day of the snapshot, or null
 */
public record RowSettings(
        char decimal,
        char grouping,
        Set<String> absent,
        boolean strip,
        @Nullable ZoneId zone,
        boolean zoneAssumed,
        @Nullable Currency currency,
        boolean currencyAssumed,
        @Nullable LocalDate asOf) {

    /** No mark between groups of digits. */
    public static final char NO_GROUPING = Numbers.NO_GROUPING;

    /** The marks that may stand between groups of digits. */
    static final String GROUPINGS = " .,'\u00A0\u202F_";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** A decimal point; nothing about zone and currency. */
    public static final RowSettings DEFAULT =
            new RowSettings('.', NO_GROUPING, Set.of(), false, null, false, null, false, null);

    /** Copies the texts. */
    public RowSettings {
        absent = Set.copyOf(absent);
    }

    /** These settings with the zone and currency of the source's options, if any. */
    public RowSettings with(@Nullable ZoneId newZone, @Nullable Currency newCurrency) {
        return new RowSettings(decimal, grouping, absent, strip, newZone, false, newCurrency, false, asOf);
    }

    /** What {@code node} states, and for the rest these settings. Faults are noted at their place in the document. */
    public RowSettings and(Node node) {
        Assumed<ZoneId> ownZone = assumed(node, "zone", "a time zone", ZoneId::of);
        Assumed<Currency> ownCurrency = assumed(node, "currency", "an ISO 4217 currency", Currency::getInstance);
        RowSettings settings = new RowSettings(
                node.has("decimal") ? mark(node, "decimal", ".,") : decimal,
                node.has("grouping") ? mark(node, "grouping", GROUPINGS) : grouping,
                node.has("absent") ? new LinkedHashSet<>(node.optionalTexts("absent")) : absent,
                node.has("strip") ? node.flag("strip") : strip,
                ownZone == null ? zone : ownZone.value(),
                ownZone == null ? zoneAssumed : ownZone.assumed(),
                ownCurrency == null ? currency : ownCurrency.value(),
                ownCurrency == null ? currencyAssumed : ownCurrency.assumed(),
                node.has("asOf") ? node.parsed("asOf", "a date", LocalDate.EPOCH, LocalDate::parse) : asOf);
        if (settings.grouping() == settings.decimal()) {
            node.error("decimal and grouping are the same mark");
        }
        return settings;
    }

    /** A value that is known, or only assumed. */
    record Assumed<T>(@Nullable T value, boolean assumed) {}

    /** {@code key: VALUE}, or {@code key: {assume: VALUE}}; null if the key is missing. */
    static <T> @Nullable Assumed<T> assumed(Node node, String key, String what, Function<String, T> parser) {
        Optional<Node> child = node.optional(key);
        if (child.isEmpty()) {
            return null;
        }
        if (child.get().isMap()) {
            T value = child.get().optionalParsed("assume", what, parser).orElse(null);
            if (!child.get().has("assume")) {
                child.get().errorAt("assume", "is missing");
            }
            return new Assumed<>(value, true);
        }
        return new Assumed<>(node.optionalParsed(key, what, parser).orElse(null), false);
    }

    static char mark(Node node, String key, String allowed) {
        String text = node.text(key);
        if (text.length() == 1 && allowed.indexOf(text.charAt(0)) >= 0) {
            return text.charAt(0);
        }
        node.errorAt(
                key,
                "is not one of "
                        + allowed.chars()
                                .mapToObj(c -> c < 0x7F ? "'" + (char) c + "'" : "U+" + HEX.toHexDigits((char) c))
                                .collect(Collectors.joining(", ")));
        return '.';
    }
}
