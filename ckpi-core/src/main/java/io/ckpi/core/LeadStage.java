package io.ckpi.core;

/**
 * The stages of a lead, in the order of the demand waterfall (Sirius Decisions, now Forrester), and its exits.
 *
 * <p>Letters are treacherous: a source that says "SQL" may mean what is MQL here. A mapping names its vocabulary.
 */
public enum LeadStage {
    /** An inquiry. */
    LEAD(true),
    /** Qualified by marketing: handed over to sales. */
    MQL(true),
    /** Accepted by sales. */
    SAL(true),
    /** Qualified by sales. */
    SQL(true),
    /** An opportunity: a deal is being worked on. */
    OPPORTUNITY(true),
    /** Won: a customer. */
    WON(true),
    /** Lost. */
    LOST(false),
    /** Disqualified: will never buy. */
    DISQUALIFIED(false),
    /** Recycled: given back to marketing. */
    RECYCLED(false);

    private final boolean rung;

    LeadStage(boolean rung) {
        this.rung = rung;
    }

    /** True for a rung of the ladder from LEAD to WON, false for an exit. */
    public boolean isRung() {
        return rung;
    }

    /** True if this is a rung at or above {@code other}. @throws IllegalArgumentException if {@code other} is an exit */
    public boolean reaches(LeadStage other) {
        if (!other.rung) {
            throw new IllegalArgumentException("not a rung of the ladder: " + other);
        }
        return rung && ordinal() >= other.ordinal();
    }
}
