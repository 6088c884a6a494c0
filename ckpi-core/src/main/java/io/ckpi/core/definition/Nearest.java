package io.ckpi.core.definition;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * Finds the known name that a mistyped one probably means.
 *
 * <p>The distance is the number of insertions, deletions, replacements and swaps of neighbours (optimal string
 * alignment). A name is near if its distance is at most a third of the longer length, or 1, and in any case less than the
 * shorter length.
 */
public final class Nearest {

    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /**
     * The nearest of {@code known}; of several equally near the first in the order of their code points. Empty if none is
     * near, or if {@code name} is longer than 64 characters.
     */
    public static Optional<String> of(String name, Collection<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        if (name.length() <= MAX_LENGTH) {
            for (String candidate : known) {
                if (candidate.length() > MAX_LENGTH) {
                    continue;
                }
                int distance = distance(name, candidate);
                int allowed = Math.min(
                        Math.max(1, Math.max(name.length(), candidate.length()) / 3),
                        Math.min(name.length(), candidate.length()) - 1);
                if (distance <= allowed
                        && (distance < bestDistance
                                || (distance == bestDistance && best != null && candidate.compareTo(best) < 0))) {
                    best = candidate;
                    bestDistance = distance;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int d = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d = Math.min(d, before[j - 2] + 1);
                }
                row[j] = d;
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
