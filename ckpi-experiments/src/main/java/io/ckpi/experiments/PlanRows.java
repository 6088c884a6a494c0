package io.ckpi.experiments;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of single units with their arms, for a read-out that must find units in two arms. <b>Mutable.</b>
 *
 * <p>A unit that appears in two arms is left out of both and counted ({@code CONTAMINATED}), or stays in its first arm if
 * {@link #keepFirstArm} was called. A second row of a unit in the same arm is left out and counted ({@code DUPLICATE_UNIT}); so
 * is a row with an infinite value, or a missing one where the plan does not say what it means ({@code INVALID_VALUE}).
 *
 * <p>Keeps all rows in memory: one double per variable and a name per unit. <b>Thread-safety.</b> none.
 */
public final class PlanRows {

    private static final int CONTAMINATED = -1;
    private static final double GREATEST = 1e90;

    private final Plan plan;
    private final MomentsLayout layout;
    private final List<String> arms;
    private final Map<String, Integer> rowOf = new HashMap<>();
    private final List<double[]> rows = new ArrayList<>();
    private int[] armOf = new int[16];
    private boolean firstArm;
    private long contaminated;
    private long duplicates;
    private long invalid;
    private @Nullable String firstInvalid;

    PlanRows(Plan plan) {
        this.plan = plan;
        this.layout = plan.moments();
        this.arms = plan.arms();
    }

    /** Keeps units that appear in two arms in the first one; they are counted all the same. Call it before adding rows. */
    public PlanRows keepFirstArm() {
        if (!rows.isEmpty()) {
            throw new IllegalStateException("rows were added already");
        }
        firstArm = true;
        return this;
    }

    /**
     * Adds a unit.
     *
     * @param unit its name
     * @param arm the arm it was in
     * @param values one per variable, in the order of {@link Plan#moments()}; NaN for a missing value
     * @throws IllegalArgumentException if the plan has no such arm, or the number of values differs
     */
    public PlanRows add(String unit, String arm, double... values) {
        int index = arms.indexOf(arm);
        if (index < 0) {
            throw new IllegalArgumentException("no arm " + arm + ", there are " + arms);
        }
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(
                    "a row of " + values.length + " values for " + layout.size() + " variables " + layout.names());
        }
        Integer known = rowOf.get(unit);
        if (known != null) {
            if (armOf[known] == index) {
                duplicates++;
            } else if (armOf[known] != CONTAMINATED) {
                contaminated++;
                armOf[known] = firstArm ? armOf[known] : CONTAMINATED;
            }
            return this;
        }
        for (int j = 0; j < values.length; j++) {
            boolean missing =
                    Double.isNaN(values[j]) && layout.variables().get(j).missing() != MomentsLayout.Missing.FAIL;
            if (!(Math.abs(values[j]) <= GREATEST) && !missing) {
                invalid++;
                if (firstInvalid == null) {
                    firstInvalid = layout.names().get(j);
                }
                return this;
            }
        }
        if (rows.size() == armOf.length) {
            armOf = Arrays.copyOf(armOf, 2 * armOf.length);
        }
        armOf[rows.size()] = index;
        rowOf.put(unit, rows.size());
        rows.add(values.clone());
        return this;
    }

    /** The moments of each arm, without contaminated units. */
    public Map<String, Moments> moments() {
        Map<String, MomentsAccumulator> sums = new LinkedHashMap<>();
        arms.forEach(arm -> sums.put(arm, layout.accumulator()));
        List<MomentsAccumulator> byIndex = List.copyOf(sums.values());
        for (int i = 0; i < rows.size(); i++) {
            if (armOf[i] != CONTAMINATED) {
                byIndex.get(armOf[i]).add(rows.get(i));
            }
        }
        Map<String, Moments> moments = new LinkedHashMap<>();
        sums.forEach((arm, accumulator) -> moments.put(arm, accumulator.moments()));
        return moments;
    }

    /** What is wrong with the rows so far. */
    public List<DataIssue> issues() {
        List<DataIssue> issues = new ArrayList<>();
        if (contaminated > 0) {
            issues.add(new DataIssue(
                    "CONTAMINATED",
                    DataIssue.Severity.WARNING,
                    null,
                    null,
                    contaminated,
                    firstArm
                            ? new Names(
                                    "единицы в двух группах оставлены в первой", "units in two arms stay in the first")
                            : new Names("единицы в двух группах исключены", "units in two arms were left out")));
        }
        if (duplicates > 0) {
            issues.add(new DataIssue(
                    "DUPLICATE_UNIT",
                    DataIssue.Severity.WARNING,
                    null,
                    null,
                    duplicates,
                    new Names("повторные строки единиц исключены", "further rows of a unit were left out")));
        }
        if (invalid > 0) {
            issues.add(new DataIssue(
                    "INVALID_VALUE",
                    DataIssue.Severity.ERROR,
                    null,
                    firstInvalid,
                    invalid,
                    new Names(
                            "строки без значения или с бесконечностью исключены",
                            "rows with a missing or infinite value were left out")));
        }
        return issues;
    }

    /** How many units appeared in two arms. */
    public long contaminated() {
        return contaminated;
    }

    /** The read-out; its issues tell what was left out. */
    public Readout read() {
        return Readouts.read(plan, moments(), issues());
    }
}
