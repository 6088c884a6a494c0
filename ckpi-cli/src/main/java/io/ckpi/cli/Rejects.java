package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Counts the rows of a file that cannot be used and keeps the first places; never a value. An accumulator. */
final class Rejects {

    private static final int KEPT = 5;

    private final long limit;
    private final List<String> places = new ArrayList<>();
    private long count;

    Rejects(long limit) {
        this.limit = limit;
    }

    /** Notes a row. */
    void add(long line, String why) {
        count++;
        if (places.size() < KEPT) {
            places.add("line " + line + ": " + why);
        }
    }

    long count() {
        return count;
    }

    /**
     * Says what was left out.
     *
     * @throws CkpiException kind DATA if it is more than the limit
     */
    void report(PrintWriter err) {
        if (count == 0) {
            return;
        }
        err.println(
                count + (count == 1 ? " row left out; " : " rows left out; the first: ") + String.join("; ", places));
        if (count > limit) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "CKPI-CLI-REJECTS",
                    null,
                    count + " rows cannot be used, more than --limit-rejects " + limit);
        }
    }
}
