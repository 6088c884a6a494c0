package io.ckpi.source.rest;

import io.ckpi.core.Names;
import io.ckpi.source.rest.internal.HubSpot;
import io.ckpi.source.rest.internal.Options;
import io.ckpi.source.rest.internal.Pause;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The plugin {@code hubspot}: deals, contacts, e-mail events and owners of a HubSpot account, see docs/guide/source-rest.md.
 * Tested against the documented shapes, not against a live account.
 *
 * <p>Stages come from the history of the properties {@code dealstage} and {@code lifecyclestage}; what a stage of a deal means
 * is read from the pipelines, never from its name. Objects are read in the order of ids, whatever their number; every reader
 * can be resumed. At most 190 requests are sent in 10 seconds, and 4 searches in one.
 *
 * <p><b>Options.</b> {@code token}, a secret; {@code address}, {@code lists}, {@code mapping}, {@code currency}, limits.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class HubSpotProvider implements SourceProvider {

    private final Pause pause;

    /** The plugin. */
    public HubSpotProvider() {
        this(Pause.REAL);
    }

    HubSpotProvider(Pause pause) {
        this.pause = Objects.requireNonNull(pause, "pause");
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return "hubspot";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public List<SourceOption> options() {
        List<SourceOption> options = new ArrayList<>();
        options.add(SourceOption.required(
                "token",
                SourceOption.Kind.SECRET,
                new Names("Токен частного приложения.", "The token of a private app.")));
        options.add(SourceOption.optional(
                "address",
                SourceOption.Kind.URI,
                "https://api.hubapi.com",
                new Names("Адрес сервиса.", "The address of the service.")));
        options.addAll(Options.common());
        return List.copyOf(options);
    }

    /**
     * Opens the source; the service is asked when something is read.
     *
     * @throws io.ckpi.core.CkpiException of kind CONFIG
     */
    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        return HubSpot.open(config, context, pause);
    }
}
