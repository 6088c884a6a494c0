package io.ckpi.sdk;

import io.ckpi.core.Period;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import java.util.function.Function;
import java.util.function.Supplier;

/** A caller's fold as the work of a pass. */
final class FoldWork<S> implements Pass.Work<FoldWork.State<S>, Sourced<S>> {

    private final Period period;
    private final Function<Engine.Known, HistoryFold<S>> fold;
    private final Pass.Open open;

    /** The fold is made once everything is read. */
    FoldWork(Period period, Function<Engine.Known, HistoryFold<S>> fold, Pass.Open open) {
        this.period = period;
        this.fold = fold;
        this.open = open;
    }

    /** The state of one part. */
    static final class State<S> implements Engine.Part<State<S>> {
        private final HistoryFold<S> fold;
        private final S state;

        private State(HistoryFold<S> fold) {
            this.fold = fold;
            this.state = fold.start();
        }

        @Override
        public void add(SubjectHistory history) {
            fold.add(state, history);
        }

        @Override
        public void merge(State<S> next) {
            fold.merge(state, next.state);
        }
    }

    @Override
    public Supplier<State<S>> plan(Engine.Known all, Engine.Ahead ahead) {
        HistoryFold<S> known = fold.apply(all);
        return () -> new State<>(known);
    }

    @Override
    public Sourced<S> finish(Engine.Result<State<S>> result) {
        return new Sourced<>(
                result.part().state,
                period,
                open.summaries(result.survivors()),
                open.issues().sorted());
    }
}
