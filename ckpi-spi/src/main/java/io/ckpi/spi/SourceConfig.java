package io.ckpi.spi;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Optional;

/**
 * The checked configuration of one source instance. Every option has been validated against its kind, so a typed
 * accessor cannot fail on the text; asking for a key that the plugin did not declare is an error of the plugin.
 */
public interface SourceConfig {

    /** The name of the source instance, unique in the host; records carry it. */
    String source();

    /** The option's text, its default included. */
    Optional<String> text(String key);

    /** A whole number. */
    Optional<Long> integer(String key);

    /** A decimal number. */
    Optional<BigDecimal> decimal(String key);

    /** A yes or no. */
    Optional<Boolean> flag(String key);

    /** A duration. */
    Optional<Duration> duration(String key);

    /** A path. */
    Optional<Path> path(String key);

    /** A URI. */
    Optional<URI> uri(String key);

    /** A zone. */
    Optional<ZoneId> zone(String key);

    /** A currency. */
    Optional<Currency> currency(String key);

    /** A secret; its value exists only inside {@link Secret#use}. */
    Optional<Secret> secret(String key);
}
