package io.ckpi.sdk;

import io.ckpi.core.Period;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import java.util.List;
import java.util.function.Supplier;

/** Experiments alone, as the work of a pass. */
final class ExperimentWork implements Pass.Work<FoldWork.State<ExperimentFold>, Sourced<List<Experiment>>> {

    private final Period period;
    private final Pass.Open open;

    ExperimentWork(Period period, Pass.Open open) {
        this.period = period;
        this.open = open;
    }

    /** Folds up to the end of the data. */
    private record Folding(Period period, Engine.Known known) implements HistoryFold<ExperimentFold> {
        @Override
        public ExperimentFold start() {
            return new ExperimentFold(period, known.dataEnd());
        }

        @Override
        public void add(ExperimentFold state, SubjectHistory history) {
            state.add(history);
        }

        @Override
        public void merge(ExperimentFold state, ExperimentFold next) {
            state.merge(next);
        }
    }

    @Override
    public Supplier<FoldWork.State<ExperimentFold>> plan(Engine.Known known, Engine.Ahead ahead) {
        return new FoldWork<ExperimentFold>(period, all -> new Folding(period, all), open).plan(known, ahead);
    }

    @Override
    public Sourced<List<Experiment>> finish(Engine.Result<FoldWork.State<ExperimentFold>> result) {
        return new FoldWork<ExperimentFold>(period, all -> new Folding(period, all), open)
                .finish(result)
                .map(fold -> fold.experiments(result.known().currency()));
    }
}
