package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.scoring.BatchScorer;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.EntityColumns;
import io.ckpi.scoring.Node;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.Status;
import io.ckpi.scoring.StoredResult;
import io.ckpi.sdk.Catalogue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a CSV file of entities by a definition. */
@Command(
        name = "score",
        header = "Scores a CSV file of entities by a definition.",
        description = {
            "Scores a CSV file of entities (branches, products, clients) by a definition: one",
            "line each with value, status, coverage, bounds and the scores of the groups.",
            "The file has a header; a column with ids, and a column per indicator, named by",
            "its id. An empty cell is a missing value. The file is read in blocks, so that",
            "its size does not matter; numbers have at most ten decimals."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A cell that is no number counts as missing, a row with a wrong number of fields or",
            "without an id is left out; both are counted and the first are named. Over the",
            "limit of rejects no more lines are written, counting goes on, and the exit code",
            "is 6.",
            "",
            "Examples:",
            "  ckpi score --definition branches.yaml branches.csv --out scores.csv",
            "  ckpi score --definition branches.yaml branches.csv --entity B-07 --out b-07.json",
            "  ckpi verify b-07.json"
        })
final class ScoreCommand implements Callable<Integer> {

    private final Environment environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--definition",
            required = true,
            paramLabel = "NAME|FILE",
            description = "a profile document (ckpi/profile@1), or a shipped profile such as ckpimarc-default-1")
    private String definition = "";

    @Parameters(paramLabel = "FILE", description = "the CSV file of entities, UTF-8")
    private @Nullable Path file;

    @Option(names = "--id", paramLabel = "COLUMN", description = "the column with the ids (default: id, or the first)")
    private @Nullable String id;

    @Option(names = "--delimiter", paramLabel = "C", description = "between cells (default: ${DEFAULT-VALUE})")
    private char delimiter = ',';

    @Option(names = "--format", description = "csv, or json: an object a line (default: ${DEFAULT-VALUE})")
    private ScoreLines.Format format = ScoreLines.Format.CSV;

    @Option(names = "--out", paramLabel = "FILE", description = "where to write (default: standard output)")
    private @Nullable Path out;

    @Option(names = "--threads", paramLabel = "N", description = "threads (default: ${DEFAULT-VALUE})")
    private int threads = 1;

    @Option(
            names = "--limit-rejects",
            paramLabel = "N",
            description = "so many bad cells and rows are tolerated (default: ${DEFAULT-VALUE})")
    private long limit = 100;

    @Option(
            names = "--entity",
            paramLabel = "ID",
            description = "score this entity alone and write a result that 'ckpi verify' can check (ckpi/result@1)")
    private @Nullable String entity;

    @Option(names = "--seed", paramLabel = "N", description = "seed of the draws of --entity (default: 1)")
    private @Nullable Long seed;

    ScoreCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (file == null || spec == null) {
            throw new IllegalStateException("picocli sets both");
        }
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is below 1: " + threads);
        }
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit-rejects is negative: " + limit);
        }
        if (seed != null && entity == null) {
            throw new ParameterException(spec.commandLine(), "--seed belongs to --entity");
        }
        Profile profile = Profile.shipped().contains(definition)
                ? Profile.shipped(definition)
                : Profile.read(Path.of(definition));
        BatchScorer scorer = BatchScorer.of(profile).withThreads(threads);
        EntityFile.Rejects rejects = new EntityFile.Rejects(limit);
        try (EntityFile entities = EntityFile.open(file, delimiter, id, scorer.indicators(), rejects)) {
            return entity != null ? one(entity, profile, entities, rejects) : all(profile, scorer, entities, rejects);
        }
    }

    private int all(Profile profile, BatchScorer scorer, EntityFile entities, EntityFile.Rejects rejects) {
        List<String> groups = new ArrayList<>();
        for (Node member : profile.root().members()) {
            if (member instanceof Node.Group group) {
                groups.add(group.id());
            }
        }
        try (Writer writer = writer()) {
            ScoreLines lines = new ScoreLines(writer, format, groups);
            EntityFile.Block block = entities.block();
            while (block != null) {
                if (!rejects.overLimit()) {
                    lines.write(block.ids(), scorer.score(block.columns()));
                }
                block = entities.block();
            }
            lines.flush();
            return summary(profile, scorer, entities, rejects, lines);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private int summary(
            Profile profile, BatchScorer scorer, EntityFile entities, EntityFile.Rejects rejects, ScoreLines lines) {
        PrintWriter err = environment.err();
        String counts = String.format(
                Locale.ROOT,
                "ckpi: scored %d by %s (%.8s): %d OK, %d PARTIAL, %d INSUFFICIENT_DATA",
                lines.count(),
                profile.reference(),
                profile.hash(),
                lines.count(Status.OK),
                lines.count(Status.PARTIAL),
                lines.count(Status.INSUFFICIENT_DATA));
        err.println(counts);
        notice(entities, scorer.indicators());
        return rejects(rejects);
    }

    private void notice(EntityFile entities, List<String> indicators) {
        PrintWriter err = environment.err();
        if (!entities.unknown().isEmpty()) {
            err.println("ckpi: columns that the definition does not use: " + String.join(", ", entities.unknown()));
        }
        List<String> without = new ArrayList<>(indicators);
        without.removeAll(entities.used());
        if (!without.isEmpty()) {
            err.println("ckpi: no column for: " + String.join(", ", without));
        }
    }

    private int rejects(EntityFile.Rejects rejects) {
        PrintWriter err = environment.err();
        if (rejects.cells() + rejects.rows() > 0) {
            err.println("ckpi: bad cells " + rejects.cells() + ", rejected rows " + rejects.rows());
            rejects.places().forEach(place -> err.println("  " + place));
        }
        if (rejects.overLimit()) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "CKPI-CSV-REJECTS",
                    null,
                    "more than " + limit + " bad cells and rows, the result is not complete; see --limit-rejects");
        }
        return ExitCode.OK;
    }

    /** One entity as a result that can be kept. */
    private int one(String wanted, Profile profile, EntityFile entities, EntityFile.Rejects rejects) {
        EntityFile.Block block = entities.block();
        while (block != null) {
            int row = block.ids().indexOf(wanted);
            if (row >= 0) {
                Map<String, Reading> readings = readings(block.columns(), row);
                CkpiMarc marc = CkpiMarc.of(profile);
                StoredResult stored = StoredResult.of((seed == null ? marc : marc.withSeed(seed)).score(readings));
                try (Writer writer = writer()) {
                    writer.write(stored.json());
                    writer.write('\n');
                    writer.flush();
                } catch (IOException e) {
                    throw cannotWrite(e);
                }
                notice(entities, BatchScorer.of(profile).indicators());
                return rejects(rejects);
            }
            block = entities.block();
        }
        throw new CkpiException(
                CkpiException.Kind.DATA, "CKPI-CLI-ENTITY", null, "the file has no entity of the id given by --entity");
    }

    private static Map<String, Reading> readings(EntityColumns columns, int row) {
        Catalogue catalogue = Catalogue.standard();
        Map<String, Reading> readings = new HashMap<>();
        for (String indicator : columns.indicators()) {
            columns.value(indicator, row).ifPresent(value -> {
                // the file tells no currency, so an amount is a plain number here
                Unit.Kind kind = catalogue.contains(indicator)
                        ? catalogue.indicator(indicator).unit()
                        : Unit.Kind.RATIO;
                Unit unit = kind == Unit.Kind.MONEY ? Unit.RATIO : Unit.of(kind, null);
                readings.put(
                        indicator, new Measured(Estimate.of(value, unit).withFlag(Flag.of(Flag.Code.NO_INTERVAL))));
            });
        }
        return readings;
    }

    private Writer writer() throws IOException {
        return out == null ? new Unclosed(environment.out()) : Files.newBufferedWriter(out, StandardCharsets.UTF_8);
    }

    private CkpiException cannotWrite(IOException e) {
        return new CkpiException(
                CkpiException.Kind.CONFIG,
                "CKPI-CLI-OUT",
                null,
                "cannot write to " + (out == null ? "the standard output" : out.toAbsolutePath()),
                e);
    }

    /** A buffer before a writer that stays open. */
    private static final class Unclosed extends BufferedWriter {
        Unclosed(Writer target) {
            super(target, 1 << 16);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
