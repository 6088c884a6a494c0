package io.ckpi.funnel;

import io.ckpi.core.JourneyStage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stages that a customer or a lead climbs, as one state machine: ordered rungs, and states off the ladder.
 *
 * <p><b>The fold.</b> Per subject, in order of time (at the same time as the records came), with the present rung r:
 * <ul>
 *   <li>to rung j as the first one, or after a state off the ladder: a new pass, r = j (the latter is a re-entry);
 *   <li>j = r: a repeat; j = r + 1: an advance; j above that: a skip; j below r: a regression, the highest rung stays;
 *   <li>to a state off the ladder: an exit; to the same again: a repeat.
 * </ul>
 * A record of an unknown state is an issue and otherwise ignored; where a record's {@code from} is not the present state,
 * that is an issue and {@code to} holds. A subject without a valid record is not counted.
 *
 * <p>Which order the rungs have is data, not law: some companies accept a lead before they qualify it, others after.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param rungs the rungs from the lowest to the highest
 * @param offLadder the states off the ladder
 */
public record Ladder(List<String> rungs, List<String> offLadder) {

    private static final Ladder LEADS = new Ladder(
            List.of("VISITOR", "LEAD", "MQL", "SAL", "SQL", "OPPORTUNITY", "CUSTOMER", "ADVOCATE"),
            List.of("RECYCLED", "LOST", "DISQUALIFIED"));

    private static final Ladder JOURNEY =
            new Ladder(Arrays.stream(JourneyStage.values()).map(Enum::name).toList(), List.of());

    /** Checks the states. @throws IllegalArgumentException if there is no rung, or a state is empty or named twice */
    public Ladder {
        rungs = List.copyOf(rungs);
        offLadder = List.copyOf(offLadder);
        if (rungs.isEmpty()) {
            throw new IllegalArgumentException("no rung");
        }
        Set<String> seen = new HashSet<>();
        List<String> all = new ArrayList<>(rungs);
        all.addAll(offLadder);
        for (String state : all) {
            if (state.isEmpty()) {
                throw new IllegalArgumentException("a state is empty");
            }
            if (!seen.add(state)) {
                throw new IllegalArgumentException("a state is named twice: " + state);
            }
        }
    }

    /** VISITOR, LEAD, MQL, SAL, SQL, OPPORTUNITY, CUSTOMER, ADVOCATE, with RECYCLED, LOST and DISQUALIFIED off the ladder. */
    public static Ladder leads() {
        return LEADS;
    }

    /** The seven stages of the customer journey. */
    public static Ladder journey() {
        return JOURNEY;
    }

    /** The number of a state: rungs from 0, then the states off the ladder; −1 if it is neither. */
    int state(String name) {
        int rung = rungs.indexOf(name);
        if (rung >= 0) {
            return rung;
        }
        int off = offLadder.indexOf(name);
        return off < 0 ? -1 : rungs.size() + off;
    }

    /** The name of a state's number. */
    String name(int state) {
        return state < rungs.size() ? rungs.get(state) : offLadder.get(state - rungs.size());
    }

    int states() {
        return rungs.size() + offLadder.size();
    }

    /** Folds all records. */
    public LadderResult measure(StageRecords records) {
        return records.fold(this, Long.MAX_VALUE);
    }

    /**
     * Folds the records up to {@code asOf}, itself included; later ones are not seen.
     *
     * @throws IllegalArgumentException if {@code asOf} lies beyond the milliseconds of a long
     */
    public LadderResult measure(StageRecords records, Instant asOf) {
        return records.fold(this, millis(asOf));
    }

    /**
     * Folds journeys whose events stand for states; events without a state are left out.
     *
     * @param stateOfEvent the state of an event name
     * @param asOf later events are not seen
     * @throws IllegalArgumentException if a state is not on this ladder or {@code asOf} lies beyond the milliseconds of a
     *     long
     */
    public LadderResult measure(Journeys journeys, Map<String, String> stateOfEvent, Instant asOf) {
        int[] states = new int[journeys.names().size()];
        Arrays.fill(states, -1);
        stateOfEvent.forEach((event, name) -> {
            int state = state(name);
            if (state < 0) {
                throw new IllegalArgumentException("no state of the ladder: " + name);
            }
            int code = journeys.code(event);
            if (code >= 0) {
                states[code] = state;
            }
        });
        long end = millis(asOf);
        LadderFold fold = new LadderFold(this);
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            fold.begin();
            for (int i = 0; i < cursor.size() && cursor.millis(i) <= end; i++) {
                int state = states[cursor.code(i)];
                if (state >= 0) {
                    fold.to(cursor.millis(i), state);
                }
            }
            fold.end();
        }
        return fold.result(new HashMap<>(), List.of(), List.of());
    }

    private static long millis(Instant asOf) {
        try {
            return asOf.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("asOf is out of range: " + asOf, e);
        }
    }
}
