package io.ckpi.sdk;

import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.measure.MeasureContext;
import io.ckpi.sdk.internal.measure.Measures;
import java.util.List;
import java.util.function.Supplier;

/** All that is folded from one part of the data: the indicators of all periods and the tables of the report's own. */
final class Fold implements Engine.Part<Fold> {

    private final Measures measures;
    private final LadderFold ladder;
    private final CohortFold cohorts;
    private final ExperimentFold experiments;

    private Fold(MeasureContext first, Measures measures) {
        this.measures = measures;
        this.ladder = new LadderFold(
                first.period(), first.dataEnd(), first.parameters().nurtureDays());
        this.cohorts = new CohortFold(first.period(), first.dataEnd());
        this.experiments = new ExperimentFold(first.period(), first.dataEnd());
    }

    /** Empty folds over those periods, the period of the report first. */
    static Supplier<Fold> over(List<MeasureContext> contexts) {
        Measures empty = Measures.start(contexts);
        return () -> new Fold(contexts.get(0), empty.another());
    }

    Measures measures() {
        return measures;
    }

    LadderFold ladder() {
        return ladder;
    }

    CohortFold cohorts() {
        return cohorts;
    }

    ExperimentFold experiments() {
        return experiments;
    }

    @Override
    public void add(SubjectHistory history) {
        measures.add(history);
        ladder.add(history);
        cohorts.add(history);
        experiments.add(history);
    }

    @Override
    public void merge(Fold other) {
        measures.merge(other.measures);
        ladder.merge(other.ladder);
        cohorts.merge(other.cohorts);
        experiments.merge(other.experiments);
    }
}
