package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lead with the deals that came from it, or a deal that came from no lead: the stages it went through, by time. */
final class Lead {

    /** One lead or deal of the source. */
    static final class Entity {
        final String source;
        final boolean deal;
        final String ref;

        @Nullable
        String leadRef;

        final List<LeadStageChange> changes = new ArrayList<>(4);

        Entity(LeadStageChange first) {
            this.source = first.envelope().source();
            this.deal = first.entity() == LeadStageChange.Entity.DEAL;
            this.ref = first.entityRef();
        }

        boolean isOf(LeadStageChange change) {
            return ref.equals(change.entityRef())
                    && deal == (change.entity() == LeadStageChange.Entity.DEAL)
                    && source.equals(change.envelope().source());
        }
    }

    final List<Entity> entities;
    /** All changes with a mapped stage, by time. */
    final LeadStageChange[] changes;

    final long[] at;
    final long created;
    /** True for a lead, false for a deal that nobody saw as a lead. */
    final boolean lead;
    /** The channel it came through, or null if it is not known. */
    final @Nullable Channel channel;
    /** The campaign it came from, or null. */
    final @Nullable String campaign;

    final boolean segment;

    private Lead(List<Entity> entities, List<LeadStageChange> all, Shared shared) {
        this.entities = entities;
        this.created = millis(all.get(0));
        List<LeadStageChange> mapped = new ArrayList<>(all.size());
        for (LeadStageChange change : all) {
            if (change.to() != null) {
                mapped.add(change);
            }
        }
        this.changes = mapped.toArray(LeadStageChange[]::new);
        this.at = new long[changes.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = millis(changes[i]);
        }
        boolean isLead = changes.length > 0 && (to(0) == LeadStage.LEAD || to(0) == LeadStage.MQL);
        for (Entity entity : entities) {
            isLead |= !entity.deal;
        }
        this.lead = isLead;
        Channel found = null;
        String foundCampaign = null;
        boolean foundSegment = false;
        for (LeadStageChange change : all) {
            Origin origin = change.origin();
            if (found == null) {
                found = shared.channel(origin);
            }
            if (foundCampaign == null) {
                foundCampaign = origin.campaign();
            }
            foundSegment |= change.envelope().attributes().containsKey("segment");
        }
        this.channel = found;
        this.campaign = foundCampaign;
        this.segment = foundSegment;
    }

    private static long millis(LeadStageChange change) {
        return change.envelope().occurredAt().toEpochMilli();
    }

    /** The leads among the stage changes of one subject. */
    static Lead[] of(List<LeadStageChange> changes, Shared shared) {
        if (changes.isEmpty()) {
            return NONE;
        }
        List<Entity> entities = new ArrayList<>(2);
        for (LeadStageChange change : changes) {
            Entity entity = null;
            for (int i = entities.size() - 1; i >= 0 && entity == null; i--) {
                entity = entities.get(i).isOf(change) ? entities.get(i) : null;
            }
            if (entity == null) {
                entity = new Entity(change);
                entities.add(entity);
            }
            if (entity.leadRef == null) {
                entity.leadRef = change.leadRef();
            }
            entity.changes.add(change);
        }
        List<List<Entity>> groups = new ArrayList<>(entities.size());
        for (Entity entity : entities) {
            List<Entity> group = null;
            for (int i = 0; i < groups.size() && group == null; i++) {
                group = together(groups.get(i).get(0), entity) ? groups.get(i) : null;
            }
            if (group == null) {
                group = new ArrayList<>(1);
                groups.add(group);
            }
            group.add(entity);
        }
        Lead[] leads = new Lead[groups.size()];
        for (int i = 0; i < leads.length; i++) {
            List<Entity> group = groups.get(i);
            List<LeadStageChange> all = group.get(0).changes;
            if (group.size() > 1) {
                all = new ArrayList<>();
                for (Entity entity : group) {
                    all.addAll(entity.changes);
                }
                all.sort(Comparator.comparing(change -> change.envelope().occurredAt()));
            }
            leads[i] = new Lead(group, all, shared);
        }
        return leads;
    }

    private static final Lead[] NONE = {};

    private static boolean together(Entity a, Entity b) {
        String lead = leadOf(a);
        return lead != null && lead.equals(leadOf(b)) && a.source.equals(b.source);
    }

    private static @Nullable String leadOf(Entity entity) {
        return entity.deal ? entity.leadRef : entity.ref;
    }

    LeadStage to(int i) {
        LeadStage stage = changes[i].to();
        if (stage == null) {
            throw new IllegalStateException("an unmapped stage was kept");
        }
        return stage;
    }

    /** The stage just before {@code time}, or null if none is known by then. */
    @Nullable
    LeadStage stageBefore(long time) {
        for (int i = at.length - 1; i >= 0; i--) {
            if (at[i] < time) {
                return to(i);
            }
        }
        return null;
    }

    /** True if it stands on a rung below WON just before {@code time}. */
    boolean openBefore(long time) {
        LeadStage stage = stageBefore(time);
        return stage != null && stage.isRung() && stage != LeadStage.WON;
    }

    /** The first time before {@code until} at which it reached that rung or a higher one, or -1. */
    long reached(LeadStage rung, long until) {
        for (int i = 0; i < at.length && at[i] < until; i++) {
            if (to(i).reaches(rung)) {
                return at[i];
            }
        }
        return -1;
    }

    /** The first time before {@code until} at which it left the ladder or was won, or -1. */
    long closed(long until) {
        for (int i = 0; i < at.length && at[i] < until; i++) {
            if (!to(i).isRung() || to(i) == LeadStage.WON) {
                return at[i];
            }
        }
        return -1;
    }
}
