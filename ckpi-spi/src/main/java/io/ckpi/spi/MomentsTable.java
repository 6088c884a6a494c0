package io.ckpi.spi;

import io.ckpi.core.Moments;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Moments that were computed where the data lives.
 *
 * @param groups by the text of the group, in its order; without a group one entry with the key ""
 * @param ungrouped rows whose group is missing; they are in no group
 * @param contaminated units that appear in several groups; their rows are in no group
 */
public record MomentsTable(Map<String, Moments> groups, long ungrouped, long contaminated) {

    /** Sorts the groups and checks the counts. */
    public MomentsTable {
        groups = Collections.unmodifiableMap(new TreeMap<>(groups));
        if (ungrouped < 0 || contaminated < 0) {
            throw new IllegalArgumentException(
                    "a count is negative: ungrouped " + ungrouped + ", contaminated " + contaminated);
        }
    }
}
