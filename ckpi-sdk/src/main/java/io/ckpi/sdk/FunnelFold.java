package io.ckpi.sdk;

import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.JourneysBuilder;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import org.jspecify.annotations.Nullable;

/** Measures a funnel part by part: only the journeys of the parts at hand are in memory. */
final class FunnelFold implements HistoryFold<FunnelFold.State> {

    private final JourneyEvents events;
    private final Funnel funnel;

    FunnelFold(JourneyEvents events, Funnel funnel) {
        this.events = events;
        this.funnel = funnel;
    }

    /** The counts of some parts of the data and the journeys of the part at hand. */
    final class State {
        private @Nullable FunnelResult done;
        private @Nullable JourneysBuilder open = events.start();

        private State() {}

        /** The counts of all journeys so far. */
        FunnelResult result() {
            JourneysBuilder journeys = open;
            FunnelResult known = done;
            if (journeys != null) {
                FunnelResult more = funnel.measure(journeys.build());
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
        JourneysBuilder journeys = state.open;
        if (journeys == null) {
            throw new IllegalStateException("measured already");
        }
        events.add(journeys, history);
    }

    @Override
    public void merge(State state, State next) {
        state.done = state.result().plus(next.result());
    }
}
