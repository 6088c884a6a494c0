package io.ckpi.sdk;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.funnel.Ladder;
import io.ckpi.funnel.LadderResult;
import io.ckpi.funnel.StageRules;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds the records of persons and leads through a ladder of stages, part by part. */
final class StageFold implements HistoryFold<StageFold.State> {

    private final Ladder ladder;
    private final StageRules rules;
    private final Instant asOf;

    /** {@code end} itself does not count. */
    StageFold(Ladder ladder, StageRules rules, Instant end) {
        this.ladder = ladder;
        this.rules = rules;
        this.asOf = end.minusMillis(1);
    }

    /** The counts of some parts of the data and the records of the part at hand. */
    final class State {
        private @Nullable LadderResult done;
        private StageRules.@Nullable Reader open = rules.reader();

        private State() {}

        /** The counts of everything so far. */
        LadderResult result() {
            StageRules.Reader reader = open;
            LadderResult known = done;
            if (reader != null) {
                LadderResult more = ladder.measure(reader.records(), asOf);
                known = known == null ? more : known.plus(more);
                done = known;
                open = null;
            }
            if (known == null) {
                throw new IllegalStateException("nothing was measured");
            }
            return known;
        }
    }

    @Override
    public State start() {
        return new State();
    }

    @Override
    public void add(State state, SubjectHistory history) {
        StageRules.Reader reader = state.open;
        if (reader == null) {
            throw new IllegalStateException("measured already");
        }
        if (history.kind() != SubjectHistory.Kind.PERSON && history.kind() != SubjectHistory.Kind.LEAD) {
            return;
        }
        List<SourceRecord> records = new ArrayList<>();
        records.addAll(history.touches());
        records.addAll(history.stages());
        records.addAll(history.orders());
        records.addAll(history.calls());
        records.addAll(history.messages());
        records.addAll(history.tasks());
        records.addAll(history.feedback());
        records.addAll(history.referralsMade());
        for (SourceRecord one : records) {
            reader.add(history.subject(), one);
        }
    }

    @Override
    public void merge(State state, State next) {
        state.done = state.result().plus(next.result());
    }
}
