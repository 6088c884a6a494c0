package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Touch;
import io.ckpi.core.stat.PairAccumulator;
import java.util.List;
import java.util.Map;

/**
 * What happens on the site. A visitor is a subject with a touch on the site in the period, robots excluded; a visit belongs
 * to the period in which it began.
 */
final class SiteMeasure implements Measure<SiteMeasure> {

    private static final String MOBILE_LEADS = "mobile conversions";
    private static final String MOBILE_VISITS = "mobile visits";
    private static final String DESKTOP_LEADS = "desktop conversions";
    private static final String DESKTOP_VISITS = "desktop visits";
    private static final MomentsLayout DEVICES =
            MomentsLayout.of(MOBILE_LEADS, MOBILE_VISITS, DESKTOP_LEADS, DESKTOP_VISITS);

    private final Window window;
    private final Stats stats;

    private long visitors;
    private long visitorsWithLead;
    private long consumers;
    private long landingVisitors;
    private long landingConsumers;
    private long subscribers;
    private long newContacts;
    private long actors;
    private long targetVisitors;
    private long targetReached;

    private long visits;
    private long visitsUnknownChannel;
    private long visitsUnknownTarget;
    private long visitsUnknownEngaged;
    private long visitsUnknownDevice;

    private final PairAccumulator organic = new PairAccumulator();
    private final PairAccumulator social = new PairAccumulator();
    private final PairAccumulator target = new PairAccumulator();
    private final PairAccumulator engaged = new PairAccumulator();
    private final PairAccumulator pages = new PairAccumulator();
    private final PairAccumulator bounces = new PairAccumulator();
    private final PairAccumulator longPaths = new PairAccumulator();
    private final MomentsAccumulator devices = DEVICES.accumulator();
    private final double[] row = new double[4];

    SiteMeasure(Window window, Stats stats) {
        this.window = window;
        this.stats = stats;
    }

    @Override
    public void add(Facts facts) {
        long[] times = facts.siteTimes;
        boolean onSite = times.length > 0 && times[0] < window.cut && times[times.length - 1] >= window.start;
        if (onSite) {
            onSite = addVisitor(facts, times);
            addVisits(facts);
        }
        if (!onSite && facts.targetReached.length > 0) {
            int from = Facts.from(facts.targetReached, window.start);
            if (from < facts.targetReached.length && facts.targetReached[from] < window.cut) {
                targetReached++;
            }
        }
    }

    /** True if the subject was on the site in the period and belongs to the target audience. */
    private boolean addVisitor(Facts facts, long[] times) {
        int marks = 0;
        int from = Facts.from(times, window.start);
        int i = from;
        for (; i < times.length && times[i] < window.cut; i++) {
            marks |= facts.siteMarks[i];
        }
        if (i == from) {
            return false;
        }
        visitors++;
        boolean content = (marks & Facts.CONTENT) != 0;
        visitorsWithLead += (marks & Facts.LEAD) != 0 ? 1 : 0;
        consumers += content ? 1 : 0;
        actors += (marks & Facts.KEY_ACTION) != 0 ? 1 : 0;
        if (landed(facts)) {
            landingVisitors++;
            landingConsumers += content ? 1 : 0;
        }
        subscribers += window.holds(facts.firstSubscription) ? 1 : 0;
        if (window.holds(facts.firstContact) && consents(facts)) {
            newContacts++;
        }
        if ((marks & Facts.TARGET) != 0) {
            targetVisitors++;
            targetReached++;
            return true;
        }
        return false;
    }

    private boolean landed(Facts facts) {
        for (Visit visit : facts.visits) {
            if (visit.landing && window.holds(visit.start)) {
                return true;
            }
        }
        return false;
    }

    /** A subscription is a consent; contact data given otherwise need a recorded basis. */
    private boolean consents(Facts facts) {
        if (window.holds(facts.firstSubscription)) {
            return true;
        }
        for (Person entry : facts.history.persons()) {
            if (entry.lawfulBasis() != null) {
                return true;
            }
        }
        return false;
    }

