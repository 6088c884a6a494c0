package io.ckpi.sdk.internal.measure;

import java.util.Arrays;

/**
 * Which kinds of things the data hold at all, and since when. What a source never delivers is "no data"; what it delivers
 * but did not happen in a period is a true zero. Mutable, mergeable: the earliest time of each kind.
 */
final class Seen {

    /** The kinds that decide whether a zero is a zero. */
    enum Kind {
        ON_SITE,
        VISIT,
        PAGE_VIEW,
        VISIT_EVENT,
        LANDING,
        ENGAGED,
        DEVICE,
        CONTENT,
        SUBSCRIPTION,
        LEAD_TOUCH,
        KEY_ACTION,
        CART,
        TARGET_TOUCH,
        LEAD,
        DEAL,
        MQL,
        SEGMENT,
        LOSS_REASON,
        SEQUENCE,
        MESSAGE,
        OPENED,
        CLICKED,
        CALL_IN,
        CALL_OUT,
        PURCHASE,
        CUSTOMER,
        ORDER,
        ORDER_COST,
        ORDER_ORIGIN,
        ACCEPTED_ORDER,
        UPSELL,
        PORTAL,
        SENTIMENT,
        COMPLAINT,
        FEEDBACK,
        REFERRAL,
        TASK,
        TASK_LINK,
        SURVEY_VISIT,
        PERSON,
        CONFIRMED,
        LAWFUL_BASIS
    }

    private static final Kind[] KINDS = Kind.values();

    private final long[] since = new long[KINDS.length];

    Seen() {
        Arrays.fill(since, Long.MAX_VALUE);
    }

    void at(Kind kind, long time) {
        int i = kind.ordinal();
        if (time < since[i]) {
            since[i] = time;
        }
    }

    void merge(Seen other) {
        for (int i = 0; i < since.length; i++) {
            since[i] = Math.min(since[i], other.since[i]);
        }
    }

    /** True if something of that kind is known before {@code time}. */
    boolean before(Kind kind, long time) {
        return since[kind.ordinal()] < time;
    }
}
