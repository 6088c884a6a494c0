package io.ckpi.tck;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options a plugin declares, so that they are checked by a host whatever else is wrong with the plugin. */
record Options(List<SourceOption> options) implements SourceProvider {

    /**
     * Given options as a host would hand them over, but without those that the plugin does not declare: other rules find them.
     *
     * @throws CkpiException kind CONFIG if a value does not fit
     */
    SourceConfig config(String source, Map<String, String> given) {
        Map<String, String> known = new HashMap<>(given);
        known.keySet().retainAll(options.stream().map(SourceOption::key).toList());
        Sources host = Sources.of(this);
        if (host.plugins().isEmpty()) {
            throw new AssertionError(host.issues().get(0).sentence().en());
        }
        SourceSpec spec = SourceSpec.of(name()).named(source);
        try {
            return host.config(spec.with(known));
        } catch (CkpiException e) {
            return host.config(spec.with(given)); // tells of misspelled keys, too
        }
    }

    @Override
    public String name() {
        return "options";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public int spiLevel() {
        return Sources.MAX_SPI_LEVEL;
    }

    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        throw new UnsupportedOperationException("only the options are of interest");
    }
}
