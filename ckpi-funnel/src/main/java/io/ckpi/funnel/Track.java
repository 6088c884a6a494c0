package io.ckpi.funnel;

/** The events of one subject, or of one of its tuples of held values, in order of (time, input). Used again and again. */
final class Track {

    private final Plan plan;
    private Part part;
    private int from;
    private int size;
    private int[] picks = {};
    private boolean picked;

    Track(Plan plan, Part part) {
        this.plan = plan;
        this.part = part;
    }

    /** Shows the events of a subject up to the end of the observation. */
    void subject(Part newPart, int local) {
        part = newPart;
        from = newPart.offsets[local];
        size = newPart.offsets[local + 1] - from;
        picked = false;
        if (plan.end != Long.MAX_VALUE) {
            while (size > 0 && tick(size - 1) > plan.end) {
                size--;
            }
        }
    }

    /** Shows some events of the subject only. */
    void pick(int[] events, int count) {
        picks = events;
        size = count;
        picked = true;
    }

    int size() {
        return size;
    }

    /** The position of event {@code i} in the part's columns. */
    int event(int i) {
        return picked ? picks[i] : from + i;
    }

    /** The position of event {@code i} in the subject's journey. */
    int position(int i) {
        return event(i) - from;
    }

    long tick(int i) {
        return part.tick(event(i));
    }

    long mask(int i) {
        return plan.masks[part.code(event(i))];
    }

    long kill(int i) {
        return plan.kills[part.code(event(i))];
    }

    boolean ignored(int i) {
        return plan.ignored[part.code(event(i))];
    }

    int value(int column, int i) {
        return part.values[column][event(i)];
    }

    /** The first event of step 1, or the size. */
    int firstEntry() {
        int i = 0;
        while (i < size && (mask(i) & 1) == 0) {
            i++;
        }
        return i;
    }

    /** The first event at or after a tick. */
    int firstAt(long tick) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tick(middle) < tick) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