    private void addVisits(Facts facts) {
        int all = 0;
        int channelKnown = 0;
        int fromSearch = 0;
        int fromSocial = 0;
        int socialLeads = 0;
        int targetKnown = 0;
        int targets = 0;
        int timed = 0;
        long millis = 0;
        int views = 0;
        int single = 0;
        int paths = 0;
        int mobile = 0;
        int mobileLeads = 0;
        int desktop = 0;
        int desktopLeads = 0;
        for (Visit visit : facts.visits) {
            if (!window.holds(visit.start)) {
                continue;
            }
            all++;
            if (visit.channel != null) {
                channelKnown++;
                fromSearch += visit.channel == Channel.ORGANIC_SEARCH ? 1 : 0;
                if (visit.channel.social()) {
                    fromSocial++;
                    socialLeads += visit.lead ? 1 : 0;
                }
            }
            if (visit.targetKnown) {
                targetKnown++;
                targets += visit.target ? 1 : 0;
            }
            if (visit.engaged() >= 0) {
                timed++;
                millis += visit.engaged();
            }
            views += visit.pages;
            single += visit.events <= 1 ? 1 : 0;
            paths += visit.pages >= window.parameters.longPathSteps() ? 1 : 0;
            if (visit.device == Touch.Device.PHONE
                    || (visit.device == Touch.Device.TABLET && window.parameters.tabletIsMobile())) {
                mobile++;
                mobileLeads += visit.lead ? 1 : 0;
            } else if (visit.device == Touch.Device.DESKTOP || visit.device == Touch.Device.TABLET) {
                desktop++;
                desktopLeads += visit.lead ? 1 : 0;
            }
        }
        if (all == 0) {
            return;
        }
        visits += all;
        visitsUnknownChannel += all - channelKnown;
        visitsUnknownTarget += all - targetKnown;
        visitsUnknownEngaged += all - timed;
        visitsUnknownDevice += all - mobile - desktop;
        pages.add(views, all);
        bounces.add(single, all);
        longPaths.add(paths, all);
        if (channelKnown > 0) {
            organic.add(fromSearch, channelKnown);
        }
        if (fromSocial > 0) {
            social.add(socialLeads, fromSocial);
        }
        if (targetKnown > 0) {
            target.add(targets, targetKnown);
        }
        if (timed > 0) {
            engaged.add((double) millis, timed);
        }
        if (mobile + desktop > 0) {
            row[0] = mobileLeads;
            row[1] = mobile;
            row[2] = desktopLeads;
            row[3] = desktop;
            devices.add(row);
        }
    }

    @Override
    public void merge(SiteMeasure other) {
        visitors += other.visitors;
        visitorsWithLead += other.visitorsWithLead;
        consumers += other.consumers;
        landingVisitors += other.landingVisitors;
        landingConsumers += other.landingConsumers;
        subscribers += other.subscribers;
        newContacts += other.newContacts;
        actors += other.actors;
        targetVisitors += other.targetVisitors;
        targetReached += other.targetReached;
        visits += other.visits;
        visitsUnknownChannel += other.visitsUnknownChannel;
        visitsUnknownTarget += other.visitsUnknownTarget;
        visitsUnknownEngaged += other.visitsUnknownEngaged;
        visitsUnknownDevice += other.visitsUnknownDevice;
        organic.merge(other.organic);
        social.merge(other.social);
        target.merge(other.target);
        engaged.merge(other.engaged);
        pages.merge(other.pages);
        bounces.merge(other.bounces);
        longPaths.merge(other.longPaths);
        devices.merge(other.devices);
    }

    /** Subjects of the target audience that were on the site. */
    long targetVisitors() {
        return targetVisitors;
    }

    /** True if any visit of the period says whether it is of the target audience. */
    boolean targetKnown() {
        return target.n() > 0;
    }

