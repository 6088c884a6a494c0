package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules C. */
final class ConfigurationRules {

    private static final String UNKNOWN = "no-such-option";

    private final Bench bench;
    private final SourceProvider provider;

    ConfigurationRules(Bench bench) {
        this.bench = bench;
        this.provider = bench.provider();
    }

    /** What a host finds wrong with a configuration before it opens anything. */
    private List<String> faults(Map<String, String> config) {
        return Sources.of(provider)
                .faults(List.of(
                        SourceSpec.of(provider.name()).named(Bench.SOURCE).with(config)));
    }

    private static String about(List<String> faults, String key) {
        return faults.stream().filter(fault -> fault.contains('"' + key + '"')).collect(Collectors.joining("\n"));
    }

    /** What opening and reading a first record fails with, or null if it works. */
    private @Nullable CkpiException trying(Map<String, String> config) {
        try (Bench.Opened opened = bench.open(config)) {
            for (Class<? extends SourceRecord> type : opened.source.describe().streams()) {
                try (RecordReader<?> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
                    reader.next();
                }
            }
            return null;
        } catch (CkpiException e) {
            return e;
        }
    }

    void c01() throws Exception {
        bench.some();
        Map<String, String> config = bench.config(Map.of());
        assertThat(faults(config)).as("what is wrong with config()").isEmpty();
        for (SourceOption option : provider.options()) {
            Map<String, String> without = new HashMap<>(config);
            without.remove(option.key());
            if (option.required()) {
                assertThat(about(faults(without), option.key()))
                        .as("the fault of a configuration without the option %s", option.key())
                        .isNotEmpty();
            } else if (option.defaultValue() == null && config.containsKey(option.key())) {
                CkpiException failure = trying(without);
                if (failure != null && failure.kind() != CkpiException.Kind.AUTH) {
                    assertThat(failure.kind())
                            .as("the kind of failure without the optional option %s: %s", option.key(), failure)
                            .isEqualTo(CkpiException.Kind.CONFIG);
                    assertThat(failure.getMessage())
                            .as("the failure without the optional option %s must name it", option.key())
                            .contains(option.key());
                }
            }
        }
    }

    void c02() throws Exception {
        bench.some();
        Map<String, String> config = bench.config(Map.of());
        Set<String> declared =
                provider.options().stream().map(SourceOption::key).collect(Collectors.toSet());
        assertThat(declared)
                .as("the declared options")
                .containsAll(config.keySet())
                .doesNotContain(UNKNOWN);
        assertThat(about(faults(bench.config(Map.of(UNKNOWN, "x"))), UNKNOWN))
                .as("the fault of an unknown option")
                .isNotEmpty();
    }

    private static @Nullable String wrong(SourceOption.Kind kind) {
        return switch (kind) {
            case INT -> "twelve";
            case DECIMAL -> "1,5x";
            case BOOLEAN -> "perhaps";
            case DURATION -> "soon";
            case PATH -> "a\u0000b";
            case URI -> "not a uri";
            case ZONE -> "Nowhere/None";
            case CURRENCY -> "euro";
            case STRING, SECRET -> null;
        };
    }

    void c03() throws Exception {
        bench.some();
        int checked = 0;
        for (SourceOption option : provider.options()) {
            String wrong = wrong(option.kind());
            if (wrong == null) {
                continue;
            }
            checked++;
            assertThat(about(faults(bench.config(Map.of(option.key(), wrong))), option.key()))
                    .as("the fault of the option %s with the value %s", option.key(), wrong)
                    .isNotEmpty();
            if (option.kind() == SourceOption.Kind.INT) {
                for (String number : List.of("-1", "0", Long.toString(Long.MAX_VALUE))) {
                    CkpiException failure = trying(bench.config(Map.of(option.key(), number)));
                    if (failure != null) {
                        assertThat(failure.kind())
                                .as("the kind of failure of the option %s with the value %s", option.key(), number)
                                .isEqualTo(CkpiException.Kind.CONFIG);
                        assertThat(failure.getMessage())
                                .as("the failure of the option %s with the value %s must name it", option.key(), number)
                                .contains(option.key());
                    }
                }
            }
        }
        if (checked == 0) {
            Bench.doesNotApply("all its options are texts");
        }
    }

    void c04() throws Exception {
        bench.some();
        Map<String, String> wrong = bench.tck().wrongCredentials();
        assertThat(wrong).as("wrongCredentials()").isNotEmpty();
        assertThat(faults(bench.config(wrong)))
                .as("what is wrong with the form of wrongCredentials()")
                .isEmpty();
        CkpiException failure = trying(bench.config(wrong));
        assertThat(failure).as("the failure with wrong credentials").isNotNull();
        assertThat(Objects.requireNonNull(failure).kind())
                .as("the kind of failure with wrong credentials: %s", failure)
                .isEqualTo(CkpiException.Kind.AUTH);
    }

    void c05() throws Exception {
        bench.some();
        Map<String, String> config = new TreeMap<>(bench.config(Map.of()));
        config.put(UNKNOWN, "x");
        config.put("another-unknown-option", "x");
        List<String> keys = new java.util.ArrayList<>(List.of(UNKNOWN, "another-unknown-option"));
        for (SourceOption option : provider.options()) {
            String wrong = wrong(option.kind());
            if (wrong != null) {
                config.put(option.key(), wrong);
                keys.add(option.key());
            } else if (option.required()) {
                config.remove(option.key());
                keys.add(option.key());
            }
        }
        List<String> faults = faults(config);
        for (String key : keys) {
            assertThat(about(faults, key))
                    .as("the fault of the option %s among %s faults", key, keys.size())
                    .isNotEmpty();
        }
    }
}
