package io.ckpi.funnel.profile;

import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.Retention;
import io.ckpi.funnel.Step;
import java.util.Arrays;
import java.util.List;

/**
 * ClickHouse's {@code retention} function: a bit per condition and subject, r₁ = condition 1, rᵢ = condition 1 and
 * condition i, each met by any event. There is no order between the conditions and no window: an event that "returns" may
 * stand before the first one. For comparison with that engine; {@link Retention} asks for an order.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param sums the subjects with each bit
 * @param subjects the subjects looked at
 */
public record ClickHouseRetention(List<Long> sums, long subjects) {

    /** The most conditions, as in ClickHouse. */
    public static final int MOST_CONDITIONS = 32;

    /** Copies the list. */
    public ClickHouseRetention {
        sums = List.copyOf(sums);
    }

    /** Sees the bits of one subject after the other. */
    public interface Visitor {
        /** One subject: its index and its bits, a fresh array. */
        void subject(int subject, boolean[] bits);
    }

    /** The sums over all subjects. @throws IllegalArgumentException if there are not 1 to {@value #MOST_CONDITIONS} conditions */
    public static ClickHouseRetention of(Journeys journeys, List<Step> conditions) {
        long[] sums = new long[conditions.size()];
        long[] subjects = new long[1];
        visit(journeys, conditions, (subject, bits) -> {
            subjects[0]++;
            for (int c = 0; c < bits.length; c++) {
                sums[c] += bits[c] ? 1 : 0;
            }
        });
        return new ClickHouseRetention(Arrays.stream(sums).boxed().toList(), subjects[0]);
    }

    /** The bits of every subject. @throws IllegalArgumentException if there are not 1 to {@value #MOST_CONDITIONS} conditions */
    public static void visit(Journeys journeys, List<Step> conditions, Visitor visitor) {
        int n = conditions.size();
        if (n < 1 || n > MOST_CONDITIONS) {
            throw new IllegalArgumentException("conditions are not 1 to " + MOST_CONDITIONS + ": " + n);
        }
        long[] masks = new long[journeys.names().size()];
        for (int c = 0; c < n; c++) {
            for (String name : conditions.get(c).anyOf()) {
                int code = journeys.code(name);
                if (code >= 0) {
                    masks[code] |= 1L << c;
                }
            }
        }
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            long met = 0;
            for (int i = 0; i < cursor.size(); i++) {
                met |= masks[cursor.code(i)];
            }
            boolean[] bits = new boolean[n];
            for (int c = 0; c < n; c++) {
                bits[c] = (met & 1) != 0 && (met >>> c & 1) != 0;
            }
            visitor.subject(cursor.subject(), bits);
        }
    }

    /** The sums of two disjoint sets of subjects. @throws IllegalArgumentException if the numbers of conditions differ */
    public ClickHouseRetention plus(ClickHouseRetention other) {
        if (sums.size() != other.sums.size()) {
            throw new IllegalArgumentException(
                    "numbers of conditions differ: " + sums.size() + " and " + other.sums.size());
        }
        Long[] sum = new Long[sums.size()];
        for (int c = 0; c < sum.length; c++) {
            sum[c] = Math.addExact(sums.get(c), other.sums.get(c));
        }
        return new ClickHouseRetention(List.of(sum), Math.addExact(subjects, other.subjects));
    }
}
