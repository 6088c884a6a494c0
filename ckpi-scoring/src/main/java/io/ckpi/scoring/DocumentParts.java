package io.ckpi.scoring;

import io.ckpi.core.Direction;
import io.ckpi.core.Names;
import io.ckpi.core.definition.Canonical;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The parts that several kinds of definition document share: how they are read, and their content for the hash. */
final class DocumentParts {

    private static final Normalizer.Curve ANY_CURVE = Normalizer.goalposts(0, 1);

    private DocumentParts() {}

    // ---- reading

    static Node.Group group(io.ckpi.core.definition.Node node, boolean root, ProfileTexts texts) {
        String id = node.text("id");
        texts.read(node, id);
        double weight = root && !node.has("weight") ? 1 : weight(node);
        Aggregator aggregator = aggregator(node);
        Missing missing = node.oneOf("missing", Missing.class, Missing.RENORMALISE);
        double minPresent = node.number("minPresent", 0);
        List<Node> members = node.objects("members", member -> member(member, texts));
        return new Node.Group(id, weight, aggregator, missing, minPresent, members);
    }

    private static Node member(io.ckpi.core.definition.Node node, ProfileTexts texts) {
        return node.has("members") ? group(node, false, texts) : leaf(node, texts);
    }

    private static Node.Leaf leaf(io.ckpi.core.definition.Node node, ProfileTexts texts) {
        String id = node.text("id");
        texts.read(node, id);
        return new Node.Leaf(id, weight(node), node.objects("candidates", item -> scoredIndicator(item, true)));
    }

    private static double weight(io.ckpi.core.definition.Node node) {
        double weight = node.number("weight");
        if (weight < 0) {
            node.errorAt("weight", "is negative: " + weight);
            return 1;
        }
        return weight;
    }

    static ScoredIndicator scoredIndicator(io.ckpi.core.definition.Node node, boolean needsCurve) {
        String indicator = node.id("indicator");
        Optional<Direction> stated = node.optionalOneOf("direction", Direction.class);
        Normalizer.Curve curve = needsCurve || node.has("normalizer")
                ? node.object("normalizer", part -> curve(part, stated.orElse(Direction.HIGHER_IS_BETTER)))
                        .orElse(ANY_CURVE)
                : null;
        Direction direction;
        if (stated.isPresent()) {
            direction = stated.get();
        } else if (curve != null) {
            direction = curve.direction();
        } else {
            node.errorAt("direction", "is missing; without a normalizer nothing else tells it");
            direction = Direction.HIGHER_IS_BETTER;
        }
        Provenance[] kind = {Provenance.SET};
        List<String> anchors = new ArrayList<>();
        node.optionalObject("provenance", part -> {
            kind[0] = part.oneOf("kind", Provenance.class);
            anchors.addAll(part.optionalTexts("anchors"));
            part.optionalText("source").ifPresent(source -> anchors.add(0, source));
            return kind[0];
        });
        return new ScoredIndicator(indicator, direction, curve, kind[0], anchors);
    }

    private static Normalizer.Curve curve(io.ckpi.core.definition.Node node, Direction direction) {
        String kind = node.text("kind");
        return switch (kind) {
            case "piecewise" -> piecewise(node);
            case "goalposts" ->
                new Normalizer.Goalposts(
                        node.number("lower"), node.number("upper"), scale(node), node.flag("cap", true), direction);
            case "log-goalposts" ->
                new Normalizer.LogGoalposts(
                        node.number("lower"), node.number("upper"), scale(node), node.flag("cap", true), direction);
            case "best-worst" ->
                new Normalizer.BestWorst(node.number("worst"), node.number("best"), node.number("weight", 100));
            case "logistic" ->
                new Normalizer.Logistic(node.number("midpoint"), node.number("steepness"), scale(node), direction);
            case "distance-to-target" ->
                new Normalizer.DistanceToTarget(
                        node.number("target"), node.number("base"), node.flag("cap", true), direction);
            default -> {
                node.errorAt(
                        "kind",
                        "must be piecewise, goalposts, log-goalposts, best-worst, logistic or distance-to-target: \""
                                + kind + "\"");
                yield ANY_CURVE;
            }
        };
    }

    private static double scale(io.ckpi.core.definition.Node node) {
        return node.number("scale", 100);
    }

    private static Normalizer.Piecewise piecewise(io.ckpi.core.definition.Node node) {
        List<Normalizer.Piecewise.Point> points = new ArrayList<>();
        for (double[] row : node.table("points", 2)) {
            points.add(new Normalizer.Piecewise.Point(row[0], row[1]));
        }
        return new Normalizer.Piecewise(points);
    }

