package io.ckpi.sdk.definition;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The constants that stand in the definitions of the indicators: windows, terms, caps and names. All of them are judgement
 * and may be set by the host; a definition's hash holds those it uses, so numbers made with other constants are never
 * mistaken for one another.
 *
 * <p>Start with {@link #defaults()} or {@link #builder()}. Days are 24 hours.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param level level of every interval, strictly between 0 and 1
 * @param longPathSteps page views from which a visit is a long path, 1 or more
 * @param deferredDays days after the first cart from which a paid order counts as deferred, 1 or more
 * @param cartAbandonedHours hours without a purchase after which a cart counts as abandoned, 1 or more
 * @param recoveryDays days in which an abandoned cart can be recovered, 1 or more
 * @param firstPurchaseDays days in which a new contact can become a buyer, 1 or more
 * @param attributionDays days before an order in which a click in a message earns it, 1 or more
 * @param nurtureDays days after which a lead without a decision counts as decided against, 1 or more
 * @param silenceDays days without contact before the closing after which a lost lead counts as lost in silence, 1 or more
 * @param lossReasons reasons of a loss that say nobody, or nobody in time, was in contact; lower case, words joined by hyphens
 * @param activeDays days since the last paid order up to which a customer is active, 1 or more
 * @param lifetimeCapMonths greatest expected lifetime of a customer, in months, 1 or more
 * @param cacLagMonths months by which acquisition spend precedes the customers it won, 0 or more
 * @param grossMargin share of revenue that is gross margin where no order states the cost of goods, at most 1; null: not known
 * @param tabletIsMobile whether a tablet counts as mobile
 * @param ringSeconds seconds of one ring cycle, where only the delay of an answer is known, 1 or more
 * @param followUpDays days of silence after which a contact is to be called back, 1 or more
 * @param feedbackDays days after the acceptance of an order in which the customer is to be asked, 1 or more
 * @param graceDays days by which either term may be exceeded, 0 or more
 * @param freshDays days since its confirmation up to which a contact is fresh, 1 or more
 * @param nurtureExperiment experiment whose control arm is compared with nurtured leads
 * @param crmExperiment experiment whose control arm is left out of CRM marketing
 * @param controlArm name of the control arm in both experiments
 */
public record MeasureParameters(
        double level,
        int longPathSteps,
        int deferredDays,
        int cartAbandonedHours,
        int recoveryDays,
        int firstPurchaseDays,
        int attributionDays,
        int nurtureDays,
        int silenceDays,
        Set<String> lossReasons,
        int activeDays,
        int lifetimeCapMonths,
        int cacLagMonths,
        @Nullable Double grossMargin,
        boolean tabletIsMobile,
        int ringSeconds,
        int followUpDays,
        int feedbackDays,
        int graceDays,
        int freshDays,
        String nurtureExperiment,
        String crmExperiment,
        String controlArm) {

    /** Checks the ranges. */
    public MeasureParameters {
        check("longPathSteps", longPathSteps, 1);
        check("deferredDays", deferredDays, 1);
        check("cartAbandonedHours", cartAbandonedHours, 1);
        check("recoveryDays", recoveryDays, 1);
        check("firstPurchaseDays", firstPurchaseDays, 1);
        check("attributionDays", attributionDays, 1);
        check("nurtureDays", nurtureDays, 1);
        check("silenceDays", silenceDays, 1);
        check("activeDays", activeDays, 1);
        check("lifetimeCapMonths", lifetimeCapMonths, 1);
        check("cacLagMonths", cacLagMonths, 0);
        check("ringSeconds", ringSeconds, 1);
        check("followUpDays", followUpDays, 1);
        check("feedbackDays", feedbackDays, 1);
        check("graceDays", graceDays, 0);
        check("freshDays", freshDays, 1);
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        if (grossMargin != null && !(grossMargin <= 1 && grossMargin >= -Double.MAX_VALUE)) {
            throw new IllegalArgumentException("grossMargin is not a number of at most 1: " + grossMargin);
        }
        Set<String> sorted = new TreeSet<>();
        for (String reason : lossReasons) {
            sorted.add(normalReason(reason));
        }
        lossReasons = Set.copyOf(sorted);
        checkName("nurtureExperiment", nurtureExperiment);
        checkName("crmExperiment", crmExperiment);
        checkName("controlArm", controlArm);
    }

    private static void check(String name, int value, int least) {
        if (value < least || value > GREATEST) {
            throw new IllegalArgumentException(name + " is not " + least + " to " + GREATEST + ": " + value);
        }
    }

    private static void checkName(String name, String value) {
        if (Objects.requireNonNull(value, name).isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
    }

    private static final int GREATEST = 100_000;
    private static final MeasureParameters DEFAULTS = builder().build();

    /** The constants of the shipped definitions. */
    public static MeasureParameters defaults() {
        return DEFAULTS;
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A reason of a loss as it is compared: lower case, white space and underscores as hyphens. */
    public static String normalReason(String reason) {
        return reason.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_]+", "-");
    }

    /** All constants by the names that the definitions use, such as {@code active-days}: numbers, texts, flags and lists. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new TreeMap<>();
        map.put("level", BigDecimal.valueOf(level));
        map.put("long-path-steps", BigDecimal.valueOf(longPathSteps));
        map.put("deferred-days", BigDecimal.valueOf(deferredDays));
        map.put("cart-abandoned-hours", BigDecimal.valueOf(cartAbandonedHours));
        map.put("recovery-days", BigDecimal.valueOf(recoveryDays));
        map.put("first-purchase-days", BigDecimal.valueOf(firstPurchaseDays));
        map.put("attribution-days", BigDecimal.valueOf(attributionDays));
        map.put("nurture-days", BigDecimal.valueOf(nurtureDays));
        map.put("silence-days", BigDecimal.valueOf(silenceDays));
        map.put("loss-reasons", lossReasons.stream().sorted().toList());
        map.put("active-days", BigDecimal.valueOf(activeDays));
        map.put("lifetime-cap-months", BigDecimal.valueOf(lifetimeCapMonths));
        map.put("cac-lag-months", BigDecimal.valueOf(cacLagMonths));
        map.put("gross-margin", grossMargin == null ? "unknown" : BigDecimal.valueOf(grossMargin));
        map.put("tablet-is-mobile", tabletIsMobile);
        map.put("ring-seconds", BigDecimal.valueOf(ringSeconds));
        map.put("follow-up-days", BigDecimal.valueOf(followUpDays));
        map.put("feedback-days", BigDecimal.valueOf(feedbackDays));
        map.put("grace-days", BigDecimal.valueOf(graceDays));
        map.put("fresh-days", BigDecimal.valueOf(freshDays));
        map.put("nurture-experiment", nurtureExperiment);
        map.put("crm-experiment", crmExperiment);
        map.put("control-arm", controlArm);
        return map;
    }

    /** Builds {@link MeasureParameters}; not thread-safe. */
    public static final class Builder {
        private double level = 0.95;
        private int longPathSteps = 3;
        private int deferredDays = 7;
        private int cartAbandonedHours = 24;
        private int recoveryDays = 14;
        private int firstPurchaseDays = 14;
        private int attributionDays = 7;
        private int nurtureDays = 90;
        private int silenceDays = 30;
        private Set<String> lossReasons = Set.of("no-contact", "late-contact");
        private int activeDays = 180;
        private int lifetimeCapMonths = 60;
        private int cacLagMonths = 0;
        private @Nullable Double grossMargin = null;
        private boolean tabletIsMobile = false;
        private int ringSeconds = 5;
        private int followUpDays = 7;
        private int feedbackDays = 14;
        private int graceDays = 1;
        private int freshDays = 365;
        private String nurtureExperiment = "nurture";
        private String crmExperiment = "crm-2026";
        private String controlArm = "control";

        private Builder() {}

        /** Sets the level of every interval, strictly between 0 and 1. */
        public Builder level(double newLevel) {
            this.level = newLevel;
            return this;
        }

        /** Sets the page views from which a visit is a long path, 1 or more. */
        public Builder longPathSteps(int newLongPathSteps) {
            this.longPathSteps = newLongPathSteps;
            return this;
        }

        /** Sets the days after the first cart from which a paid order counts as deferred, 1 or more. */
        public Builder deferredDays(int newDeferredDays) {
            this.deferredDays = newDeferredDays;
            return this;
        }

        /** Sets the hours without a purchase after which a cart counts as abandoned, 1 or more. */
        public Builder cartAbandonedHours(int newCartAbandonedHours) {
            this.cartAbandonedHours = newCartAbandonedHours;
            return this;
        }

        /** Sets the days in which an abandoned cart can be recovered, 1 or more. */
        public Builder recoveryDays(int newRecoveryDays) {
            this.recoveryDays = newRecoveryDays;
            return this;
        }

        /** Sets the days in which a new contact can become a buyer, 1 or more. */
        public Builder firstPurchaseDays(int newFirstPurchaseDays) {
            this.firstPurchaseDays = newFirstPurchaseDays;
            return this;
        }

        /** Sets the days before an order in which a click in a message earns it, 1 or more. */
        public Builder attributionDays(int newAttributionDays) {
            this.attributionDays = newAttributionDays;
            return this;
        }

        /** Sets the days after which a lead without a decision counts as decided against, 1 or more. */
        public Builder nurtureDays(int newNurtureDays) {
            this.nurtureDays = newNurtureDays;
            return this;
        }

        /** Sets the days without contact before the closing after which a lost lead counts as lost in silence, 1 or more. */
        public Builder silenceDays(int newSilenceDays) {
            this.silenceDays = newSilenceDays;
            return this;
        }

        /** Sets the reasons of a loss that say nobody, or nobody in time, was in contact; lower case, words joined by hyphens. */
        public Builder lossReasons(Set<String> newLossReasons) {
            this.lossReasons = newLossReasons;
            return this;
        }

        /** Sets the days since the last paid order up to which a customer is active, 1 or more. */
        public Builder activeDays(int newActiveDays) {
            this.activeDays = newActiveDays;
            return this;
        }

        /** Sets the greatest expected lifetime of a customer, in months, 1 or more. */
        public Builder lifetimeCapMonths(int newLifetimeCapMonths) {
            this.lifetimeCapMonths = newLifetimeCapMonths;
            return this;
        }

        /** Sets the months by which acquisition spend precedes the customers it won, 0 or more. */
        public Builder cacLagMonths(int newCacLagMonths) {
            this.cacLagMonths = newCacLagMonths;
            return this;
        }

        /** Sets the share of revenue that is gross margin where no order states the cost of goods, at most 1; null: not known. */
        public Builder grossMargin(@Nullable Double newGrossMargin) {
            this.grossMargin = newGrossMargin;
            return this;
        }

        /** Sets whether a tablet counts as mobile. */
        public Builder tabletIsMobile(boolean newTabletIsMobile) {
            this.tabletIsMobile = newTabletIsMobile;
            return this;
        }

        /** Sets the seconds of one ring cycle, where only the delay of an answer is known, 1 or more. */
        public Builder ringSeconds(int newRingSeconds) {
            this.ringSeconds = newRingSeconds;
            return this;
        }

        /** Sets the days of silence after which a contact is to be called back, 1 or more. */
        public Builder followUpDays(int newFollowUpDays) {
            this.followUpDays = newFollowUpDays;
            return this;
        }

        /** Sets the days after the acceptance of an order in which the customer is to be asked, 1 or more. */
        public Builder feedbackDays(int newFeedbackDays) {
            this.feedbackDays = newFeedbackDays;
            return this;
        }

        /** Sets the days by which either term may be exceeded, 0 or more. */
        public Builder graceDays(int newGraceDays) {
            this.graceDays = newGraceDays;
            return this;
        }

        /** Sets the days since its confirmation up to which a contact is fresh, 1 or more. */
        public Builder freshDays(int newFreshDays) {
            this.freshDays = newFreshDays;
            return this;
        }

        /** Sets the experiment whose control arm is compared with nurtured leads. */
        public Builder nurtureExperiment(String newNurtureExperiment) {
            this.nurtureExperiment = newNurtureExperiment;
            return this;
        }

        /** Sets the experiment whose control arm is left out of CRM marketing. */
        public Builder crmExperiment(String newCrmExperiment) {
            this.crmExperiment = newCrmExperiment;
            return this;
        }

        /** Sets the name of the control arm in both experiments. */
        public Builder controlArm(String newControlArm) {
            this.controlArm = newControlArm;
            return this;
        }

        /** The constants. @throws IllegalArgumentException if one is out of its range */
        public MeasureParameters build() {
            return new MeasureParameters(
                    level,
                    longPathSteps,
                    deferredDays,
                    cartAbandonedHours,
                    recoveryDays,
                    firstPurchaseDays,
                    attributionDays,
                    nurtureDays,
                    silenceDays,
                    lossReasons,
                    activeDays,
                    lifetimeCapMonths,
                    cacLagMonths,
                    grossMargin,
                    tabletIsMobile,
                    ringSeconds,
                    followUpDays,
                    feedbackDays,
                    graceDays,
                    freshDays,
                    nurtureExperiment,
                    crmExperiment,
                    controlArm);
        }
    }
}
