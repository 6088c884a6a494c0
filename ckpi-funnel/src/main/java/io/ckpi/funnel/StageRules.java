package io.ckpi.funnel;

import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records bring a person to which state of a {@link Ladder}: rules as data, and their use on the records of the
 * sources.
 *
 * <p>{@link #journey()}: SEARCH: touches IMPRESSION, SEARCH, SOCIAL, messages DELIVERED. INFORMATION: touches CLICK, VISIT,
 * PAGE_VIEW, the first incoming call. ACQUAINTANCE: touches CONTENT_OPEN, DOWNLOAD, WEBINAR, SUBSCRIPTION, CART, CHECKOUT,
 * LEAD, calls ANSWERED, messages CLICKED and REPLIED, lead stages LEAD to OPPORTUNITY. PURCHASE: the first PAID order, lead
 * stage WON. AFTER_SALE: the second PAID order, feedback or a task after the first. RECOMMENDATION: a referral by the
 * person, an answer of 9 or more of 10 to the recommendation question. NEED has no rule: no record of a person shows it.
 *
 * <p>{@link #leads()}: VISITOR: the first touch. LEAD to OPPORTUNITY, CUSTOMER (WON), RECYCLED, LOST, DISQUALIFIED: the
 * lead stages. ADVOCATE: as RECOMMENDATION.
 *
 * <p>Touches of robots are left out. An order counts from the time it was paid, else placed. A lead stage that is not mapped
 * becomes an UNKNOWN_VALUE of the ladder. Duplicates and withdrawn records are to be removed before.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param rules the rules; a record may meet several
 */
public record StageRules(List<Rule> rules) {

    /** What a record says. */
    public enum Fact {
        /** A touch; values are its kinds. */
        TOUCH,
        /** An event of a message; values are the events. */
        MESSAGE,
        /** An incoming call. */
        CALL_IN,
        /** An answered call, in either direction. */
        CALL_ANSWERED,
        /** A paid order. */
        ORDER_PAID,
        /** Feedback or a task after the first paid order. */
        AFTER_ORDER,
        /** A referral by this person. */
        REFERRER,
        /** An answer of at least 9 of 10 to the recommendation question. */
        PROMOTER,
        /** A change of the lead stage; values are the stages. */
        LEAD_STAGE
    }

    /**
     * A rule.
     *
     * @param state the state that the record brings
     * @param fact what the record must say
     * @param values the values that count; empty for all
     * @param occurrence which occurrence of the fact counts, from 1; 0 for every one
     */
    public record Rule(String state, Fact fact, Set<String> values, int occurrence) {
        /** Copies the values. @throws IllegalArgumentException if the occurrence is negative */
        public Rule {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(fact, "fact");
            values = Set.copyOf(values);
            if (occurrence < 0) {
                throw new IllegalArgumentException("occurrence is negative: " + occurrence);
            }
        }
    }

    /** Copies the list. */
    public StageRules {
        rules = List.copyOf(rules);
    }

    private static final StageRules JOURNEY = new StageRules(List.of(
            every("SEARCH", Fact.TOUCH, "IMPRESSION", "SEARCH", "SOCIAL"),
            every("SEARCH", Fact.MESSAGE, "DELIVERED"),
            every("INFORMATION", Fact.TOUCH, "CLICK", "VISIT", "PAGE_VIEW"),
            new Rule("INFORMATION", Fact.CALL_IN, Set.of(), 1),
            every(
                    "ACQUAINTANCE",
                    Fact.TOUCH,
                    "CONTENT_OPEN",
                    "DOWNLOAD",
                    "WEBINAR",
                    "SUBSCRIPTION",
                    "CART",
                    "CHECKOUT",
                    "LEAD"),
            every("ACQUAINTANCE", Fact.CALL_ANSWERED),
            every("ACQUAINTANCE", Fact.MESSAGE, "CLICKED", "REPLIED"),
            every("ACQUAINTANCE", Fact.LEAD_STAGE, "LEAD", "MQL", "SAL", "SQL", "OPPORTUNITY"),
            new Rule("PURCHASE", Fact.ORDER_PAID, Set.of(), 1),
            every("PURCHASE", Fact.LEAD_STAGE, "WON"),
            new Rule("AFTER_SALE", Fact.ORDER_PAID, Set.of(), 2),
            every("AFTER_SALE", Fact.AFTER_ORDER),
            every("RECOMMENDATION", Fact.REFERRER),
            every("RECOMMENDATION", Fact.PROMOTER)));

    private static final StageRules LEADS = new StageRules(List.of(
            new Rule("VISITOR", Fact.TOUCH, Set.of(), 1),
            every("LEAD", Fact.LEAD_STAGE, "LEAD"),
            every("MQL", Fact.LEAD_STAGE, "MQL"),
            every("SAL", Fact.LEAD_STAGE, "SAL"),
            every("SQL", Fact.LEAD_STAGE, "SQL"),
            every("OPPORTUNITY", Fact.LEAD_STAGE, "OPPORTUNITY"),
            every("CUSTOMER", Fact.LEAD_STAGE, "WON"),
            every("RECYCLED", Fact.LEAD_STAGE, "RECYCLED"),
            every("LOST", Fact.LEAD_STAGE, "LOST"),
            every("DISQUALIFIED", Fact.LEAD_STAGE, "DISQUALIFIED"),
            every("ADVOCATE", Fact.REFERRER),
            every("ADVOCATE", Fact.PROMOTER)));

    private static Rule every(String state, Fact fact, String... values) {
        return new Rule(state, fact, Set.of(values), 0);
    }

    /** The rules of {@link Ladder#journey()}. */
    public static StageRules journey() {
        return JOURNEY;
    }

    /** The rules of {@link Ladder#leads()}. */
    public static StageRules leads() {
        return LEADS;
    }

    /** A reader without records. */
    public Reader reader() {
        return new Reader(rules);
    }

    private record Seen(
            String subject,
            Instant at,
            Fact fact,
            String value,
            @Nullable String from,
            boolean unmapped) {}

    /**
     * Takes the records of persons in any order and applies the rules to each person's records in order of time. Mutable;
     * not thread-safe.
     */
    public static final class Reader {

        private final List<Rule> rules;
        private final List<Seen> seen = new ArrayList<>();
        private final StageRecords records = new StageRecords();

        private Reader(List<Rule> rules) {
            this.rules = rules;
        }

        /**
         * Takes a record of the person that it names; false if it names none.
         *
         * @throws IllegalArgumentException if the record withdraws another
         */
        public boolean add(SourceRecord record) {
            String person = person(record);
            if (person == null) {
                return false;
            }
            add(person, record);
            return true;
        }

        /**
         * Takes a record of this subject: for records that name a lead, a deal or an order instead of a person.
         *
         * @throws IllegalArgumentException if the record withdraws another
         */
        public void add(String subject, SourceRecord record) {
            if (record.envelope().op() == Envelope.Op.DELETE) {
                throw new IllegalArgumentException("a record that withdraws another is no fact about a person");
            }
            Instant at = record.envelope().occurredAt();
            if (record instanceof Touch touch) {
                if (!touch.robot()) {
                    fact(subject, at, Fact.TOUCH, touch.kind().name());
                }
            } else if (record instanceof Message message) {
                fact(subject, at, Fact.MESSAGE, message.event().name());
            } else if (record instanceof Call call) {
                if (call.direction() == Call.Direction.IN) {
                    fact(subject, at, Fact.CALL_IN, "");
                }
                if (call.outcome() == Call.Outcome.ANSWERED) {
                    fact(subject, at, Fact.CALL_ANSWERED, "");
                }
            } else if (record instanceof Order order) {
                if (order.status() == Order.Status.PAID) {
                    Instant paid = order.paidAt();
                    fact(subject, paid == null ? order.createdAt() : paid, Fact.ORDER_PAID, "");
                }
            } else if (record instanceof Feedback feedback) {
                fact(subject, at, Fact.AFTER_ORDER, "");
                if (promoter(feedback)) {
                    fact(subject, at, Fact.PROMOTER, "");
                }
            } else if (record instanceof Task) {
                fact(subject, at, Fact.AFTER_ORDER, "");
            } else if (record instanceof Referral referral) {
                fact(subject, at, Fact.REFERRER, "");
                records.addReferral(referral.referrer(), referral.referee(), at);
            } else if (record instanceof LeadStageChange change) {
                LeadStage to = change.to();
                LeadStage from = change.from();
                seen.add(new Seen(
                        subject,
                        at,
                        Fact.LEAD_STAGE,
                        to == null ? change.toRaw() : to.name(),
                        from == null ? null : from.name(),
                        to == null));
            }
        }

        private void fact(String subject, Instant at, Fact fact, String value) {
            seen.add(new Seen(subject, at, fact, value, null, false));
        }

        private static boolean promoter(Feedback feedback) {
            if (feedback.kind() != Feedback.Kind.NPS || feedback.score() == null) {
                return false;
            }
            double scale = feedback.scale() == null ? 10 : feedback.scale().doubleValue();
            return scale > 0 && feedback.score().doubleValue() >= 0.9 * scale;
        }

        private static @Nullable String person(SourceRecord record) {
            if (record instanceof Touch touch) {
                return touch.person();
            }
            if (record instanceof Message message) {
                return message.person();
            }
            if (record instanceof Call call) {
                return call.person();
            }
            if (record instanceof Order order) {
                return order.person();
            }
            if (record instanceof Feedback feedback) {
                return feedback.person();
            }
            if (record instanceof Referral referral) {
                return referral.referrer();
            }
            return record instanceof LeadStageChange change ? change.person() : null;
        }

        /** The states of all persons so far, in order of time. Call it once, at the end. */
        public StageRecords records() {
            Map<String, Map<Fact, Integer>> occurred = new HashMap<>();
            seen.sort(Comparator.comparing(Seen::at)); // stable
            for (Seen each : seen) {
                Map<Fact, Integer> counts = occurred.computeIfAbsent(each.subject, s -> new HashMap<>());
                if (each.unmapped) {
                    records.addUnmapped(each.subject, each.at, each.value);
                    continue;
                }
                boolean early = each.fact == Fact.AFTER_ORDER && !counts.containsKey(Fact.ORDER_PAID);
                if (early) {
                    continue;
                }
                int occurrence = counts.merge(each.fact, 1, Integer::sum);
                for (Rule rule : rules) {
                    if (rule.fact == each.fact
                            && (rule.values.isEmpty() || rule.values.contains(each.value))
                            && (rule.occurrence == 0 || rule.occurrence == occurrence)) {
                        records.add(each.subject, each.at, rule.state, from(each, rule));
                    }
                }
            }
            seen.clear();
            return records;
        }

        /** The state that a lead's old stage stands for, where exactly one rule of the ladder speaks of it. */
        private @Nullable String from(Seen change, Rule rule) {
            String stage = change.from;
            if (stage == null || rule.values.size() != 1) {
                return null;
            }
            return rules.stream()
                    .filter(each -> each.fact == Fact.LEAD_STAGE && each.values.equals(Set.of(stage)))
                    .map(Rule::state)
                    .findFirst()
                    .orElse(null);
        }
    }
}
