package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.definition.Canonical;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A composite with everything that is needed to question it: how much data it rests on, what it could be if the rest were
 * known, how sure it is, where it comes from, and what would change it.
 *
 * <p>Below the coverage threshold {@link #value} is Absent, and so is what would give it away; coverage, bounds, factors
 * and groups are still there.
 *
 * <p><b>Numerics.</b> The same definition, readings, seed and number of draws give the same result; on other JDKs within
 * 1e-9, as {@code Math.log} and {@code Math.exp} may differ in the last bit.
 *
 * <p><b>Thread-safety.</b> immutable; explanations are computed when asked for.
 */
public final class CompositeResult {

    private static final int SAMPLED_ORDERS = 20_000;

    private final Profile profile;
    private final Tree tree;
    private final Uncertainty uncertainty;
    private final Map<String, double[]> supplied;
    private final Map<String, Reading> readings;
    private final Map<String, Reading> last;
    private final List<FactorScore> factors;
    private final double[] scores; // per leaf, with imputed last observations; NaN marks a missing one
    private final Normalizer.@Nullable Curve[] curves;
    private final Draws.@Nullable Input[] inputs;
    private final Tree.Evaluation evaluation;
    private final Reading value;
    private final @Nullable Spread spread;
    private final double constantWeight;
    private final String definitionHash;
    private final String dataHash;

    private CompositeResult(
            Profile profile,
            Tree tree,
            Uncertainty uncertainty,
            String definitionHash,
            Map<String, double[]> supplied,
            Map<String, Reading> readings,
            Map<String, Reading> last) {
        this.profile = profile;
        this.tree = tree;
        this.uncertainty = uncertainty;
        this.supplied = supplied;
        this.readings = Map.copyOf(readings);
        this.last = Map.copyOf(last);
        int n = tree.leafCount();
        double[] given = tree.noScores();
        double[] lastScores = tree.noScores();
        this.curves = new Normalizer.Curve[n];
        this.inputs = new Draws.Input[n];
        List<FactorScore> found = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            FactorScore factor = factor(i);
            found.add(factor);
            boolean imputed = factor.flags().stream().anyMatch(f -> f.code() == Flag.Code.IMPUTED);
            (imputed ? lastScores : given)[i] = factor.points().orElse(Double.NaN);
        }
        this.factors = List.copyOf(found);
        this.evaluation =
                tree.evaluate(Column.withMissing(given), Column.withMissing(lastScores), profile.coverageThreshold());
        this.scores = tree.withLast(given, lastScores);
        boolean known = evaluation.value() instanceof Measured;
        Draws draws = known && uncertainty.draws() > 0 ? new Draws(tree, inputs, uncertainty) : null;
        this.spread = draws == null ? null : spread(draws);
        this.constantWeight = constantWeight();
        this.value = known ? withAccuracy() : evaluation.value();
        this.definitionHash = definitionHash;
        this.dataHash = Canonical.sha256(dataContent());
    }

    static CompositeResult of(
            Profile profile,
            Tree tree,
            Uncertainty uncertainty,
            String definitionHash,
            Map<String, double[]> supplied,
            Map<String, Reading> readings,
            Map<String, Reading> last) {
        return new CompositeResult(profile, tree, uncertainty, definitionHash, supplied, readings, last);
    }

    // ---- factors

    private FactorScore factor(int i) {
        Node.Leaf leaf = tree.leaves().get(i);
        FactorScore measured = measured(i, leaf, readings, Set.of());
        if (measured != null) {
            return measured;
        }
        if (tree.policyOf(i) == Missing.IMPUTE_LAST) {
            FactorScore imputed = measured(i, leaf, last, Set.of(Flag.of(Flag.Code.IMPUTED, leaf.id())));
            if (imputed != null) {
                return imputed;
            }
        }
        Reading reading = readings.get(leaf.candidates().get(0).indicator());
        Absent why = reading instanceof Absent absent
                ? absent
                : reading instanceof Bounded bounded
                        ? new Absent(bounded.reason(), bounded.detail())
                        : Absent.because(Reason.NO_DATA);
        return new FactorScore(
                leaf.id(),
                profile.labelOf(leaf.id()),
                tree.leafWeight(i),
                null,
                reading == null ? why : reading,
                why,
                null,
                Set.of());
    }

    private @Nullable FactorScore measured(int i, Node.Leaf leaf, Map<String, Reading> from, Set<Flag> extraFlags) {
        boolean first = true;
        for (ScoredIndicator candidate : leaf.candidates()) {
            Normalizer.Curve curve = candidate.curve();
            if (curve != null && from.get(candidate.indicator()) instanceof Measured measured) {
                Estimate estimate = measured.estimate();
                Set<Flag> flags = new TreeSet<>(extraFlags);
                flags.addAll(curve.flags(estimate.value()));
                if (!first) {
                    flags.add(Flag.of(Flag.Code.SECONDARY_USED, candidate.indicator()));
                }
                curves[i] = curve;
                inputs[i] =
                        new Draws.Input(estimate, curve, supplied.getOrDefault(candidate.indicator(), new double[0]));
                return new FactorScore(
                        leaf.id(),
                        profile.labelOf(leaf.id()),
                        tree.leafWeight(i),
                        candidate.indicator(),
                        measured,
                        withFlags(Explain.score(estimate, curve), flags),
                        candidate.provenance(),
                        flags);
            }
            first = false;
        }
        return null;
    }

    private static Reading withFlags(Measured score, Set<Flag> flags) {
        Estimate estimate = score.estimate();
        for (Flag flag : flags) {
            estimate = estimate.withFlag(flag);
        }
        return new Measured(estimate);
    }

    /** All factors in the order of the definition. */
    public List<FactorScore> factors() {
        return factors;
    }

    /**
     * One factor.
     *
     * @param idOrLabel its id, or its label such as F1
     * @throws IllegalArgumentException if there is none
     */
    public FactorScore factor(String idOrLabel) {
        return factors.stream()
                .filter(f -> f.id().equals(idOrLabel) || f.label().equals(idOrLabel))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the composite has no factor " + idOrLabel));
    }

    /**
     * A group below the root.
     *
     * @param id its id
     * @param weight its global weight by definition
     * @param score its score, or why there is none
     */
    public record GroupScore(String id, double weight, Reading score) {}

    /** The members of the root that are groups, in the order of the definition. */
    public List<GroupScore> groups() {
        Map<String, Double> weights = tree.globalWeights();
        List<GroupScore> groups = new ArrayList<>();
        for (Node member : profile.root().members()) {
            if (member instanceof Node.Group group) {
                Double score = evaluation.scores().get(group.id());
                groups.add(new GroupScore(
                        group.id(),
                        weights.getOrDefault(group.id(), 0.0),
                        score == null
                                ? Absent.because(Reason.NO_DATA)
                                : new Measured(Estimate.of(score, Unit.POINTS)
                                        .withMethod(group.aggregator().word())
                                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL)))));
            }
        }
        return groups;
    }

    // ---- the value

    private Reading withAccuracy() {
        Estimate estimate = evaluation
                .value()
                .measured()
                .orElseThrow()
                .withMethod(profile.reference())
                .withInterval(spread == null ? null : spread.interval());
        if (spread == null) {
            estimate = estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL));
        } else if (constantWeight > 0) {
            estimate = estimate.withFlag(
                    Flag.of(Flag.Code.CONSTANT_INPUTS, String.format(Locale.ROOT, "%.2f", constantWeight)));
        }
        for (Flag flag : flags()) {
            estimate = estimate.withFlag(flag);
        }
        return new Measured(estimate);
    }

    /** The composite in points with a 90 % interval from its draws, or why there is none. */
    public Reading value() {
        return value;
    }

    /** How much of the weight has data. */
    public Status status() {
        return evaluation.status();
    }

    /** Share of the weight that has data, 0 … 1; imputed factors do not count. */
    public double coverage() {
        return evaluation.coverage();
    }

    /** What the composite could be if the missing factors were known; empty if the tree is not monotone. */
    public Optional<Bounds> bounds() {
        return Optional.ofNullable(evaluation.bounds());
    }

    /** The flags of all factors, FLOORED groups and imputed members. */
    public Set<Flag> flags() {
        Set<Flag> flags = new TreeSet<>(evaluation.flags());
        factors.forEach(factor -> flags.addAll(factor.flags()));
        return Collections.unmodifiableSet(flags);
    }

    /** The weighted mean of the root's members as they are, unfloored; empty if there is no value. */
    public OptionalDouble arithmeticTwin() {
        if (!(value instanceof Measured)) {
            return OptionalDouble.empty();
        }
        List<Node> members = profile.root().members();
        double[] scoresOfMembers = members.stream()
                .mapToDouble(member -> evaluation.scores().getOrDefault(member.id(), Double.NaN))
                .toArray();
        double[] weights = members.stream().mapToDouble(Node::weight).toArray();
        return Aggregator.arithmetic()
                .aggregate(Column.withMissing(scoresOfMembers), weights)
                .value();
    }

    /** What imbalance costs: max(0, arithmetic twin − value); empty if there is no value. */
    public OptionalDouble imbalancePenalty() {
        OptionalDouble twin = arithmeticTwin();
        OptionalDouble own = value.value();
        return twin.isPresent() && own.isPresent()
                ? OptionalDouble.of(Math.max(0, twin.getAsDouble() - own.getAsDouble()))
                : OptionalDouble.empty();
    }

    /** The colour of the value by the profile's thresholds; NONE without a value. */
    public Colour colour() {
        OptionalDouble own = value.value();
        return own.isPresent() ? profile.thresholds().of(own.getAsDouble()) : Colour.NONE;
    }

    /**
     * The composite if every factor had the same weight.
     *
     * @param value its value
     * @param colour its colour
     * @param changesColour whether that is another colour than the result's own
     */
    public record EqualWeights(double value, Colour colour, boolean changesColour) {}

    /** The composite with equal weights of all factors; empty if there is no value. */
    public Optional<EqualWeights> equalWeights() {
        if (!(value instanceof Measured)) {
            return Optional.empty();
        }
        double equal = tree.withEqualLeaves().composite(scores);
        if (!Double.isFinite(equal)) {
            return Optional.empty();
        }
        Colour colour = profile.thresholds().of(equal);
        return Optional.of(new EqualWeights(equal, colour, colour != colour()));
    }

    /** Share of the weight with data that is scored by curves of provenance DEFAULT, 0 … 1. */
    public double defaultCurveWeight() {
        return share(i -> factors.get(i).provenance() == Provenance.DEFAULT);
    }

    /** Share of the weight with data whose readings have no interval and are held constant in the draws, 0 … 1. */
    public double constantInputWeight() {
        return constantWeight;
    }

    private double constantWeight() {
        Draws draws = new Draws(tree, inputs, uncertainty);
        return share(draws::isConstant);
    }

    private double share(java.util.function.IntPredicate of) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isNaN(scores[i])) {
                total += tree.leafWeight(i);
                sum += of.test(i) ? tree.leafWeight(i) : 0;
            }
        }
        return total > 0 ? Math.min(1, sum / total) : 0;
    }

    // ---- uncertainty

    private @Nullable Spread spread(Draws draws) {
        return Spreads.of(draws, uncertainty, profile.thresholds());
    }

    /** What the draws say; empty if there is no value or no draws were asked for. */
    public Optional<Spread> spread() {
        return Optional.ofNullable(spread);
    }

    /**
     * Where the doubt comes from: grouped Sobol indices of data, weights and curves over as many rows as the result has
     * draws. Readings are treated as independent. Not computable without a value, without draws or without variance.
     */
    public Outcome<Doubt> doubt() {
        if (!(value instanceof Measured)) {
            return Outcome.absent(noValue("this result", "у этого результата"));
        }
        if (uncertainty.draws() == 0) {
            return Outcome.absent(
                    Absent.because(Reason.INSUFFICIENT_DATA, "no draws were asked for", "розыгрыши не заказаны"));
        }
        return Spreads.doubt(new Draws(tree, inputs, uncertainty), uncertainty);
    }

    // ---- explanation

    /** The contributions against the middle of the scale: every factor at 50. */
    public Outcome<Contributions> contributions() {
        return contributions(Baseline.MIDDLE);
    }

    /**
     * How the composite came from a baseline to where it is.
     *
     * <p>Against an earlier result the lines are those of the factors with data on both sides, and the coverage effect
     * holds what came from the others, so that all lines add up to the change.
     *
     * @throws IllegalArgumentException if the baseline is a result of another definition (see {@link Bridge}) or names a
     *     factor that does not exist
     */
    public Outcome<Contributions> contributions(Baseline baseline) {
        if (!(value instanceof Measured)) {
            return Outcome.absent(noValue("this result", "у этого результата"));
        }
        if (baseline instanceof Baseline.Previous previous) {
            return against(previous.result());
        }
        double[] from = scores.clone();
        for (int i = 0; i < from.length; i++) {
            if (!Double.isNaN(from[i])) {
                from[i] = baselineScore(baseline, i);
            }
        }
        if (baseline instanceof Baseline.Scores named) {
            named.scores().keySet().forEach(this::factor);
        }
        return explain(from, scores, tree.composite(from), tree.composite(scores), Set.of());
    }

    private double baselineScore(Baseline baseline, int i) {
        if (baseline instanceof Baseline.Value same) {
            return same.score();
        }
        FactorScore factor = factors.get(i);
        Map<String, Double> named = ((Baseline.Scores) baseline).scores();
        Double own = named.getOrDefault(factor.id(), named.get(factor.label()));
        return own == null ? scores[i] : own;
    }

    private Outcome<Contributions> against(CompositeResult before) {
        if (!before.definitionHash.equals(definitionHash)) {
            throw new IllegalArgumentException("the earlier result has the definition "
                    + before.profile.reference() + " with another hash than " + profile.reference()
                    + "; use a Bridge to compare across definitions");
        }
        if (!(before.value instanceof Measured)) {
            return Outcome.absent(noValue("the earlier result", "у прежнего результата"));
        }
        double[] from = before.scores.clone();
        double[] to = scores.clone();
        Set<Flag> flags = new TreeSet<>();
        for (int i = 0; i < to.length; i++) {
            if (Double.isNaN(from[i]) || Double.isNaN(to[i])) {
                from[i] = Double.NaN;
                to[i] = Double.NaN;
            } else {
                String then = before.factors.get(i).indicator();
                if (then != null && !then.equals(factors.get(i).indicator())) {
                    flags.add(Flag.of(Flag.Code.NOT_COMPARABLE, factors.get(i).id()));
                }
            }
        }
        return explain(from, to, tree.composite(before.scores), tree.composite(scores), flags);
    }

    private Outcome<Contributions> explain(
            double[] from, double[] to, double fromValue, double toValue, Set<Flag> flags) {
        Explain.Points points = Explain.points(tree, from, to, uncertainty.seed(), SAMPLED_ORDERS);
        if (points == null || !Double.isFinite(fromValue) || !Double.isFinite(toValue)) {
            return Outcome.absent(Absent.because(
                    Reason.NON_POSITIVE,
                    "the composite does not exist between the two",
                    "между двумя состояниями показатель не определён"));
        }
        List<Contributions.Line> lines = new ArrayList<>();
        Map<String, Double> groups = new LinkedHashMap<>();
        for (int i = 0; i < to.length; i++) {
            if (Double.isNaN(to[i])) {
                continue;
            }
            double phi = points.values[i];
            lines.add(new Contributions.Line(factors.get(i).id(), from[i], to[i], phi, points.errors[i]));
            groups.merge(profile.root().members().get(tree.topGroup(i)).id(), phi, Double::sum);
        }
        double common = points.to - points.from;
        double coverageEffect = (toValue - fromValue) - common;
        boolean sameFactors = points.to == toValue && points.from == fromValue;
        return Outcome.of(
                new Contributions(fromValue, toValue, lines, sameFactors ? 0 : coverageEffect, groups, flags));
    }

    private static Absent noValue(String en, String ru) {
        return Absent.because(Reason.INSUFFICIENT_DATA, en + " has no value", ru + " нет значения");
    }

    /**
     * A factor that costs points.
     *
     * @param factor the factor's id
     * @param pointsLost what it would add to the composite if all factors rose to 100 (Shapley), above 0
     */
    public record ReasonCode(String factor, double pointsLost) {}

    /**
     * The factors that cost most, at most {@code limit}: points lost are the contributions of the move from now to all 100,
     * greatest first; equal ones (within 1e-9 relative) in the order of the definition. A factor that costs nothing is no
     * reason. Empty without a value.
     */
    public List<ReasonCode> reasons(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit is negative: " + limit);
        }
        if (!(value instanceof Measured)) {
            return List.of();
        }
        double[] best = scores.clone();
        for (int i = 0; i < best.length; i++) {
            best[i] = Double.isNaN(best[i]) ? Double.NaN : 100;
        }
        Explain.Points lost = Explain.points(tree, scores, best, uncertainty.seed(), SAMPLED_ORDERS);
        if (lost == null) {
            return List.of();
        }
        List<ReasonCode> reasons = new ArrayList<>();
        for (int i : Explain.descending(lost.values)) {
            if (reasons.size() < limit && lost.values[i] > 1e-9) {
                reasons.add(new ReasonCode(factors.get(i).id(), lost.values[i]));
            }
        }
        return reasons;
    }

    /** The three factors whose next anchor would gain most. Empty without a value. */
    public List<Lever> levers() {
        return levers(3, Map.of(), Map.of());
    }

    /**
     * What raising single factors would gain, the best first: by gain per cost of the next anchor if any costs are given
     * (then only factors with a cost count), else by gain of the next anchor; equal ones in the order of the definition.
     * Factors without data or at their best are left out. Empty without a value.
     *
     * @param limit how many at most
     * @param targets raw targets by factor id or label; may be empty
     * @param costs cost of the step to the next anchor by factor id or label, above 0; may be empty
     */
    public List<Lever> levers(int limit, Map<String, Double> targets, Map<String, Double> costs) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit is negative: " + limit);
        }
        Map<String, Double> targetOf = byFactor(targets);
        Map<String, Double> costOf = byFactor(costs);
        targetOf.forEach((id, target) -> Checks.finite("target of " + id, target));
        costOf.forEach((id, cost) -> Checks.positive("cost of " + id, cost));
        if (!(value instanceof Measured)) {
            return List.of();
        }
        List<Lever> levers = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            Normalizer.Curve curve = curves[i];
            Draws.Input input = inputs[i];
            String id = factors.get(i).id();
            if (Double.isNaN(scores[i])
                    || curve == null
                    || input == null
                    || scores[i] >= curve.greatest() - 1e-12
                    || (!costOf.isEmpty() && !costOf.containsKey(id))) {
                continue;
            }
            Explain.Anchor next = Explain.nextAnchor(curve, input.estimate.value(), scores[i]);
            Double raw = targetOf.get(id);
            double targetScore = raw == null ? 0 : curve.score(raw);
            levers.add(new Lever(
                    id,
                    step(i, next.raw(), next.score()),
                    raw == null || targetScore <= scores[i] ? null : step(i, raw, targetScore),
                    step(i, null, curve.greatest()),
                    costOf.get(id)));
        }
        levers.sort((a, b) -> {
            double left = a.gainPerCost().orElse(a.nextAnchor().gain());
            double right = b.gainPerCost().orElse(b.nextAnchor().gain());
            return Explain.isTie(left, right) ? 0 : Double.compare(right, left);
        });
        return List.copyOf(levers.subList(0, Math.min(limit, levers.size())));
    }

    private Map<String, Double> byFactor(Map<String, Double> byIdOrLabel) {
        Map<String, Double> byId = new HashMap<>();
        byIdOrLabel.forEach((id, number) -> byId.put(factor(id).id(), number));
        return byId;
    }

    private Lever.Step step(int leaf, @Nullable Double raw, double score) {
        double[] raised = scores.clone();
        raised[leaf] = score;
        return new Lever.Step(raw, score, tree.composite(raised) - tree.composite(scores));
    }

    /**
     * The result with some readings replaced, all else equal; its {@link #contributions(Baseline) contributions} against
     * this one tell where the change comes from.
     */
    public CompositeResult whatIf(Map<String, Reading> replaced) {
        Map<String, Reading> changed = new HashMap<>(readings);
        changed.putAll(replaced);
        return new CompositeResult(profile, tree, uncertainty, definitionHash, supplied, changed, last);
    }

    // ---- what it rests on

    /** The definition. */
    public Profile profile() {
        return profile;
    }

    /** The readings that were given. */
    public Map<String, Reading> readings() {
        return readings;
    }

    /** How uncertainty was drawn: seed, number of draws, spreads. */
    public Uncertainty uncertainty() {
        return uncertainty;
    }

    /** Hash of the definition, see {@link Profile#hash}. */
    public String definitionHash() {
        return definitionHash;
    }

    /**
     * SHA-256 of the canonical form of the profile's readings, sorted by id, with the earlier readings that a missing one is
     * imputed from and the draws that producers supplied.
     */
    public String dataHash() {
        return dataHash;
    }

    /** Readings of the earlier period that were given for imputing. */
    Map<String, Reading> lastReadings() {
        return last;
    }

    /** Draws that producers supplied, by indicator. */
    Map<String, double[]> suppliedDraws() {
        return supplied;
    }

    /** The leaves that have no score. */
    List<String> withoutScore() {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                missing.add(factors.get(i).id());
            }
        }
        return missing;
    }

    /** True if every score is at least that of the other result, and both are complete. */
    boolean isNowhereBelow(CompositeResult other) {
        for (int i = 0; i < scores.length; i++) {
            if (!(scores[i] >= other.scores[i])) {
                return false;
            }
        }
        return true;
    }

    Tree tree() {
        return tree;
    }

    Draws draws() {
        return new Draws(tree, inputs, uncertainty);
    }

    /** Draws of this result's readings with the spreads of another one. */
    Draws drawsLike(CompositeResult other) {
        return new Draws(tree, inputs, other.uncertainty);
    }

    /** This data under another definition, without draws; for the bridge. */
    CompositeResult under(Profile other) {
        return new CompositeResult(
                other,
                other.tree(),
                new Uncertainty(uncertainty.seed(), 0, null, 0),
                other.hash(),
                supplied,
                readings,
                last);
    }

    private Map<String, Object> dataContent() {
        Map<String, Object> content = new TreeMap<>();
        for (int i = 0; i < tree.leafCount(); i++) {
            for (ScoredIndicator candidate : tree.leaves().get(i).candidates()) {
                String id = candidate.indicator();
                Reading reading = readings.get(id);
                if (reading != null) {
                    content.put(id, Explain.content(reading));
                }
                Reading earlier = last.get(id);
                if (earlier != null && tree.policyOf(i) == Missing.IMPUTE_LAST) {
                    content.put(id + "@last", Explain.content(earlier));
                }
                double[] draws = supplied.get(id);
                if (draws != null && uncertainty.draws() > 0) {
                    content.put(id + "@draws", Arrays.stream(draws).boxed().toList());
                }
            }
        }
        return content;
    }

    /** The value, its interval and the coverage in one line. */
    @Override
    public String toString() {
        String number = value.measured()
                .map(e -> {
                    Interval interval = e.interval();
                    return String.format(Locale.ROOT, "%.1f", e.value())
                            + (interval == null
                                    ? ""
                                    : String.format(Locale.ROOT, " (%.1f … %.1f)", interval.low(), interval.high()));
                })
                .orElseGet(() -> value.why().map(Reason::name).orElse(""));
        return profile.reference() + " " + number + String.format(Locale.ROOT, ", coverage %.0f %%", 100 * coverage());
    }
}