    /** Subjects of the target audience that were on the site or touched off it. */
    long targetReached() {
        return targetReached;
    }

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        readings.put("site.visitor-to-lead", visitorShare(seen, Seen.Kind.LEAD_TOUCH, visitorsWithLead, LEAD_EVENTS));
        readings.put("content.conversion", content(seen));
        readings.put("engagement.subscribe", visitorShare(seen, Seen.Kind.SUBSCRIPTION, subscribers, SUBSCRIPTIONS));
        readings.put("base.visitor-to-subscriber", contacts(seen));
        readings.put("sales.pre-actions", visitorShare(seen, Seen.Kind.KEY_ACTION, actors, KEY_ACTIONS));

        readings.put(
                "organic.visit-share",
                Stats.withUnknown(visitShare(organic, NO_CHANNELS), visitsUnknownChannel, visits));
        readings.put("social.visit-to-lead", needs(seen, Seen.Kind.LEAD_TOUCH, LEAD_EVENTS, social(seen)));
        readings.put(
                "traffic.target-share", Stats.withUnknown(visitShare(target, NO_TARGET), visitsUnknownTarget, visits));
        readings.put("engagement.time", Stats.withUnknown(time(), visitsUnknownEngaged, visits));
        readings.put(
                "engagement.depth",
                needs(seen, Seen.Kind.PAGE_VIEW, PAGE_VIEWS, visitRatio(stats.ratio(pages, Unit.RATIO))));
        readings.put("engagement.bounce", needs(seen, Seen.Kind.VISIT_EVENT, EVENTS, visitRatio(stats.share(bounces))));
        readings.put(
                "engagement.long-paths",
                needs(seen, Seen.Kind.PAGE_VIEW, PAGE_VIEWS, visitRatio(stats.share(longPaths))));
        readings.put("mobile.parity", needs(seen, Seen.Kind.LEAD_TOUCH, LEAD_EVENTS, needsDevices(seen)));
    }

    private static final Absent NO_VISITORS = Stats.none("nobody was on the site", "на сайте никого не было");
    private static final Absent NO_VISITS = Stats.none("no visits in the period", "в периоде нет визитов");
    private static final Absent NO_CHANNELS =
            Stats.none("no visit of the period has a known channel", "ни у одного визита периода канал не известен");
    private static final Absent NO_TARGET = Stats.none(
            "no visit of the period says whether it is of the target audience",
            "ни у одного визита периода не указана целевая аудитория");
    private static final Absent NO_DEVICES = Stats.none(
            "no visit of the period has a known device", "ни у одного визита периода устройство не известно");
    private static final Absent LEAD_EVENTS =
            Stats.none("no lead events are recorded on the site", "события лидов на сайте не записываются");
    private static final Absent SUBSCRIPTIONS = Stats.none("no subscriptions are recorded", "подписки не записываются");
    private static final Absent CONTACT_EVENTS = Stats.none(
            "neither subscriptions nor lead events are recorded", "не записываются ни подписки, ни события лидов");
    private static final Absent KEY_ACTIONS =
            Stats.none("no key actions are recorded", "ключевые действия не записываются");
    private static final Absent CONTENT_EVENTS =
            Stats.none("no use of content is recorded", "обращения к контенту не записываются");
    private static final Absent PAGE_VIEWS =
            Stats.none("no page views are recorded", "просмотры страниц не записываются");
    private static final Absent EVENTS =
            Stats.none("no events within visits are recorded", "события внутри визитов не записываются");
    private static final Absent ENGAGED_TIME = Stats.none(
            "no visit of the period has an engaged time", "ни у одного визита периода нет времени вовлечения");

    private Reading needs(Seen seen, Seen.Kind kind, Absent missing, Reading reading) {
        return seen.before(kind, window.dataEnd) ? reading : missing;
    }

    private Reading visitorShare(Seen seen, Seen.Kind kind, long count, Absent missing) {
        return visitors == 0 ? NO_VISITORS : needs(seen, kind, missing, stats.shares.ofRecords(count, visitors, 0));
    }

    private Reading content(Seen seen) {
        if (visitors == 0) {
            return NO_VISITORS;
        }
        boolean landing = seen.before(Seen.Kind.LANDING, window.dataEnd);
        Reading share = landing
                ? stats.shares.ofRecords(landingConsumers, landingVisitors, 0)
                : stats.shares.ofRecords(consumers, visitors, 0);
        return needs(
                seen,
                Seen.Kind.CONTENT,
                CONTENT_EVENTS,
                Stats.orElse(
                        share, Stats.none("nobody came to a landing page", "на посадочных страницах никого не было")));
    }

    private Reading contacts(Seen seen) {
        boolean recorded = seen.before(Seen.Kind.SUBSCRIPTION, window.dataEnd)
                || seen.before(Seen.Kind.LEAD_TOUCH, window.dataEnd);
        return visitors == 0
                ? NO_VISITORS
                : recorded ? stats.shares.ofRecords(newContacts, visitors, 0) : CONTACT_EVENTS;
    }

    private Reading visitRatio(Reading reading) {
        return visits == 0 ? NO_VISITS : reading;
    }

    private Reading visitShare(PairAccumulator share, Absent missing) {
        return visits == 0 ? NO_VISITS : Stats.orElse(stats.share(share), missing);
    }

    private Reading social(Seen seen) {
        if (!seen.before(Seen.Kind.VISIT, window.dataEnd)) {
            return NO_VISITS;
        }
        return Stats.orElse(
                stats.share(social), Stats.none("no visits from social networks", "нет визитов из соцсетей"));
    }

    private Reading time() {
        if (visits == 0) {
            return NO_VISITS;
        }
        Reading reading = Stats.orElse(stats.ratio(engaged, Unit.SECONDS), ENGAGED_TIME);
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        Estimate seconds = measured.estimate().scaled(0.001, Unit.SECONDS);
        return new Measured(Stats.withValue(seconds, engaged.sumY() / 1000 / engaged.sumD())
                .withRatio(engaged.sumY() / 1000, engaged.sumD()));
    }

    private Reading needsDevices(Seen seen) {
        if (visits == 0) {
            return NO_VISITS;
        }
        if (!seen.before(Seen.Kind.DEVICE, window.dataEnd)) {
            return NO_DEVICES;
        }
        Moments moments = devices.moments();
        if (moments.n() == 0) {
            return NO_DEVICES;
        }
        long mobile = Math.round(moments.sum(MOBILE_VISITS));
        long desktop = Math.round(moments.sum(DESKTOP_VISITS));
        long mobileLeads = Math.round(moments.sum(MOBILE_LEADS));
        long desktopLeads = Math.round(moments.sum(DESKTOP_LEADS));
        if (mobile == 0) {
            return Stats.none("no visits on mobile devices", "нет визитов с мобильных устройств");
        }
        if (desktop == 0) {
            return Stats.none("no visits on desktops", "нет визитов с компьютеров");
        }
        if (desktopLeads == 0) {
            return Absent.because(
                    Reason.ZERO_DENOMINATOR,
                    "none of " + desktop + " visits on desktops became a lead",
                    "ни один из визитов с компьютеров (" + desktop + ") не стал лидом");
        }
        Reading reading = stats.ratios.product(
                moments, List.of(MOBILE_LEADS, DESKTOP_VISITS), List.of(MOBILE_VISITS, DESKTOP_LEADS), Unit.RATIO);
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        double value = ((double) mobileLeads * desktop) / ((double) mobile * desktopLeads);
        return Stats.withUnknown(
                new Measured(Stats.withValue(measured.estimate(), value)
                        .withN(mobile + desktop)
                        .withRatio((double) mobileLeads / mobile, (double) desktopLeads / desktop)),
                visitsUnknownDevice,
                visits);
    }
}
