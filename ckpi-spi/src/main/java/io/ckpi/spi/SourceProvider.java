package io.ckpi.spi;

import java.util.List;

/**
 * A plugin: it names itself, declares its options and opens sources.
 *
 * <p>A provider has a public constructor without arguments that does no input or output and starts no thread. It keeps no
 * state. It is found by {@link java.util.ServiceLoader}; declare it both with {@code provides … with} in the module
 * descriptor and in {@code META-INF/services}.
 *
 * <p>Later SPI levels add only {@code default} methods.
 */
public interface SourceProvider {

    /** The present level of this contract. */
    int SPI_LEVEL = 1;

    /** The level that the plugin was compiled against: a literal number, not {@link #SPI_LEVEL}. */
    int spiLevel();

    /** The plugin's name: {@code [a-z][a-z0-9-]*}. */
    String name();

    /** The plugin's version. */
    String version();

    /** All options it understands; an option that is not listed is a configuration error. */
    List<SourceOption> options();

    /**
     * Opens a source. The host has already checked the configuration against {@link #options()}.
     *
     * @throws io.ckpi.core.CkpiException if the source cannot be opened (kinds CONFIG, AUTH, UNAVAILABLE)
     */
    RecordSource open(SourceConfig config, SourceContext context);
}
