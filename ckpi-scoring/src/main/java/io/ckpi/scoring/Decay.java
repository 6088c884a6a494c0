package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.List;

/**
 * Points that fade with age: Σ points · 2^(−age/halfLife).
 *
 * @param value the sum in points, or Absent(INVALID_INPUT) if an event lies in the future
 * @param issues what was wrong with the events
 */
public record Decay(Reading value, List<DataIssue> issues) {

    /** Copies the issues. */
    public Decay {
        issues = List.copyOf(issues);
    }

    /**
     * The sum of faded points.
     *
     * @param points points of each event
     * @param ages age of each event, in the unit of {@code halfLife}; a negative age is an event in the future
     * @param halfLife the age at which half of the points are left, above 0
     * @throws IllegalArgumentException if lengths differ, a number is not finite or {@code halfLife} is not positive
     */
    public static Decay of(double[] points, double[] ages, double halfLife) {
        Checks.positive("halfLife", halfLife);
        if (points.length != ages.length) {
            throw new IllegalArgumentException(points.length + " points and " + ages.length + " ages");
        }
        double sum = 0;
        int future = 0;
        int first = -1;
        for (int i = 0; i < points.length; i++) {
            Checks.finite("points[" + i + "]", points[i]);
            Checks.finite("ages[" + i + "]", ages[i]);
            if (ages[i] < 0) {
                first = first < 0 ? i : first;
                future++;
            } else {
                sum += points[i] * Math.pow(2, -ages[i] / halfLife);
            }
        }
        if (future > 0) {
            DataIssue issue = new DataIssue(
                    "EVENT_IN_FUTURE",
                    DataIssue.Severity.ERROR,
                    null,
                    "event " + first,
                    future,
                    new Names("событие в будущем", "an event in the future"));
            return new Decay(
                    Absent.because(
                            Reason.INVALID_INPUT, "events in the future: " + future, "событий в будущем: " + future),
                    List.of(issue));
        }
        if (points.length == 0) {
            return new Decay(Absent.because(Reason.NO_DATA), List.of());
        }
        return new Decay(
                new Measured(Estimate.of(Checks.cut(sum), Unit.POINTS)
                        .withN(points.length)
                        .withMethod("decay")
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL))),
                List.of());
    }
}
