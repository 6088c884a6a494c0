package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Channel;
import io.ckpi.core.record.Touch;
import org.jspecify.annotations.Nullable;

/** A visit of one subject: the touches of one visit id, without robots. Filled while the facts are made, then left alone. */
final class Visit {

    final String source;
    final @Nullable String id;
    final long start;
    /** Channel of the first touch that knows one. */
    @Nullable
    Channel channel;
    /** Campaign of the first touch that names one. */
    @Nullable
    String campaign;
    /** Device of the first touch that knows one. */
    Touch.@Nullable Device device;

    int pages;
    /** Everything but the mark that a visit began. */
    int events;

    long engagedOfMark = -1;
    long engagedOfEvents = -1;
    boolean targetKnown;
    boolean target;
    boolean landing;
    boolean lead;

    Visit(Touch first) {
        this.source = first.envelope().source();
        this.id = first.visit();
        this.start = first.envelope().occurredAt().toEpochMilli();
    }

    boolean isOf(Touch touch) {
        return id != null
                && id.equals(touch.visit())
                && source.equals(touch.envelope().source());
    }

    void add(Touch touch, Shared shared) {
        if (channel == null) {
            channel = shared.channel(touch.origin());
        }
        if (campaign == null) {
            campaign = touch.origin().campaign();
        }
        if (device == null) {
            device = touch.device();
        }
        if (touch.targetAudience() != null) {
            targetKnown = true;
            target |= touch.targetAudience();
        }
        boolean mark = touch.kind() == Touch.Kind.VISIT;
        if (touch.engaged() != null) {
            long millis = touch.engaged().toMillis();
            if (mark) {
                engagedOfMark = Math.max(engagedOfMark, 0) + millis;
            } else {
                engagedOfEvents = Math.max(engagedOfEvents, 0) + millis;
            }
        }
        if (!mark) {
            events++;
        }
        boolean page = touch.kind() == Touch.Kind.PAGE_VIEW;
        if ((page ? pages == 0 : mark && pages == 0) && isLanding(touch)) {
            landing = true;
        }
        if (page) {
            pages++;
        }
        lead |= touch.kind() == Touch.Kind.LEAD;
    }

    static boolean isLanding(Touch touch) {
        return "true".equals(touch.envelope().attributes().get("landing"));
    }

    /** Engaged milliseconds: what the visit itself states, else the sum over its events; -1 if nobody states any. */
    long engaged() {
        return engagedOfMark >= 0 ? engagedOfMark : engagedOfEvents;
    }
}
