package io.ckpi.source.demo;

import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Tokenizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The story of one person, generated anew from the seed and the person's number whenever it is needed. Every type of
 * record tells its part of the same story, so types agree whatever is read first.
 *
 * <p>Mutable and reused; not thread-safe.
 */
final class Life {

    /** How the person first comes into contact. */
    enum Entry {
        SITE,
        PHONE,
        /** The company calls first. */
        LIST
    }

    /** A day that never comes. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final int MOST_ORDERS = 160;

    final Model model;
    final Draws draws;
    private final Tokenizer tokens;

    long index;
    private @Nullable String token;
    int arrival;
    /** Second of the day at which contacts of that person begin: 09:30 to 18:30. */
    int second;

    Source source = Source.UNKNOWN;
    Entry entry = Entry.SITE;
    Touch.Device device = Touch.Device.DESKTOP;
    boolean target;
    /** The person who recommended us, or −1. */
    long referrer;

    boolean lead;
    int leadDay;
    /** The lead asks in a second visit, not in the first. */
    boolean secondVisit;

    boolean nurtured;
    /** Day of each rung reached, {@link #NEVER} if not; MQL to WON by ordinal. */
    final int[] rung = new int[LeadStage.WON.ordinal() + 1];

    /** Exit, or null while on the ladder. */
    @Nullable
    LeadStage exit;

    int exitDay;

    // orders
    int orders;
    final int[] paid = new int[MOST_ORDERS];

    // mailings
    boolean inExperiment;
    boolean treated;
    final boolean[] delivered;
    final boolean[] opened;
    final boolean[] machine;
    final boolean[] clicked;
    /** Day of payment of the order that a mailing caused, or {@link #NEVER}. */
    final int[] mailPaid;

    Life(Model model, Tokenizer tokens) {
        this.model = model;
        this.draws = new Draws(model.options.seed());
        this.tokens = tokens;
        int mailings = model.mailDays.length;
        this.delivered = new boolean[mailings];
        this.opened = new boolean[mailings];
        this.machine = new boolean[mailings];
        this.clicked = new boolean[mailings];
        this.mailPaid = new int[mailings];
    }

    /** Puts the life of that person here, up to the deal and the day its order is paid. */
    Life of(long person) {
        if ((person & 1) == 1 && draws.at(Draws.Part.REFERRAL, person).chance(Model.RECOMMENDS)) {
            int days = Model.RECOMMENDATION_DAYS.draw(draws);
            own(person - 1);
            int day = firstPaid();
            if (day < model.days - days) {
                begin(person);
                draws.at(Draws.Part.STORY, person);
                model.drawArrival(draws);
                draws.nextDouble();
                arrival = day + days;
                source = Source.FRIEND;
                referrer = person - 1;
                story();
                return this;
            }
        }
        own(person);
        return this;
    }

    /** The token of the person. */
    String token() {
        String t = token;
        if (t == null) {
            t = token(index);
            token = t;
        }
        return t;
    }

    /** The token of any person. */
    String token(long person) {
        try {
            return tokens.token("demo", "p" + person).orElseThrow();
        } catch (BadIdentityException e) {
            throw new IllegalStateException("the host refused an id of type demo: " + e.reason(), e);
        }
    }

    /** The day the first order is paid; may lie after the data, {@link #NEVER} without one. */
    int firstPaid() {
        return lead && rung[LeadStage.WON.ordinal()] != NEVER ? paid[0] : NEVER;
    }

    int month(int day) {
        return model.month(day);
    }

    int leadSecond() {
        return second + Touches.ASKS_AFTER;
    }

    String leadRef() {
        return "L" + index;
    }

    String dealRef() {
        return "D" + index;
    }

    /** The sales employee who owns the lead. */
    String owner() {
        return Records.employee(0, (int) (index % Model.SALES_STAFF));
    }

    private void begin(long person) {
        index = person;
        token = null;
        referrer = -1;
    }

    private void own(long person) {
        begin(person);
        draws.at(Draws.Part.STORY, person);
        arrival = model.drawArrival(draws);
        source = model.drawSource(draws, model.monthOfDay[arrival]);
        story();
    }

