package io.ckpi.cli;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiBuilder;
import io.ckpi.sdk.Sourced;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.SourceSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the records come from and which period is asked about: the options that all commands on customer records share. */
final class SourceOptions {

    private static final String DEMO = "demo";
    private static final ZoneId DEMO_ZONE = ZoneId.of("Europe/Moscow");
    private static final YearMonth DEMO_MONTH = YearMonth.of(2026, 10);
    private static final String KEY_ID = "k1";
    /** The persons of the demo company are invented, so their key is no secret. */
    private static final String DEMO_KEY = "the persons of the demo company are invented";

    private static final Names WARNING = new Names("внимание", "warning");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--demo", description = "measure the demo company that ships with CKPI, October 2026")
    private boolean demo;

    @Option(names = "--customers", paramLabel = "N", description = "customers of the demo company (default: 5000)")
    private @Nullable Integer customers;

    @Option(names = "--seed", paramLabel = "N", description = "seed of the demo company (default: 1)")
    private @Nullable Long seed;

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<SourceArguments> sources = new ArrayList<>();

    @Option(
            names = "--period",
            paramLabel = "P",
            description = "a month (2026-10), a year, months (2017-06..2018-06) or days, all included")
    private @Nullable String period;

    @Option(names = "--zone", paramLabel = "ZONE", description = "zone of the report's days (default: UTC)")
    private @Nullable String zone;

    @Option(names = "--currency", paramLabel = "CODE", description = "currency of the report (default: the only one)")
    private @Nullable String currency;

    @Option(
            names = "--history",
            paramLabel = "DAY",
            description = "first day to read (default: the beginning of the data)")
    private @Nullable LocalDate history;

    @Option(names = "--token-key", paramLabel = "FILE", description = "file with the key for personal tokens")
    private @Nullable Path tokenKey;

    @Option(
            names = "--forget",
            paramLabel = "FILE",
            description = "leave persons out who asked to be forgotten: lines such as 'phone +79005550001'")
    private @Nullable Path forget;

    @Option(
            names = "--source-timeout",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            description = "how long a source may hang before it is left out, such as 90s or 20m (default: 5m)")
    private @Nullable Duration sourceTimeout;

    @Option(names = "--threads", paramLabel = "N", description = "threads (default: one a processor)")
    private @Nullable Integer threads;

    /** One source: the plugin, a name for this instance of it, and its options. */
    static final class SourceArguments {
        @Option(
                names = "--source",
                required = true,
                paramLabel = "PLUGIN",
                description = "a plugin; see 'ckpi sources'")
        private String plugin = "";

        @Option(names = "--name", paramLabel = "NAME", description = "name of this source (default: the plugin's)")
        private @Nullable String name;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "an option of the plugin")
        private @Nullable Map<String, String> options; // without a first value: all sources but one would share it
    }

    /** The period asked about. */
    Period period() {
        check();
        ZoneId reportZone = zone();
        return period != null ? PeriodArgument.parse(period, reportZone) : Period.ofMonth(DEMO_MONTH, reportZone);
    }

    /** A builder with these sources, as the environment has them. */
    CkpiBuilder builder(Environment environment) {
        check();
        return sourcesOf(environment);
    }

    /** A builder for a question to a single source that has no period. */
    CkpiBuilder builderOfOne(Environment environment) {
        only();
        return sourcesOf(environment);
    }

    /** The name of the only source. */
    String only() {
        if (demo || sources.size() != 1) {
            throw wrong("name one source with --source");
        }
        SourceArguments source = sources.get(0);
        return source.name == null ? source.plugin : source.name;
    }

    private CkpiBuilder sourcesOf(Environment environment) {
        CkpiBuilder builder = Ckpi.builder().plugins(Plugins.discover()).clock(environment.clock());
        Tokenizer tokenizer = HmacTokenizer.of(
                KEY_ID,
                demo
                        ? DEMO_KEY.getBytes(StandardCharsets.UTF_8)
                        : TokenKey.find(tokenKey, environment.variables(), environment.home(), environment.err()));
        builder.tokenizer(tokenizer);
        if (forget != null) {
            builder.forget(ForgottenFile.read(forget, tokenizer));
        }
        if (demo) {
            builder.source(DEMO, demoOptions());
        }
        for (SourceArguments source : sources) {
            builder.source(SourceSpec.of(source.plugin)
                    .named(source.name == null ? source.plugin : source.name)
                    .with(source.options == null ? Map.of() : source.options)
                    .withEnvironment(environment.variables()));
        }
        if (currency != null) {
            builder.currency(currency(currency));
        }
        if (history != null) {
            builder.history(history);
        }
        if (sourceTimeout != null) {
            builder.sourceTimeout(sourceTimeout);
        }
        if (threads != null) {
            builder.threads(threads);
        }
        return builder;
    }

    /** What was found; on the error output what was left out of it, or looked wrong. */
    static <T> T told(Environment environment, Language language, Sourced<T> found) {
        Locale locale = language.locale();
        for (DataIssue issue : found.issues()) {
            if (issue.severity() == DataIssue.Severity.INFO) {
                continue;
            }
            String source = issue.source();
            String location = issue.location();
            boolean place = location != null && location.indexOf(':') >= 0; // a type of record is in the sentence
            environment
                    .err()
                    .println("ckpi: " + WARNING.in(locale) + ": " + (source == null ? "" : source + ": ")
                            + issue.sentence().in(locale)
                            + (place ? " (" + location + ")" : ""));
        }
        return found.value();
    }

    private void check() {
        if (!demo && sources.isEmpty()) {
            throw wrong("name a source with --source, or take --demo");
        }
        if (demo && !sources.isEmpty()) {
            throw wrong("--demo is a source of its own; use --source demo to mix it with others");
        }
        if (!demo && (customers != null || seed != null)) {
            throw wrong("--customers and --seed belong to --demo");
        }
        if (!demo && period == null) {
            throw wrong("name a period with --period");
        }
        checkLimits();
    }

    private void checkLimits() {
        Set<String> names = new HashSet<>();
        for (SourceArguments source : sources) {
            String one = source.name == null ? source.plugin : source.name;
            if (!names.add(one)) {
                throw wrong("two sources are named " + one + ": give each a name of its own with --name");
            }
        }
        if (sourceTimeout != null && (sourceTimeout.isZero() || sourceTimeout.isNegative())) {
            throw wrong("--source-timeout is not above 0: " + sourceTimeout.toSeconds() + "s");
        }
        if (threads != null && threads < 1) {
            throw wrong("--threads is below 1: " + threads);
        }
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private Map<String, String> demoOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        if (customers != null) {
            options.put("customers", customers.toString());
        }
        if (seed != null) {
            options.put("seed", seed.toString());
        }
        return options;
    }

    /** The zone of days. */
    ZoneId zone() {
        if (zone == null) {
            return demo ? DEMO_ZONE : ZoneId.of("UTC");
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--zone " + zone + " is not a time zone, such as Europe/Moscow", e);
        }
    }

    /** The chosen currency, else the one of that code. */
    Currency currencyOr(String code) {
        return currency(currency == null ? code : currency);
    }

    private static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--currency " + code + " is not an ISO 4217 code, such as RUB", e);
        }
    }
}
