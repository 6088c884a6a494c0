package io.ckpi.report.internal.record;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Readings as JSON. */
public final class Readings {

    /** Ratios of the catalogue that are no shares: they are shown as plain numbers. */
    private static final Set<String> PLAIN_RATIOS = Set.of(
            "economics.ltv-to-cac",
            "nurture.lift",
            "mobile.parity",
            "inbound.cpl-advantage",
            "voice.neg-to-pos",
            "voice.neg-to-rec",
            "engagement.depth",
            "purchase.frequency");

    private Readings() {}

    /** Whether a ratio of that id is a share, shown in per cent. */
    static boolean isShare(String id) {
        return !PLAIN_RATIOS.contains(id);
    }

    /** A reading as the members of a JSON object. */
    public static Map<String, Object> map(Reading reading, boolean share) {
        return of(reading, share).map();
    }

    static Members of(Reading reading, boolean share) {
        if (reading instanceof Measured measured) {
            return measured(measured.estimate(), share);
        }
        if (reading instanceof Bounded bounded) {
            return new Members()
                    .put("kind", "BOUNDED")
                    .put("low", bounded.low())
                    .put("high", bounded.high())
                    .put("unit", bounded.unit().toString())
                    .put("as", percent(bounded.unit(), share))
                    .put("reason", bounded.reason().name())
                    .put("detail", names(bounded.detail()))
                    .put("n", bounded.n())
                    .put("flags", flags(bounded.flags()));
        }
        return absent((Absent) reading);
    }

    static Members absent(Absent absent) {
        return new Members()
                .put("kind", "ABSENT")
                .put("reason", absent.reason().name())
                .put("detail", names(absent.detail()));
    }

    private static Members measured(Estimate estimate, boolean share) {
        Estimate.Ratio ratio = estimate.ratio();
        return new Members()
                .put("kind", "MEASURED")
                .put("value", estimate.value())
                .put("unit", estimate.unit().toString())
                .put("as", percent(estimate.unit(), share))
                .put("interval", interval(estimate.interval()))
                .put("n", estimate.n())
                .put("method", estimate.method())
                .put(
                        "ratio",
                        ratio == null
                                ? null
                                : Map.of("numerator", ratio.numerator(), "denominator", ratio.denominator()))
                .put("pending", estimate.pending() == 0 ? null : estimate.pending())
                .put("flags", flags(estimate.flags()));
    }

    private static @Nullable String percent(Unit unit, boolean share) {
        return share && unit.kind() == Unit.Kind.RATIO ? "PERCENT" : null;
    }

    static @Nullable Members interval(@Nullable Interval interval) {
        return interval == null
                ? null
                : new Members()
                        .put("low", interval.low())
                        .put("high", interval.high())
                        .put("level", interval.level());
    }

    static @Nullable List<Object> flags(Set<Flag> flags) {
        List<Object> list = new ArrayList<>();
        for (Flag flag : flags) {
            list.add(new Members()
                    .put("code", flag.code().name())
                    .put("subject", flag.subject())
                    .map());
        }
        return list.isEmpty() ? null : list;
    }

    static @Nullable Map<String, String> names(@Nullable Names names) {
        return names == null ? null : Map.of("ru", names.ru(), "en", names.en());
    }
}
