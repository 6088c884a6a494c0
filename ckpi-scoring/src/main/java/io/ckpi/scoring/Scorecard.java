package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Direction;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Perspective;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.definition.Canonical;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.definition.Definitions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a scorecard: perspectives in their order, the indicators of each, what causes what, and where colours
 * change. A versioned document of the schema {@value #SCHEMA}. Targets belong to the company and are given apart.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param id stable id
 * @param version version, 1 or more
 * @param name its name in both languages
 * @param views the perspectives, the top one first
 * @param map the strategy map
 * @param thresholds where colours change
 * @param limit greatest number of indicators; a scorecard that shows everything shows nothing
 * @param aggregator how the perspectives are folded into one number, see {@link #root}
 */
public record Scorecard(
        String id,
        int version,
        Names name,
        List<View> views,
        StrategyMap map,
        Thresholds thresholds,
        int limit,
        Aggregator aggregator) {

    /** The schema of scorecard documents. */
    public static final String SCHEMA = "ckpi/scorecard@1";

    /** The greatest number of indicators unless the document says otherwise; a judgement. */
    public static final int DEFAULT_LIMIT = 25;

    /** The least share of the weight of the rows that must be scored; a judgement. */
    private static final double COVERAGE = 0.6;

    /**
     * One perspective of the scorecard.
     *
     * @param perspective the perspective
     * @param objectives what is to be achieved, in words; may be empty
     * @param items its indicators, the headline first
     * @param weight its weight among the perspectives, 0 or more
     */
    public record View(Perspective perspective, List<Names> objectives, List<Item> items, double weight) {
        /** Checks that there is an indicator. */
        public View {
            Objects.requireNonNull(perspective, "perspective");
            objectives = List.copyOf(objectives);
            items = List.copyOf(items);
            if (items.isEmpty()) {
                throw new IllegalArgumentException("perspective " + perspective.id() + " has no indicators");
            }
        }

        /** A perspective of weight 1. */
        public View(Perspective perspective, List<Names> objectives, List<Item> items) {
            this(perspective, objectives, items, 1);
        }
    }

    /**
     * One indicator of the scorecard and what stands in for it.
     *
     * @param candidates the indicator and its fallbacks in their order: the first one that is measured is shown
     * @param weight its weight in its perspective, 0 or more
     */
    public record Item(List<ScoredIndicator> candidates, double weight) {
        /** Checks that there is an indicator. */
        public Item {
            candidates = List.copyOf(candidates);
            if (candidates.isEmpty()) {
                throw new IllegalArgumentException("an item names no indicator");
            }
        }

        /** An indicator of weight 1. */
        public Item(List<ScoredIndicator> candidates) {
            this(candidates, 1);
        }

        /** Id of its first indicator. */
        public String id() {
            return candidates.get(0).indicator();
        }
    }

    /** A scorecard whose perspectives are folded by the arithmetic mean. */
    public Scorecard(
            String id, int version, Names name, List<View> views, StrategyMap map, Thresholds thresholds, int limit) {
        this(id, version, name, views, map, thresholds, limit, Aggregator.arithmetic());
    }

    /** Checks that perspectives and indicators are single and within the limit, and the weights. */
    public Scorecard {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id is blank");
        }
        if (version < 1) {
            throw new IllegalArgumentException("version is below 1: " + version);
        }
        Objects.requireNonNull(name, "name");
        views = List.copyOf(views);
        Objects.requireNonNull(map, "map");
        Objects.requireNonNull(thresholds, "thresholds");
        Set<String> perspectives = new HashSet<>();
        Set<String> indicators = new HashSet<>();
        int items = 0;
        for (View view : views) {
            if (!perspectives.add(view.perspective().id())) {
                throw new IllegalArgumentException(
                        "two views of the perspective " + view.perspective().id());
            }
            for (Item item : view.items()) {
                items++;
                for (ScoredIndicator candidate : item.candidates()) {
                    if (!indicators.add(candidate.indicator())) {
                        throw new IllegalArgumentException(candidate.indicator() + " stands twice on the scorecard");
                    }
                }
            }
        }
        if (items == 0) {
            throw new IllegalArgumentException("the scorecard has no indicators");
        }
        if (items > limit) {
            throw new IllegalArgumentException("the scorecard has " + items + " indicators, its limit is " + limit);
        }
        root(id, views, aggregator); // checks the weights
    }

    /**
     * The scorecard as one tree: the perspectives, each the weighted arithmetic mean of its indicators, folded by the
     * aggregator. Weights are 1 unless the document says otherwise. Its leaves are scored by {@link Result#composite}.
     */
    public Node.Group root() {
        return root(id, views, aggregator);
    }

    private static Node.Group root(String id, List<View> views, Aggregator aggregator) {
        List<Node> members = new ArrayList<>();
        for (View view : views) {
            List<Node> leaves = new ArrayList<>();
            for (Item item : view.items()) {
                leaves.add(Node.leaf(item.id(), item.weight()));
            }
            members.add(new Node.Group(
                    view.perspective().id(), view.weight(), Aggregator.arithmetic(), Missing.RENORMALISE, 0, leaves));
        }
        return new Node.Group(id, 1, aggregator, Missing.RENORMALISE, 0, members);
    }

    /** The scorecard {@code scorecard-standard-1}: seven perspectives, one headline indicator each. */
    public static Scorecard standard() {
        String file = "scorecard-standard-1.yaml";
        return Definitions.read(file, DocumentParts.resource(file), Scorecard::read);
    }

    /**
     * Reads a scorecard document.
     *
     * @throws DefinitionException if anything is wrong with it, with all faults
     */
    public static Scorecard read(String documentName, String text) {
        return Definitions.read(documentName, text, Scorecard::read);
    }

    /** Reads a scorecard document from a file, see {@link #read(String, String)}. */
    public static Scorecard read(Path file) {
        return Definitions.read(file, Scorecard::read);
    }

    private static Scorecard read(io.ckpi.core.definition.Node node) {
        node.schema(SCHEMA);
        node.optionalText("description");
        String id = node.id("id");
        long version = node.integer("version");
        if (version < 1 || version > Integer.MAX_VALUE) {
            node.errorAt("version", "must be from 1 to " + Integer.MAX_VALUE + ": " + version);
            version = 1;
        }
        Names name = node.names("name");
        Thresholds thresholds = DocumentParts.thresholds(node);
        long limit = node.integer("limit", DEFAULT_LIMIT);
        List<View> views = node.objects("perspectives", Scorecard::view);
        StrategyMap map =
                node.optionalObject("strategyMap", Scorecard::strategyMap).orElse(StrategyMap.empty());
        return new Scorecard(
                id,
                (int) version,
                name,
                views,
                map,
                thresholds,
                (int) Math.max(0, Math.min(limit, Integer.MAX_VALUE)),
                DocumentParts.aggregator(node));
    }

    private static View view(io.ckpi.core.definition.Node node) {
        String id = node.id("id");
        Names name = node.optionalNames("name").orElseGet(() -> Perspective.standard().stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .map(Perspective::names)
                .orElse(Names.same(id.isBlank() ? "-" : id)));
        List<Names> objectives = node.optionalList("objectives").stream()
                .map(io.ckpi.core.definition.Node::asNames)
                .toList();
        return new View(
                new Perspective(id, name),
                objectives,
                node.objects(
                        "indicators",
                        item -> new Item(
                                item.objects("candidates", part -> DocumentParts.scoredIndicator(part, false)),
                                item.number("weight", 1))),
                node.number("weight", 1));
    }

    private static StrategyMap strategyMap(io.ckpi.core.definition.Node node) {
        Map<String, String> perspectives = new LinkedHashMap<>();
        node.map("perspectives").forEach((id, value) -> perspectives.put(id, value.asText()));
        return new StrategyMap(node.objects("links", Scorecard::link), perspectives);
    }

    private static StrategyMap.Link link(io.ckpi.core.definition.Node node) {
        String cause = node.id("cause");
        String effect = node.id("effect");
        StrategyMap.Sign sign = node.oneOf("sign", StrategyMap.Sign.class, StrategyMap.Sign.POSITIVE);
        long lag = node.integer("lagMonths", 0);
        Provenance provenance = node.oneOf("provenance", Provenance.class, Provenance.SET);
        return new StrategyMap.Link(cause, effect, sign, Math.toIntExact(Math.min(lag, 1200)), provenance);
    }

    /** The perspectives in their order. */
    public List<Perspective> perspectives() {
        return views.stream().map(View::perspective).toList();
    }

    /** The links of the strategy map that point down. */
    public List<StrategyMap.Warning> warnings() {
        return map.warnings(perspectives());
    }

    /** Id and version in one word, such as {@code scorecard-standard-1}. */
    public String reference() {
        return id + "-" + version;
    }

    /** SHA-256 of the canonical form of what counts: everything but names, objectives and provenance. */
    public String hash() {
        return Canonical.sha256(content());
    }

    /** What the hash is made of: everything that counts, as a tree of maps, lists, texts and numbers. */
    public Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("schema", SCHEMA);
        content.put("id", id);
        content.put("version", version);
        content.put("thresholds", DocumentParts.content(thresholds));
        content.put("limit", limit);
        content.put("aggregator", DocumentParts.content(aggregator));
        List<Object> viewContents = new ArrayList<>();
        for (View view : views) {
            List<Object> items = new ArrayList<>();
            for (Item item : view.items()) {
                items.add(Map.of(
                        "weight",
                        Canonical.shortest(item.weight()),
                        "candidates",
                        item.candidates().stream().map(DocumentParts::content).toList()));
            }
            viewContents.add(Map.of(
                    "id", view.perspective().id(), "weight", Canonical.shortest(view.weight()), "indicators", items));
        }
        content.put("perspectives", viewContents);
        content.put(
                "links",
                map.links().stream()
                        .map(link -> Map.of(
                                "cause", link.cause(),
                                "effect", link.effect(),
                                "sign", link.sign(),
                                "lagMonths", link.lagMonths()))
                        .toList());
        return java.util.Collections.unmodifiableMap(content);
    }

    /** What a colour rests on. */
    public enum Basis {
        /** A stated target. */
        TARGET,
        /** The thirds of a score curve. */
        CURVE,
        /** Nothing: there is no colour. */
        NONE
    }

    /**
     * A colour and what it rests on.
     *
     * @param colour the colour
     * @param basis what decided it
     * @param provenance where target or curve come from; null without a colour. A colour by a shipped curve is DEFAULT
     */
    public record Judgement(
            Colour colour, Basis basis, @Nullable Provenance provenance) {

        private static final Judgement NONE = new Judgement(Colour.NONE, Basis.NONE, null);
    }

    /**
     * One row of the scorecard.
     *
     * @param item the indicator and its fallbacks
     * @param shown the candidate whose reading is shown: the first one measured, else the first
     * @param reading its reading
     * @param score 0 … 100 by its curve; Absent without a curve (NOT_IDENTIFIED) or without a reading
     * @param target the target that held at the end of the period, and how far it is attained; null without one
     * @param judgement the colour
     * @param changes the change against the period before and against the same period a year before
     * @param flags SECONDARY_USED if a fallback is shown; NOT_COMPARABLE if the period before showed another indicator
     */
    public record Row(
            Item item,
            ScoredIndicator shown,
            Reading reading,
            Reading score,
            @Nullable Aim target,
            Judgement judgement,
            Changes changes,
            Set<Flag> flags) {}

    /**
     * A target and how far it is attained.
     *
     * @param target the target
     * @param attainment the share of the way that is done, or Absent for the reading's reason
     * @param met whether it is met; exactly is enough
     */
    public record Aim(Target target, Reading attainment, boolean met) {}

    /**
     * How a reading changed.
     *
     * @param previous against the period before
     * @param yearBefore against the same period a year before
     */
    public record Changes(Change previous, Change yearBefore) {}

    /**
     * One perspective of an evaluated scorecard.
     *
     * @param perspective the perspective
     * @param objectives what is to be achieved, in words
     * @param rows its indicators
     */
    public record Section(Perspective perspective, List<Names> objectives, List<Row> rows) {}

    /**
     * An evaluated scorecard.
     *
     * @param scorecard the definition
     * @param sections the perspectives in their order
     * @param coverage share of the indicators that have a reading, 0 … 1
     */
    public record Result(Scorecard scorecard, List<Section> sections, double coverage) {

        /**
         * The scorecard as one number in points, with coverage, bounds and the scores of the perspectives, see {@link
         * Scorecard#root}. A row counts by its curve's score; without a curve by the attainment of its target in per cent,
         * within 0 … 100; else it counts as missing. Below a coverage of 0.6 there is no value.
         */
        public Tree.Evaluation composite() {
            double[] scores = rows().stream().mapToDouble(Result::score).toArray();
            return Tree.of(scorecard.root()).evaluate(Column.withMissing(scores), COVERAGE);
        }

        private static double score(Row row) {
            if (row.score() instanceof Measured measured) {
                return Math.max(0, Math.min(100, measured.estimate().value()));
            }
            Aim aim = row.target();
            return aim != null && aim.attainment() instanceof Measured measured
                    ? Math.max(0, Math.min(100, 100 * measured.estimate().value()))
                    : Double.NaN;
        }

        /** The colour of the {@link #composite}; NONE without a value. */
        public Colour colour() {
            return composite().value() instanceof Measured measured
                    ? scorecard.thresholds().of(measured.estimate().value())
                    : Colour.NONE;
        }

        /** All rows in order. */
        public List<Row> rows() {
            return sections.stream().flatMap(section -> section.rows().stream()).toList();
        }

        /**
         * The row of an indicator.
         *
         * @throws IllegalArgumentException if no row has it, neither as indicator nor as fallback
         */
        public Row row(String indicator) {
            return rows().stream()
                    .filter(row -> row.item().candidates().stream()
                            .anyMatch(candidate -> candidate.indicator().equals(indicator)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the scorecard does not show " + indicator));
        }
    }

    /**
     * Checks that every target can be judged: its indicator has a direction and, where needed, a baseline. Targets of
     * indicators that do not stand on the scorecard are ignored.
     *
     * @throws IllegalArgumentException if one cannot
     */
    public void check(Targets targets) {
        for (View view : views) {
            for (Item item : view.items()) {
                for (ScoredIndicator candidate : item.candidates()) {
                    for (Target target : targets.targets()) {
                        if (target.indicator().equals(candidate.indicator())) {
                            target.check(candidate.direction());
                        }
                    }
                }
            }
        }
    }

    /**
     * Evaluates the scorecard for a period.
     *
     * @param period the period; the targets that hold on its last day count
     * @param targets the company's targets
     * @param readings readings of the period by indicator id
     * @param previous readings of the period before
     * @param yearBefore readings of the same period a year before
     * @throws IllegalArgumentException if a target cannot be judged, see {@link #check}
     */
    public Result evaluate(
            Period period,
            Targets targets,
            Map<String, Reading> readings,
            Map<String, Reading> previous,
            Map<String, Reading> yearBefore) {
        check(targets);
        LocalDate day = period.until().minusDays(1);
        List<Section> sections = new ArrayList<>();
        int items = 0;
        int measured = 0;
        for (View view : views) {
            List<Row> rows = new ArrayList<>();
            for (Item item : view.items()) {
                Row row = row(item, day, targets, readings, previous, yearBefore);
                rows.add(row);
                items++;
                measured += row.reading() instanceof Measured ? 1 : 0;
            }
            sections.add(new Section(view.perspective(), view.objectives(), List.copyOf(rows)));
        }
        return new Result(this, List.copyOf(sections), (double) measured / items);
    }

    private static ScoredIndicator shown(Item item, Map<String, Reading> readings) {
        return item.candidates().stream()
                .filter(candidate -> readings.get(candidate.indicator()) instanceof Measured)
                .findFirst()
                .orElse(item.candidates().get(0));
    }

    private Row row(
            Item item,
            LocalDate day,
            Targets targets,
            Map<String, Reading> readings,
            Map<String, Reading> previous,
            Map<String, Reading> yearBefore) {
        ScoredIndicator shown = shown(item, readings);
        Reading reading = readings.getOrDefault(shown.indicator(), Absent.because(Reason.NO_DATA));
        Set<Flag> flags = new TreeSet<>();
        if (!shown.indicator().equals(item.id())) {
            flags.add(Flag.of(Flag.Code.SECONDARY_USED, shown.indicator()));
        }
        ScoredIndicator shownBefore = shown(item, previous);
        if (previous.get(shownBefore.indicator()) instanceof Measured && !shownBefore.equals(shown)) {
            flags.add(Flag.of(Flag.Code.NOT_COMPARABLE, shownBefore.indicator()));
        }
        Target target = targets.of(shown.indicator(), day).orElse(null);
        Aim aim = target == null ? null : aim(target, reading, shown.direction());
        Absent none = Absent.because(Reason.NO_DATA);
        Changes changes = new Changes(
                Change.between(previous.getOrDefault(shown.indicator(), none), reading),
                Change.between(yearBefore.getOrDefault(shown.indicator(), none), reading));
        return new Row(
                item,
                shown,
                reading,
                score(shown, reading),
                aim,
                judge(shown, reading, target),
                changes,
                java.util.Collections.unmodifiableSet(flags));
    }

    private static Aim aim(Target target, Reading reading, Direction direction) {
        boolean met = reading instanceof Measured measured
                && target.isMetBy(measured.estimate().value(), direction);
        return new Aim(target, target.attainment(reading, direction), met);
    }

    private static Reading score(ScoredIndicator shown, Reading reading) {
        Normalizer.Curve curve = shown.curve();
        if (reading instanceof Measured measured) {
            return curve == null
                    ? Absent.because(Reason.NOT_IDENTIFIED, "there is no score curve", "шкала оценки не задана")
                    : Explain.score(measured.estimate(), curve);
        }
        return reading instanceof Bounded bounded ? new Absent(bounded.reason(), bounded.detail()) : reading;
    }

    private Judgement judge(ScoredIndicator shown, Reading reading, @Nullable Target target) {
        if (!(reading instanceof Measured measured) || shown.direction() == Direction.NEUTRAL) {
            return Judgement.NONE;
        }
        double value = measured.estimate().value();
        if (target != null) {
            return new Judgement(
                    target.colour(value, shown.direction(), thresholds), Basis.TARGET, target.provenance());
        }
        Normalizer.Curve curve = shown.curve();
        return curve == null
                ? Judgement.NONE
                : new Judgement(thresholds.of(curve.score(value)), Basis.CURVE, shown.provenance());
    }
}
