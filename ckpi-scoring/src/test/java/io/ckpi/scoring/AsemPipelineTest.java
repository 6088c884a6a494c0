package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ckpi.core.Direction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The index of sustainable connectivity (51 countries, 49 indicators, 63 cells missing, four levels) as computed by COINr
 * 1.1.14: normalised, aggregated and ranked.
 */
class AsemPipelineTest {

    private static final double TOLERANCE = 1e-8;
    private Path data = Path.of("no-such-folder");
    private Path cases = data;

    /** A CSV file: rows by the text in their first column. */
    private record Table(List<String> header, Map<String, List<String>> rows) {

        static Table read(Path file) throws IOException {
            List<List<String>> lines = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(line -> List.of(line.split(",", -1)))
                    .toList();
            Map<String, List<String>> rows = new LinkedHashMap<>();
            lines.subList(1, lines.size()).forEach(line -> rows.put(line.get(0), line));
            return new Table(lines.get(0), rows);
        }

        String cell(String row, String column) {
            return Cases.some(rows.get(row)).get(header.indexOf(column));
        }

        double number(String row, String column) {
            String cell = cell(row, column);
            return cell.isEmpty() || cell.equals("NA") ? Double.NaN : Double.parseDouble(cell);
        }
    }

    @BeforeEach
    void needsTheData() {
        data = Path.of(System.getProperty("ckpi.data", "no-such-folder"), "asem");
        cases = data.resolve("../../cases/scoring").normalize();
        assumeThat(data.resolve("raw.csv"))
                .as("the data set asem is not in the folder of -Dckpi.data")
                .exists();
        assumeThat(cases.resolve("asem-minmax-amean.csv"))
                .as("the case files are not beside the folder of -Dckpi.data")
                .exists();
    }

    private static Node.Group tree(Table meta) {
        return (Node.Group) node(meta, "Index");
    }

    private static Node node(Table meta, String id) {
        double weight = meta.number(id, "Weight");
        Node[] members = meta.rows().keySet().stream()
                .filter(child -> meta.cell(child, "Parent").equals(id))
                .map(child -> node(meta, child))
                .toArray(Node[]::new);
        return members.length == 0 ? Node.leaf(id, weight) : Node.group(id, weight, Aggregator.arithmetic(), members);
    }

    private record Pipeline(List<String> units, Map<String, Column> leaves, Map<String, Map<String, Double>> nodes) {}

    private Pipeline run(List<String> units, Function<Direction, Normalizer.Relative> normalizer) throws IOException {
        Table meta = Table.read(data.resolve("meta.csv"));
        Table raw = Table.read(data.resolve("raw.csv"));
        Tree tree = Tree.of(tree(meta));
        Map<String, Column> leaves = new LinkedHashMap<>();
        int missing = 0;
        for (Node.Leaf leaf : tree.leaves()) {
            double[] column = units.stream()
                    .mapToDouble(unit -> raw.number(unit, leaf.id()))
                    .toArray();
            Direction direction =
                    meta.number(leaf.id(), "Direction") > 0 ? Direction.HIGHER_IS_BETTER : Direction.LOWER_IS_BETTER;
            Column values = Column.withMissing(column);
            missing += values.size() - values.present();
            leaves.put(
                    leaf.id(),
                    normalizer.apply(direction).scores(values).value().orElseThrow());
        }
        assertThat(leaves).hasSize(49);
        assertThat(missing).isEqualTo(63);
        Map<String, Map<String, Double>> nodes = new LinkedHashMap<>();
        for (int i = 0; i < units.size(); i++) {
            int row = i;
            double[] scores = leaves.values().stream()
                    .mapToDouble(column -> column.isPresent(row) ? column.get(row) : Double.NaN)
                    .toArray();
            Tree.Evaluation evaluation = tree.evaluate(Column.withMissing(scores), 0);
            Map<String, Double> values = new HashMap<>(evaluation.scores());
            values.put("Index", evaluation.value().value().orElseThrow());
            nodes.put(units.get(i), values);
        }
        return new Pipeline(units, leaves, nodes);
    }

    private void assertAggregates(Pipeline pipeline, String file) throws IOException {
        Table expected = Table.read(cases.resolve(file));
        assertThat(pipeline.units())
                .containsExactlyInAnyOrderElementsOf(expected.rows().keySet());
        for (String unit : pipeline.units()) {
            for (String node : expected.header().subList(1, expected.header().size() - 1)) {
                double value = expected.number(unit, node);
                assertThat(Cases.some(pipeline.nodes().get(unit)).getOrDefault(node, Double.NaN))
                        .as("%s of %s", node, unit)
                        .satisfies(actual -> {
                            if (Double.isNaN(value)) {
                                assertThat(actual).isNaN();
                            } else {
                                assertThat(actual).isCloseTo(value, within(TOLERANCE));
                            }
                        });
            }
        }
        double[] index = pipeline.units().stream()
                .mapToDouble(unit ->
                        Cases.some(Cases.some(pipeline.nodes().get(unit)).get("Index")))
                .toArray();
        Column ranks = new Normalizer.Rank(Direction.LOWER_IS_BETTER)
                .scores(Column.of(index))
                .value()
                .orElseThrow();
        for (int i = 0; i < index.length; i++) {
            assertThat(ranks.get(i))
                    .as("rank of %s", pipeline.units().get(i))
                    .isEqualTo(expected.number(pipeline.units().get(i), "Rank"));
        }
    }

    private List<String> units() throws IOException {
        return new ArrayList<>(Table.read(data.resolve("raw.csv")).rows().keySet());
    }

    @Test
    void minMaxAndArithmeticMeans() throws IOException {
        Pipeline pipeline = run(units(), d -> new Normalizer.MinMax(0, 100, d));
        Table normalised = Table.read(cases.resolve("asem-minmax-normalised.csv"));
        int cells = 0;
        for (int i = 0; i < pipeline.units().size(); i++) {
            for (Map.Entry<String, Column> leaf : pipeline.leaves().entrySet()) {
                double value = normalised.number(pipeline.units().get(i), leaf.getKey());
                assertThat(leaf.getValue().isPresent(i)).isEqualTo(!Double.isNaN(value));
                if (leaf.getValue().isPresent(i)) {
                    assertThat(leaf.getValue().get(i)).isCloseTo(value, within(TOLERANCE));
                    cells++;
                }
            }
        }
        assertThat(cells).isEqualTo(51 * 49 - 63);
        assertAggregates(pipeline, "asem-minmax-amean.csv");
    }

    @Test
    void percentRanksAndArithmeticMeans() throws IOException {
        assertAggregates(run(units(), Normalizer.PercentRank::new), "asem-prank-amean.csv");
    }

    @Test
    void theOrderOfTheRowsDoesNotMatter() throws IOException {
        List<String> shuffled = units();
        Collections.shuffle(shuffled, new Random(11));
        assertAggregates(run(shuffled, d -> new Normalizer.MinMax(0, 100, d)), "asem-minmax-amean.csv");
    }

    @Test
    void effectiveWeights() throws IOException {
        Map<String, Double> weights =
                Tree.of(tree(Table.read(data.resolve("meta.csv")))).globalWeights();
        Table expected = Table.read(cases.resolve("asem-effective-weights.csv"));
        assertThat(weights.keySet())
                .containsExactlyInAnyOrderElementsOf(expected.rows().keySet());
        for (String node : expected.rows().keySet()) {
            assertThat(weights.get(node)).isCloseTo(expected.number(node, "EffWeight"), within(1e-9));
        }
    }
}
