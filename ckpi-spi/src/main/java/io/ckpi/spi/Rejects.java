package io.ckpi.spi;

/**
 * Where a source reports rows that cannot become a record. The first ones are kept, all are counted; too many of them
 * stop the delivery while counting goes on to the end.
 *
 * <p><b>Thread-safety.</b> implementations may be used by many threads.
 */
public interface Rejects {

    /** Counts a reject and keeps it if it is among the first. */
    void add(Reject reject);

    /** Counts a row that became a record, or was left out by a declared condition. */
    void accepted(String source, String stream);

    /**
     * True once the share of rejects in that stream is over the budget. The source then delivers nothing more, goes on
     * counting to the end, and lets the host fail the read.
     */
    boolean overBudget(String source, String stream);
}
