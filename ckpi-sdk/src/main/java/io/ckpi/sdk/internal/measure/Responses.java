package io.ckpi.sdk.internal.measure;

import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.history.SubjectHistory;
import java.util.Arrays;

/** The first response of a subject to each campaign after its start: a touch, a lead or an order that names it. */
final class Responses {

    static final Responses NONE = new Responses();

    int[] campaigns = {};
    long[] times = {};

    private Responses() {}

    Responses(SubjectHistory history, Shared shared) {
        for (Touch touch : history.touches()) {
            if (!touch.robot() && touch.kind() != Touch.Kind.IMPRESSION) {
                add(touch.origin(), Facts.millis(touch), shared);
            }
        }
        for (LeadStageChange change : history.stages()) {
            add(change.origin(), Facts.millis(change), shared);
        }
        for (Order order : history.orders()) {
            if (order.status() != Order.Status.SPAM) {
                add(order.origin(), order.createdAt().toEpochMilli(), shared);
            }
        }
    }

    private void add(Origin origin, long time, Shared shared) {
        int campaign = shared.campaign(origin.campaign());
        if (campaign < 0 || time < shared.campaignStart(campaign)) {
            return;
        }
        for (int i = 0; i < campaigns.length; i++) {
            if (campaigns[i] == campaign) {
                times[i] = Math.min(times[i], time);
                return;
            }
        }
        int n = campaigns.length;
        campaigns = Arrays.copyOf(campaigns, n + 1);
        times = Arrays.copyOf(times, n + 1);
        campaigns[n] = campaign;
        times[n] = time;
    }
}
