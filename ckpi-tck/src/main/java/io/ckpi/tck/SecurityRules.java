package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The rules X. */
final class SecurityRules {

    private static final String SECRET = "Canary+5ecret/7f3a91&c";
    private static final String ROUNDED = "7.0009173E+19";
    private static final int PERSONS = 6;
    private static final int SHORTEST = 8;

    private final Bench bench;
    private final SourceProvider provider;
    /** Everything a plugin has said, where it said it. */
    private final Map<String, String> said = new HashMap<>();

    SecurityRules(Bench bench) {
        this.bench = bench;
        this.provider = bench.provider();
    }

    private void say(String where, Object what) {
        said.merge(where, String.valueOf(what), (a, b) -> a + "\n" + b);
    }

    private void say(String where, Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text)); // message, causes and suppressed ones
        say("an exception " + where, text);
    }

    /** Opens, reads everything, uses it wrongly, closes; whatever is said on the way is kept. */
    private void use(String where, Map<String, String> config) throws Exception {
        List<Class<? extends SourceRecord>> types = bench.types();
        try (Capture capture = new Capture()) {
            try {
                Bench.Opened opened = bench.open(config);
                try {
                    say("the text form of the source", opened.source);
                    say("the text form of the provider", opened.provider);
                    say("the description", opened.source.describe());
                    for (Class<? extends SourceRecord> type : types) {
                        use(where, opened, type);
                    }
                } finally {
                    opened.close();
                }
                opened.source.describe();
            } catch (RuntimeException e) {
                say(where, e);
            } finally {
                say("what is printed or logged " + where, capture.text());
            }
        }
    }

    private <R extends SourceRecord> void use(String where, Bench.Opened opened, Class<R> type) {
        RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type));
        try {
            say("the text form of the reader", reader);
            for (R record = reader.next(); record != null; record = reader.next()) {
                say("a record of " + type.getSimpleName(), record);
                say("the cursor of " + type.getSimpleName(), reader.cursor().text());
            }
            say("the issues of " + type.getSimpleName(), reader.issues());
        } catch (RuntimeException e) {
            say(where, e);
        } finally {
            reader.close();
            opened.context.log.kept(Bench.SOURCE).forEach(reject -> say("a reject of " + type.getSimpleName(), reject));
        }
        try {
            reader.next();
        } catch (RuntimeException e) {
            say("of a closed reader", e);
        }
        try (RecordReader<R> broken =
                Bench.begin(opened.source, new ReadRequest<>(type, null, null, new Cursor("ckpi-tck: not a cursor")))) {
            broken.next();
        } catch (RuntimeException e) {
            say("of a broken cursor", e);
        }
    }

    /** The ways to go wrong that the kit knows, each by options to put over the configuration. */
    private List<Map<String, String>> mishaps() {
        List<Map<String, String>> mishaps = new ArrayList<>();
        for (SourceOption option : Bench.given(provider.options(), "options()")) {
            switch (option.kind()) {
                case PATH -> mishaps.add(Map.of(option.key(), "no/such/path"));
                case URI -> mishaps.add(Map.of(option.key(), "http://127.0.0.1:1/none"));
                case STRING -> mishaps.add(Map.of(option.key(), "no such text"));
                case INT -> mishaps.add(Map.of(option.key(), "-1"));
                default -> {}
            }
        }
        return mishaps;
    }

    private void trouble() throws Exception {
        for (Map<String, String> mishap : mishaps()) {
            use("with the option " + mishap.keySet(), bench.config(mishap));
        }
        if (!bench.tck().notApplicable().containsKey("C-04")) {
            use("with wrong credentials", bench.config(bench.tck().wrongCredentials()));
        }
        if (!bench.given() && !bench.tck().notApplicable().containsKey("L-07")) {
            bench.tck().failAfter(2 * bench.tck().pageSize());
            use("with a failure in the third page", bench.config(Map.of()));
        }
    }

    private void nowhere(String what, Set<String> values) {
        Occurrences occurrences = new Occurrences(values);
        said.forEach((where, text) -> {
            String value = occurrences.in(text);
            if (value != null) {
                throw new AssertionError(what + " appears in " + where + ": "
                        + text.lines()
                                .filter(line -> line.contains(value))
                                .findFirst()
                                .orElse("")
                                .replace(value, "<here>"));
            }
        });
    }

    void x01() throws Exception {
        List<String> secrets = Bench.given(provider.options(), "options()").stream()
                .filter(option -> option.kind() == SourceOption.Kind.SECRET)
                .map(SourceOption::key)
                .toList();
        if (secrets.isEmpty()) {
            Bench.doesNotApply("it has no secret option");
        }
        bench.some(bench.tck().pageSize() + 1);
        Set<String> values = new LinkedHashSet<>(Set.of(SECRET));
        Map<String, String> canaries = new HashMap<>();
        for (String key : secrets) {
            canaries.put(key, SECRET);
            String own = bench.config(Map.of()).get(key);
            if (own != null && own.length() >= SHORTEST) {
                values.add(own);
            }
        }
        use("when all is well", bench.config(Map.of()));
        use("with another secret", bench.config(canaries));
        trouble();
        Set<String> forms = new LinkedHashSet<>(values);
        for (String value : values) {
            forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
            forms.add(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        }
        nowhere("a secret", forms);
    }

    private String canary(int i) {
        return switch (bench.tck().personType()) {
            case Tokenizer.EMAIL -> "canary.person" + i + "@example.org";
            case Tokenizer.PHONE -> "+7900731900" + i;
            default -> "73190055" + i;
        };
    }

    void x02() throws Exception {
        Set<String> values = new LinkedHashSet<>();
        bench.types();
        try {
            bench.load(canaries(values));
        } catch (Bench.CannotLoad e) {
            bench.some();
        }
        use("when all is well", bench.config(Map.of()));
        trouble();
        values.addAll(bench.tokens.asked().stream()
                .filter(id -> id.indexOf('@') > 0 || id.startsWith("+"))
                .toList());
        nowhere("a person's id or the value of a spoiled field", values);
    }

    private List<Fixture.Row<?>> canaries(Set<String> values) throws Exception {
        Samples samples = bench.samples().withPeople(i -> canary(i % PERSONS));
        List<Fixture.Row<?>> rows = new ArrayList<>();
        for (int i = 0; i < PERSONS; i++) {
            values.add(canary(i));
        }
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            List<SourceRecord> records = new ArrayList<>();
            for (int i = 0; i < 2 * PERSONS + RejectReason.values().length; i++) {
                records.add(samples.full(type, i));
            }
            List<SourceRecord> fit = bench.fit(records);
            int next = 0;
            for (RejectReason reason : bench.tck().poisons()) {
                String poison = reason == RejectReason.MISSING_KEY
                        ? ""
                        : reason == RejectReason.ID_PRECISION_LOST ? ROUNDED : "canary value " + reason.ordinal();
                if (!poison.isEmpty()) {
                    values.add(poison);
                }
                rows.add(new Fixture.Row<>(fit.get(next++), new Fixture.Poison(reason, poison)));
            }
            fit.subList(next, fit.size()).forEach(record -> rows.add(new Fixture.Row<>(record, null)));
        }
        return rows;
    }

    void x03() throws Exception {
        bench.some();
        for (Map<String, String> escape : atLeastOne("escapes()", bench.tck().escapes())) {
            CkpiException failure = null;
            int records = 0;
            try (Bench.Opened opened = bench.open(bench.config(escape))) {
                for (Class<? extends SourceRecord> type :
                        opened.source.describe().streams()) {
                    records += Bench.read(opened.source, ReadRequest.all(type)).size();
                }
            } catch (CkpiException e) {
                failure = e;
            }
            assertThat(failure)
                    .as("the failure of the escape %s, which instead gave %s records", escape, records)
                    .isNotNull();
            assertThat(Objects.requireNonNull(failure).kind())
                    .as("the kind of failure of the escape %s: %s", escape, failure)
                    .isIn(CkpiException.Kind.CONFIG, CkpiException.Kind.DATA);
        }
    }

    private static List<Map<String, String>> atLeastOne(String method, List<Map<String, String>> cases) {
        assertThat(cases).as("the cases of %s", method).isNotEmpty();
        return cases;
    }

    void x04() throws Exception {
        bench.some();
        for (Map<String, String> large : atLeastOne("oversized()", bench.tck().oversized())) {
            CkpiException failure = null;
            long rejected = 0;
            try (Bench.Opened opened = bench.open(bench.config(large))) {
                try {
                    for (Class<? extends SourceRecord> type :
                            opened.source.describe().streams()) {
                        Bench.read(opened.source, ReadRequest.all(type));
                    }
                } finally {
                    rejected = opened.context.log.rejected(Bench.SOURCE);
                }
            } catch (CkpiException e) {
                failure = e;
            } catch (OutOfMemoryError e) {
                throw new AssertionError("the oversized input " + large + " takes all memory", e);
            }
            if (failure == null) {
                assertThat(rejected)
                        .as("the rows rejected of the oversized input %s, which did not fail", large)
                        .isPositive();
            } else {
                assertThat(failure.kind())
                        .as("the kind of failure of the oversized input %s: %s", large, failure)
                        .isIn(CkpiException.Kind.CONFIG, CkpiException.Kind.DATA);
            }
        }
    }
}