    private void story() {
        Source.Path path = source.path;
        second = Model.FIRST_CONTACT_SECOND + draws.nextInt(Model.CONTACT_SECONDS);
        entry = source.outbound() ? Entry.LIST : draws.chance(path.phone()) ? Entry.PHONE : Entry.SITE;
        double u = draws.nextDouble();
        device = u < Model.DEVICE_PHONE
                ? Touch.Device.PHONE
                : u < Model.DEVICE_PHONE + Model.DEVICE_DESKTOP ? Touch.Device.DESKTOP : Touch.Device.TABLET;
        target = draws.chance(path.target());
        secondVisit = false;
        leadDay = arrival;
        double asks =
                switch (entry) {
                    case LIST -> 1;
                    case PHONE -> path.callLead();
                    case SITE -> model.siteLead(source, device == Touch.Device.PHONE, model.monthOfDay[arrival]);
                };
        lead = draws.chance(asks);
        orders = 0;
        if (!lead) {
            return;
        }
        if (entry == Entry.SITE && !draws.chance(Model.LEAD_AT_ONCE)) {
            secondVisit = true;
            leadDay = arrival + Model.SECOND_VISIT_DAYS;
            if (leadDay >= model.days) {
                lead = false;
                return;
            }
        }
        climb();
    }

    private void climb() {
        Arrays.fill(rung, NEVER);
        exit = null;
        exitDay = NEVER;
        rung[LeadStage.LEAD.ordinal()] = leadDay;
        int month = model.monthOfDay[leadDay];
        nurtured = draws.chance(Model.NURTURED);
        int day = leadDay + Model.TO_MQL.draw(draws);
        if (!step(LeadStage.MQL, day, source.path.mql(), 0)) {
            return;
        }
        day += Model.TO_SAL.draw(draws);
        if (!step(LeadStage.SAL, day, model.accepted(nurtured, month), Model.RECYCLED)) {
            return;
        }
        day += Model.TO_SQL.draw(draws);
        if (!step(LeadStage.SQL, day, Model.SQL, Model.RECYCLED)) {
            return;
        }
        day += Model.TO_OPPORTUNITY.draw(draws);
        if (!step(LeadStage.OPPORTUNITY, day, Model.OPPORTUNITY, Model.RECYCLED)) {
            return;
        }
        day += Model.TO_CLOSE.draw(draws);
        if (!draws.chance(model.won(month))) {
            exit = LeadStage.LOST;
            exitDay = day;
            return;
        }
        rung[LeadStage.WON.ordinal()] = day;
        paid[0] = day + Model.TO_PAYMENT.draw(draws);
    }

    private boolean step(LeadStage stage, int day, double p, double recycled) {
        if (draws.chance(p)) {
            rung[stage.ordinal()] = day;
            return true;
        }
        exit = draws.chance(recycled) ? LeadStage.RECYCLED : LeadStage.DISQUALIFIED;
        exitDay = day;
        return false;
    }

    /** Draws the days on which base orders are paid, up to some days after the data. */
    int drawOrders() {
        orders = 0;
        int day = firstPaid();
        if (day == NEVER) {
            return 0;
        }
        draws.at(Draws.Part.ORDERS, index);
        int last = model.days + 8;
        while (day < last && orders < MOST_ORDERS) {
            paid[orders++] = day;
            if (draws.chance(source.loyalty.dropout)) {
                break;
            }
            day += Model.GAP_LEAST + draws.nextInt(Model.GAP_STEP + 1) + draws.nextInt(Model.GAP_STEP + 1);
        }
        return orders;
    }

    /** Draws the arm and what the person does with each mailing. */
    boolean drawMailings() {
        inExperiment = lead && leadDay < model.launch;
        if (!inExperiment) {
            return false;
        }
        treated = draws.at(Draws.Part.ARM, index).chance(Model.TREATED);
        if (!treated) {
            return false;
        }
        draws.at(Draws.Part.MAILINGS, index);
        int first = firstPaid();
        for (int j = 0; j < mailPaid.length; j++) {
            delivered[j] = draws.chance(Model.MAIL_DELIVERED);
            opened[j] = delivered[j] && draws.chance(Model.MAIL_OPENED);
            machine[j] = delivered[j] && draws.chance(Model.MACHINE_OPENED);
            clicked[j] = opened[j] && draws.chance(Model.MAIL_CLICKED_IF_OPENED);
            boolean orders = clicked[j] && draws.chance(Model.MAIL_ORDER_IF_CLICKED);
            int days = Model.MAIL_TO_PAYMENT.draw(draws);
            mailPaid[j] = orders && first < model.mailDays[j] ? model.mailDays[j] + days : NEVER;
        }
        return true;
    }
}