    static Aggregator aggregator(io.ckpi.core.definition.Node node) {
        Optional<io.ckpi.core.definition.Node> given = node.optional("aggregator");
        if (given.isEmpty()) {
            return Aggregator.arithmetic();
        }
        io.ckpi.core.definition.Node part = given.get();
        if (part.isScalar()) {
            return aggregator(part, part.asText(), null, null);
        }
        return part.apply(map -> aggregator(map, map.text("kind"), map, floor(map)))
                .orElse(Aggregator.arithmetic());
    }

    private static @Nullable Double floor(io.ckpi.core.definition.Node map) {
        OptionalDouble floor = map.optionalNumber("floor");
        return floor.isPresent() ? floor.getAsDouble() : null;
    }

    private static Aggregator aggregator(
            io.ckpi.core.definition.Node node,
            String kind,
            io.ckpi.core.definition.@Nullable Node map,
            @Nullable Double floor) {
        return switch (kind) {
            case "arithmetic" -> Aggregator.arithmetic();
            case "geometric" -> new Aggregator.Geometric(floor);
            case "harmonic" -> new Aggregator.Harmonic(floor);
            case "minimum" -> new Aggregator.Minimum();
            case "weighted-median" -> new Aggregator.WeightedMedian();
            case "mazziotta-pareto" -> new Aggregator.MazziottaPareto(map != null && map.flag("sample", false));
            default -> withNumbers(node, kind, map, floor);
        };
    }

    private static Aggregator withNumbers(
            io.ckpi.core.definition.Node node,
            String kind,
            io.ckpi.core.definition.@Nullable Node map,
            @Nullable Double floor) {
        if (map != null && kind.equals("power")) {
            return new Aggregator.Power(map.number("p"), floor);
        }
        if (map != null && kind.equals("ordered")) {
            return new Aggregator.Ordered(
                    Arrays.stream(map.numbers("orderWeights")).boxed().toList());
        }
        node.error(
                "must be arithmetic, geometric, harmonic, minimum, weighted-median, mazziotta-pareto, or a map with the"
                        + " kind power or ordered: \"" + kind + "\"");
        return Aggregator.arithmetic();
    }

    static Thresholds thresholds(io.ckpi.core.definition.Node node) {
        return node.optionalObject("thresholds", part -> new Thresholds(part.number("amber"), part.number("green")))
                .orElse(Thresholds.THIRDS);
    }

    /** A text that ships with this module. */
    static String resource(String file) {
        try (InputStream in = DocumentParts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- content for the hash

    static Map<String, Object> content(Node node) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", node.id());
        map.put("weight", Canonical.shortest(node.weight()));
        if (node instanceof Node.Group group) {
            map.put("aggregator", content(group.aggregator()));
            map.put("missing", group.missing());
            map.put("minPresent", Canonical.shortest(group.minPresent()));
            map.put(
                    "members",
                    group.members().stream().map(DocumentParts::content).toList());
        } else if (node instanceof Node.Leaf leaf) {
            map.put(
                    "candidates",
                    leaf.candidates().stream().map(DocumentParts::content).toList());
        }
        return map;
    }

    /** A node with what is for people: {@link #content(Node)} and names, labels and provenance. */
    static Map<String, Object> document(Node node, Map<String, Names> names, Map<String, String> labels) {
        Map<String, Object> map = content(node);
        Names name = names.get(node.id());
        if (name != null) {
            map.put("name", Map.of("ru", name.ru(), "en", name.en()));
        }
        String label = labels.get(node.id());
        if (label != null) {
            map.put("label", label);
        }
        if (node instanceof Node.Group group) {
            map.put(
                    "members",
                    group.members().stream()
                            .map(member -> document(member, names, labels))
                            .toList());
        } else if (node instanceof Node.Leaf leaf) {
            map.put(
                    "candidates",
                    leaf.candidates().stream().map(DocumentParts::document).toList());
        }
        return map;
    }

    private static Map<String, Object> document(ScoredIndicator scored) {
        Map<String, Object> map = content(scored);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("kind", scored.provenance());
        if (!scored.anchors().isEmpty()) {
            provenance.put("anchors", scored.anchors());
        }
        map.put("provenance", provenance);
        return map;
    }

    /** The canonical form of every part of a definition that counts, by its place among the ids of the nodes. */
    static Map<String, String> places(Profile profile) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("id", Canonical.text(profile.id()));
        places.put("version", Canonical.text(profile.version()));
        places.put("coverageThreshold", Canonical.text(Canonical.shortest(profile.coverageThreshold())));
        places.put("thresholds", Canonical.text(content(profile.thresholds())));
        places("", profile.root(), places);
        return places;
    }

