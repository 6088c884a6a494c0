package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the shipped mappings that read a file, by opening the file with each. */
public final class ShippedMappings {

    /** The names of all shipped mappings. */
    public static final List<String> NAMES = List.of(
            "ad-reporting",
            "asterisk-cdr",
            "ga4-bigquery",
            "google-ads",
            "hubspot",
            "meta-ads",
            "metrica-calls",
            "metrica-expenses",
            "metrica-hits",
            "metrica-orders",
            "metrica-visits",
            "segment",
            "snowplow",
            "snowplow-enriched",
            "uis-calls",
            "yandex-direct");

    private static final Currency SOME_CURRENCY = Currency.getInstance("EUR");
    private static final int LEAST_MEMBERS = 4;

    private ShippedMappings() {}

    /**
     * A shipped mapping that reads a file.
     *
     * @param mapping its name
     * @param file the name or pattern that the mapping has for the file
     * @param files how many files the mapping has
     * @param needsZone whether the zone must be an option of the source
     * @param needsCurrency whether the currency must be one
     * @param records records that the first rows became
     * @param rejects how many of these rows were rejected; with no record either, none was tried
     */
    public record Fit(
            String mapping,
            String file,
            int files,
            boolean needsZone,
            boolean needsCurrency,
            long records,
            long rejects) {}

    /**
     * The mappings that read a table. Where a header names all columns that the mapping wants, it fits; where there is none,
     * at most a tenth of the rows may be rejected, too; and of the members of JSON lines at least two thirds must be there.
     *
     * @param members the members of JSON lines, or null for a file of cells
     * @param width how many cells most rows have
     * @param most how many rows to try
     */
    public static List<Fit> of(
            Path file, @Nullable String entry, String name, @Nullable List<String> members, int width, long most) {
        List<Fit> fits = new ArrayList<>();
        for (String mappingName : NAMES) {
            String text = text(mappingName);
            Mapping mapping =
                    document(mappingName, text, ZoneOffset.UTC, SOME_CURRENCY).mapping();
            for (Mapping.FileMapping fileMapping : mapping.files()) {
                FileTable table = new FileTable("inspect", file, name, entry, fileMapping, Limits.DEFAULT);
                Trial trial = new Trial(most);
                if (fits(table, fileMapping, members, width) && trial.passes(mapping, fileMapping, table)) {
                    fits.add(new Fit(
                            mappingName,
                            fileMapping.file(),
                            mapping.files().size(),
                            isRefused(mappingName, text, null, SOME_CURRENCY),
                            isRefused(mappingName, text, ZoneOffset.UTC, null),
                            trial.records,
                            trial.rejects));
                }
            }
        }
        return fits;
    }

    private static String text(String name) {
        try (InputStream in =
                ShippedMappings.class.getResourceAsStream("/io/ckpi/source/files/mappings/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("no shipped mapping " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MappingDocument document(
            String name, String text, @Nullable ZoneId zone, @Nullable Currency currency) {
        return MappingDocument.read(name + ".yaml", text, zone, currency);
    }

    private static boolean isRefused(String name, String text, @Nullable ZoneId zone, @Nullable Currency currency) {
        try {
            document(name, text, zone, currency);
            return false;
        } catch (CkpiException e) {
            return true;
        }
    }

    private static boolean fits(
            FileTable table, Mapping.FileMapping mapping, @Nullable List<String> members, int width) {
        Dialect dialect = mapping.dialect();
        if ((dialect.format() == Dialect.Format.JSONL) != (members != null)) {
            return false;
        }
        if (members != null) {
            Set<String> there = new HashSet<>();
            members.forEach(member -> there.add(firstStep(member)));
            Set<String> wanted = new HashSet<>();
            mapping.records().columns().forEach(column -> wanted.add(firstStep(column)));
            long found = wanted.stream().filter(there::contains).count();
            return found >= LEAST_MEMBERS && 3 * found >= 2L * wanted.size();
        }
        if (!dialect.header()) {
            return dialect.columns().size() == width;
        }
        try {
            table.rows(() -> {}).close();
            return true;
        } catch (CkpiException | IOException e) {
            return false;
        }
    }

    private static String firstStep(String pointer) {
        if (!pointer.startsWith("/")) {
            return pointer;
        }
        int end = pointer.indexOf('/', 1);
        return pointer.substring(1, end < 0 ? pointer.length() : end);
    }

    /** Reads the first rows, counts, and keeps nothing. */
    private static final class Trial implements SourceContext, Rejects, Tokenizer {

        /** Behind every time that a record may have. */
        private static final Clock LATE = Clock.fixed(Instant.parse("2199-12-31T00:00:00Z"), ZoneOffset.UTC);

        private final long most;
        private long seen;
        private long records;
        private long rejects;

        Trial(long most) {
            this.most = most;
        }

        boolean passes(Mapping mapping, Mapping.FileMapping file, FileTable table) {
            if (file.dialect().format() == Dialect.Format.SNOWPLOW) {
                return true; // it would be read whole
            }
            boolean header = file.dialect().header() && file.dialect().format() != Dialect.Format.JSONL;
            try (MappedSource source =
                    new MappedSource("inspect", "CKPI-FILES", mapping.header(), List.of(table), this, () -> {})) {
                long worst = 0;
                for (Class<? extends SourceRecord> type : file.records().types()) {
                    seen = 0;
                    rejects = 0;
                    read(source, type);
                    worst = Math.max(worst, rejects);
                }
                rejects = worst;
            }
            return header || (records > 0 && 10 * rejects <= records + rejects);
        }

        private <R extends SourceRecord> void read(MappedSource source, Class<R> type) {
            try (RecordReader<R> reader = source.read(ReadRequest.all(type))) {
                while (reader.next() != null) {
                    records++;
                }
            } catch (CkpiException e) {
                rejects += e.kind() == CkpiException.Kind.CANCELLED ? 0 : 1;
            }
        }

        @Override
        public int spiLevel() {
            return 1;
        }

        @Override
        public Clock clock() {
            return LATE;
        }

        @Override
        public Tokenizer tokens() {
            return this;
        }

        @Override
        public Rejects rejects() {
            return this;
        }

        @Override
        public boolean cancelled() {
            return seen >= most;
        }

        @Override
        public Instant deadline() {
            return Instant.MAX;
        }

        @Override
        public void add(Reject reject) {
            seen++;
            rejects++;
        }

        @Override
        public void accepted(String source, String stream) {
            seen++;
        }

        @Override
        public boolean overBudget(String source, String stream) {
            return false;
        }

        @Override
        public Optional<String> token(String type, String raw) {
            return Optional.of("token");
        }
    }
}
