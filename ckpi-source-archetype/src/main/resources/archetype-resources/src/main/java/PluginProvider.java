package ${package};

import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.util.List;

/** Names the plugin, declares its options and opens sources. It keeps no state. */
public final class PluginProvider implements SourceProvider {

    /** For the service loader; does nothing. */
    public PluginProvider() {}

    @Override
    public int spiLevel() {
        return 1; // the level this plugin was written against: a literal
    }

    @Override
    public String name() {
        return "${pluginName}";
    }

    @Override
    public String version() {
        return "${version}";
    }

    @Override
    public List<SourceOption> options() {
        return PluginOptions.DECLARED;
    }

    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        return new PluginSource(PluginOptions.of(config), context);
    }
}
