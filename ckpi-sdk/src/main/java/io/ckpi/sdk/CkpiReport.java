package io.ckpi.sdk;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Indicator;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.record.Campaign;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.FactorScore;
import io.ckpi.scoring.LinkTest;
import io.ckpi.scoring.ResultChange;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.StrategyMap;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was measured for one period: CKPImarc with its factors, all indicators, the scorecard, the journey, the
 * funnel, cohorts, effects, and what they rest on. Every number carries its evidence, or the reason why it is absent.
 *
 * <p>Made by {@link Ckpi#measure(Period)}; {@link #builder} is for hosts that keep results of their own in the same form.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class CkpiReport {

    private final Period period;
    private final Instant asOf;
    private final @Nullable Instant completeThrough;
    private final @Nullable Currency currency;
    private final CompositeResult marc;
    private final @Nullable CompositeResult previousMarc;
    private final Evidence evidence;
    private final Map<String, IndicatorResult> indicators;
    private final List<PerspectiveResult> perspectives;
    private final List<StageResult> stages;
    private final Scorecard scorecard;
    private final Funnel funnel;
    private final List<TrendPoint> trend;
    private final List<LinkTest> linkTests;
    private final Cohorts cohorts;
    private final List<Effect> effects;
    private final List<SourceSummary> sources;
    private final List<DataIssue> issues;
    private final List<DefinitionText> definitions;
    private final List<ReferenceValue> references;

    private CkpiReport(Builder builder) {
        period = builder.period;
        asOf = builder.asOf;
        completeThrough = builder.completeThrough;
        currency = builder.currency;
        marc = required(builder.marc, "marc");
        previousMarc = builder.previousMarc;
        evidence = required(builder.evidence, "evidence");
        Map<String, IndicatorResult> byId = new LinkedHashMap<>();
        for (IndicatorResult result : builder.indicators) {
            if (byId.put(result.id(), result) != null) {
                throw new IllegalArgumentException("two results of " + result.id());
            }
        }
        indicators = byId;
        perspectives = List.copyOf(builder.perspectives);
        stages = List.copyOf(builder.stages);
        scorecard = required(builder.scorecard, "scorecard");
        funnel = required(builder.funnel, "funnel");
        trend = List.copyOf(builder.trend);
        linkTests = List.copyOf(builder.linkTests);
        cohorts = required(builder.cohorts, "cohorts");
        effects = List.copyOf(builder.effects);
        sources = List.copyOf(builder.sources);
        issues = List.copyOf(builder.issues);
        definitions = List.copyOf(builder.definitions);
        references = List.copyOf(builder.references);
    }

    private static <T> T required(@Nullable T value, String name) {
        return Objects.requireNonNull(value, name);
    }

    /** The period. */
    public Period period() {
        return period;
    }

    /** The zone in which days begin and end. */
    public ZoneId zone() {
        return period.zone();
    }

    /** When the data were read, by the host's clock. */
    public Instant asOf() {
        return asOf;
    }

    /** Up to when all sources are complete; empty if none says. */
    public Optional<Instant> completeThrough() {
        return Optional.ofNullable(completeThrough);
    }

    /** The currency of all amounts; empty if there are none, or if there are several (then an issue says so). */
    public Optional<Currency> currency() {
        return Optional.ofNullable(currency);
    }

    /** CKPImarc of the period. */
    public CompositeResult marc() {
        return marc;
    }

    /** CKPImarc of the period before; empty if the data do not reach back. */
    public Optional<CompositeResult> previousMarc() {
        return Optional.ofNullable(previousMarc);
    }

    /** What CKPImarc rests on. */
    public Evidence evidence() {
        return evidence;
    }

    /** All indicators, in the order of the catalogue. */
    public List<IndicatorResult> indicators() {
        return List.copyOf(indicators.values());
    }

    /**
     * An indicator.
     *
     * @param id its id, such as {@code economics.ltv-to-cac}
     * @throws IllegalArgumentException if the catalogue has no such indicator
     */
    public IndicatorResult indicator(String id) {
        IndicatorResult result = indicators.get(Objects.requireNonNull(id, "id"));
        if (result == null) {
            throw new IllegalArgumentException(
                    Indicator.isId(id) ? "no indicator has the id " + id : "not an indicator id: " + id);
        }
        return result;
    }

    /** The reading of an indicator. @throws IllegalArgumentException if the catalogue has no such indicator */
    public Reading reading(String id) {
        return indicator(id).reading();
    }

    /** The factors of CKPImarc in the order of the profile, each with the indicator behind it. */
    public List<FactorResult> factors() {
        List<FactorResult> factors = new ArrayList<>();
        for (FactorScore factor : marc.factors()) {
            String used = factor.indicator();
            if (used == null) {
                used = marc.profile().tree().leaves().stream()
                        .filter(leaf -> leaf.id().equals(factor.id()))
                        .findFirst()
                        .orElseThrow()
                        .candidates()
                        .get(0)
                        .indicator();
            }
            factors.add(new FactorResult(factor, indicator(used)));
        }
        return factors;
    }

    /** The perspectives in the order of the scorecard, each with its headline. */
    public List<PerspectiveResult> perspectives() {
        return perspectives;
    }

    /** The seven stages of the customer journey with their indicators. */
    public List<StageResult> stages() {
        return stages;
    }

    /** The definition of the scorecard. */
    public Scorecard scorecard() {
        return scorecard;
    }

    /** What is believed to cause what. */
    public StrategyMap strategyMap() {
        return scorecard.map();
    }

    /** The ladder of persons whose journey began in the period. */
    public Funnel funnel() {
        return funnel;
    }

    /** CKPImarc of the periods up to this one, oldest first; as far back as the data reach and as were asked for. */
    public List<TrendPoint> trend() {
        return trend;
    }

    /**
     * What the history of the trend's periods says about each link of the strategy map, in the order of the links. From 13
     * periods on (12 changes, and one more for each period of lag) a link can be tested; see
     * {@link CkpiBuilder#trendPeriods}.
     */
    public List<LinkTest> linkTests() {
        return linkTests;
    }

    /**
     * What changed in CKPImarc since an earlier report: the exact split into business and method (definitions may differ),
     * the factors, and the readings and places of the definition that changed.
     */
    public ResultChange changeSince(CkpiReport earlier) {
        return ResultChange.between(earlier.marc(), marc);
    }

    /** Customers by the month of their first order. */
    public Cohorts cohorts() {
        return cohorts;
    }

    /** What the experiments with a control group caused. */
    public List<Effect> effects() {
        return effects;
    }

    /** What each source contributed, in the order in which the host named them. */
    public List<SourceSummary> sources() {
        return sources;
    }

    /** What a reader should know about the data, the worst first. */
    public List<DataIssue> issues() {
        return issues;
    }

    /** The definitions that took part, in full. */
    public List<DefinitionText> definitions() {
        return definitions;
    }

    /** Values that the source documents state; shown beside readings, never used as targets. */
    public List<ReferenceValue> references() {
        return references;
    }

    /**
     * The indicator by which a campaign with that goal is judged: return on investment for a launch, the incremental effect
     * for growth, the share of the CRM channels in revenue for retention.
     */
    public IndicatorResult goal(Campaign.Goal goal) {
        return indicator(
                switch (goal) {
                    case LAUNCH -> "economics.roi";
                    case GROWTH -> "crm.incremental";
                    case RETENTION -> "crm.revenue-share";
                });
    }

    /** Period, CKPImarc and number of issues in one line. */
    @Override
    public String toString() {
        return period + " " + marc + ", issues " + issues.size();
    }

    /** A builder for the report of a period. */
    public static Builder builder(Period period, Instant asOf) {
        return new Builder(Objects.requireNonNull(period, "period"), Objects.requireNonNull(asOf, "asOf"));
    }

    /** Builds a {@link CkpiReport}; not thread-safe. What is not set is empty; CKPImarc and the tables must be set. */
    public static final class Builder {
        private final Period period;
        private final Instant asOf;
        private @Nullable Instant completeThrough;
        private @Nullable Currency currency;
        private @Nullable CompositeResult marc;
        private @Nullable CompositeResult previousMarc;
        private @Nullable Evidence evidence;
        private List<IndicatorResult> indicators = List.of();
        private List<PerspectiveResult> perspectives = List.of();
        private List<StageResult> stages = List.of();
        private @Nullable Scorecard scorecard;
        private @Nullable Funnel funnel;
        private List<TrendPoint> trend = List.of();
        private List<LinkTest> linkTests = List.of();
        private @Nullable Cohorts cohorts;
        private List<Effect> effects = List.of();
        private List<SourceSummary> sources = List.of();
        private List<DataIssue> issues = List.of();
        private List<DefinitionText> definitions = List.of();
        private List<ReferenceValue> references = List.of();

        private Builder(Period period, Instant asOf) {
            this.period = period;
            this.asOf = asOf;
        }

        /** Sets up to when all sources are complete. */
        public Builder completeThrough(@Nullable Instant newCompleteThrough) {
            this.completeThrough = newCompleteThrough;
            return this;
        }

        /** Sets the currency of all amounts. */
        public Builder currency(@Nullable Currency newCurrency) {
            this.currency = newCurrency;
            return this;
        }

        /** Sets CKPImarc and what it rests on. */
        public Builder marc(CompositeResult newMarc, Evidence newEvidence) {
            this.marc = newMarc;
            this.evidence = newEvidence;
            return this;
        }

        /** Sets CKPImarc of the period before. */
        public Builder previousMarc(@Nullable CompositeResult newPreviousMarc) {
            this.previousMarc = newPreviousMarc;
            return this;
        }

        /** Sets all indicators, in the order of the catalogue. */
        public Builder indicators(List<IndicatorResult> newIndicators) {
            this.indicators = newIndicators;
            return this;
        }

        /** Sets the scorecard and its perspectives. */
        public Builder scorecard(Scorecard newScorecard, List<PerspectiveResult> newPerspectives) {
            this.scorecard = newScorecard;
            this.perspectives = newPerspectives;
            return this;
        }

        /** Sets the stages of the journey. */
        public Builder stages(List<StageResult> newStages) {
            this.stages = newStages;
            return this;
        }

        /** Sets the funnel. */
        public Builder funnel(Funnel newFunnel) {
            this.funnel = newFunnel;
            return this;
        }

        /** Sets the trend, oldest first. */
        public Builder trend(List<TrendPoint> newTrend) {
            this.trend = newTrend;
            return this;
        }

        /** Sets what history says about the links of the strategy map. */
        public Builder linkTests(List<LinkTest> newLinkTests) {
            this.linkTests = newLinkTests;
            return this;
        }

        /** Sets the cohorts. */
        public Builder cohorts(Cohorts newCohorts) {
            this.cohorts = newCohorts;
            return this;
        }

        /** Sets the effects. */
        public Builder effects(List<Effect> newEffects) {
            this.effects = newEffects;
            return this;
        }

        /** Sets what each source contributed. */
        public Builder sources(List<SourceSummary> newSources) {
            this.sources = newSources;
            return this;
        }

        /** Sets the issues, the worst first. */
        public Builder issues(List<DataIssue> newIssues) {
            this.issues = newIssues;
            return this;
        }

        /** Sets the definitions. */
        public Builder definitions(List<DefinitionText> newDefinitions) {
            this.definitions = newDefinitions;
            return this;
        }

        /** Sets the reference values. */
        public Builder references(List<ReferenceValue> newReferences) {
            this.references = newReferences;
            return this;
        }

        /**
         * The report.
         *
         * @throws NullPointerException if CKPImarc, the scorecard, the funnel or the cohorts are missing
         * @throws IllegalArgumentException if two indicators have one id
         */
        public CkpiReport build() {
            return new CkpiReport(this);
        }
    }
}
