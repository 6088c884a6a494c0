package io.ckpi.sdk;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Period;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an analysis found, with the sources it rests on.
 *
 * @param value what was found
 * @param period up to whose end the records were read
 * @param sources what was read from each source
 * @param issues what looked wrong, the most serious first
 * @param <T> what was found
 */
public record Sourced<T>(T value, Period period, List<SourceSummary> sources, List<DataIssue> issues) {

    /** Copies the lists. */
    public Sourced {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(period, "period");
        sources = List.copyOf(sources);
        issues = List.copyOf(issues);
    }

    /** The same sources under another value made of this one. */
    public <R> Sourced<R> map(Function<? super T, ? extends R> function) {
        return new Sourced<>(function.apply(value), period, sources, issues);
    }

    /** The same with issues that the value knows of. */
    Sourced<T> with(Function<? super T, List<DataIssue>> more) {
        Issues all = new Issues();
        all.addAll(issues);
        all.addAll(more.apply(value));
        return new Sourced<>(value, period, sources, all.sorted());
    }
}
