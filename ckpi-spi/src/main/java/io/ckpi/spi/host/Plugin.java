package io.ckpi.spi.host;

import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.util.List;
import java.util.Objects;

/**
 * A plugin that was found and works as far as can be told without opening a source.
 *
 * @param name its name
 * @param version its version
 * @param spiLevel level of the contract it was compiled against
 * @param options its options
 * @param location jar, folder or module it comes from
 * @param provider the plugin itself
 */
public record Plugin(
        String name,
        String version,
        int spiLevel,
        List<SourceOption> options,
        String location,
        SourceProvider provider) {

    /** Copies the options. */
    public Plugin {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        options = List.copyOf(options);
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(provider, "provider");
    }

    /** Name, version and location; does not ask the plugin. */
    @Override
    public String toString() {
        return name + " " + version + " (" + location + ")";
    }
}