    private static void places(String above, Node node, Map<String, String> places) {
        String path = above.isEmpty() ? node.id() : above + "/" + node.id();
        places.put(path + ".weight", Canonical.text(Canonical.shortest(node.weight())));
        if (node instanceof Node.Group group) {
            places.put(path + ".aggregator", Canonical.text(content(group.aggregator())));
            places.put(path + ".missing", Canonical.text(group.missing()));
            places.put(path + ".minPresent", Canonical.text(Canonical.shortest(group.minPresent())));
            places.put(
                    path + ".members",
                    Canonical.text(group.members().stream().map(Node::id).toList()));
            group.members().forEach(member -> places(path, member, places));
        } else if (node instanceof Node.Leaf leaf) {
            places.put(
                    path + ".candidates",
                    Canonical.text(leaf.candidates().stream()
                            .map(ScoredIndicator::indicator)
                            .toList()));
            for (ScoredIndicator candidate : leaf.candidates()) {
                String place = path + "[" + candidate.indicator() + "]";
                places.put(place + ".direction", Canonical.text(candidate.direction()));
                Normalizer.Curve curve = candidate.curve();
                if (curve != null) {
                    places.put(place + ".curve", Canonical.text(content(curve)));
                }
            }
        }
    }

    static Map<String, Object> content(ScoredIndicator scored) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("indicator", scored.indicator());
        map.put("direction", scored.direction());
        if (scored.curve() != null) {
            map.put("normalizer", content(scored.curve()));
        }
        return map;
    }

    /** A curve as its document says it, all defaults written out; the direction is the indicator's. */
    private static Map<String, Object> content(Normalizer.Curve curve) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (curve instanceof Normalizer.Piecewise piecewise) {
            map.put("kind", "piecewise");
            map.put(
                    "points",
                    piecewise.points().stream()
                            .map(p -> List.of(Canonical.shortest(p.raw()), Canonical.shortest(p.score())))
                            .toList());
        } else if (curve instanceof Normalizer.Goalposts c) {
            map.put("kind", "goalposts");
            put(map, "lower", c.lower(), "upper", c.upper(), "scale", c.scale());
            map.put("cap", c.cap());
        } else if (curve instanceof Normalizer.LogGoalposts c) {
            map.put("kind", "log-goalposts");
            put(map, "lower", c.lower(), "upper", c.upper(), "scale", c.scale());
            map.put("cap", c.cap());
        } else if (curve instanceof Normalizer.BestWorst c) {
            map.put("kind", "best-worst");
            put(map, "worst", c.worst(), "best", c.best(), "weight", c.weight());
        } else if (curve instanceof Normalizer.Logistic c) {
            map.put("kind", "logistic");
            put(map, "midpoint", c.midpoint(), "steepness", c.steepness(), "scale", c.scale());
        } else if (curve instanceof Normalizer.DistanceToTarget c) {
            map.put("kind", "distance-to-target");
            put(map, "target", c.target(), "base", c.base());
            map.put("cap", c.cap());
        } else if (curve instanceof Normalizer.Scaled c) {
            map.put("kind", "scaled"); // leaves 0 … 100, so that no document of a profile has it
            put(map, "lower", c.lower(), "upper", c.upper(), "scale", c.scale());
        }
        return map;
    }

    static Map<String, Object> content(Aggregator aggregator) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", aggregator.word());
        double floor = Means.floorOf(aggregator);
        if (floor > 0) {
            map.put("floor", Canonical.shortest(floor));
        }
        if (aggregator instanceof Aggregator.Power power) {
            map.put("p", Canonical.shortest(power.p()));
        } else if (aggregator instanceof Aggregator.Ordered ordered) {
            map.put(
                    "orderWeights",
                    ordered.orderWeights().stream().map(Canonical::shortest).toList());
        } else if (aggregator instanceof Aggregator.MazziottaPareto mazziotta) {
            map.put("sample", mazziotta.sample());
        }
        return map;
    }

    static Map<String, Object> content(Thresholds thresholds) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "amber", thresholds.amber(), "green", thresholds.green());
        return map;
    }

    private static void put(Map<String, Object> map, Object... namesAndNumbers) {
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            map.put((String) namesAndNumbers[i], Canonical.shortest((Double) namesAndNumbers[i + 1]));
        }
    }
}
