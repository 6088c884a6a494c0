package io.ckpi.spi;

import io.ckpi.core.record.SourceRecord;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a source delivers and promises.
 *
 * @param streams the types of record it delivers
 * @param zone the contract about time, in one sentence, for instance {@code UTC offsets in the data}
 * @param money the contract about money, in one sentence, for instance {@code RUB, two decimals, with VAT}
 * @param lateness how long a record may still change after it happened; null for without limit
 * @param capabilities what it can do beyond delivering
 * @param personalFields names of the fields at the source that are personal and are turned into tokens or left out
 */
public record SourceDescription(
        Set<Class<? extends SourceRecord>> streams,
        String zone,
        String money,
        @Nullable Duration lateness,
        Set<Capability> capabilities,
        Set<String> personalFields) {

    /** Copies the sets and adds the capabilities that others imply. */
    public SourceDescription {
        streams = Set.copyOf(streams);
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(money, "money");
        if (capabilities.contains(Capability.GROUPED_MOMENTS)) {
            Set<Capability> all = EnumSet.copyOf(capabilities);
            all.add(Capability.MOMENTS);
            capabilities = all;
        }
        capabilities = Set.copyOf(capabilities);
        personalFields = Set.copyOf(personalFields);
        if (lateness != null && lateness.isNegative()) {
            throw new IllegalArgumentException("lateness is negative: " + lateness);
        }
    }
}
