package io.ckpi.source.rest;

import io.ckpi.core.Names;
import io.ckpi.source.rest.internal.Metrica;
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
 * The plugin {@code yandex-metrica}: visits and hits of a counter of Yandex Metrica through its Logs API, see
 * docs/guide/source-rest.md. Tested against the documented shapes, not against a live account.
 *
 * <p>Logs are ordered for at most a calendar year each and up to yesterday, awaited, read part by part, and always cleaned: when
 * they were read, else when the source is closed. Every reader can be resumed.
 *
 * <p><b>Options.</b> {@code token}, a secret; {@code counter}, {@code zone}, {@code since}, {@code attribution},
 * {@code address}, {@code lists}, {@code mapping}, {@code currency}, limits.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class YandexMetricaProvider implements SourceProvider {

    private final Pause pause;

    /** The plugin. */
    public YandexMetricaProvider() {
        this(Pause.REAL);
    }

    YandexMetricaProvider(Pause pause) {
        this.pause = Objects.requireNonNull(pause, "pause");
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return "yandex-metrica";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public List<SourceOption> options() {
        List<SourceOption> options = new ArrayList<>();
        options.add(SourceOption.required(
                "token", SourceOption.Kind.SECRET, new Names("Токен OAuth.", "The OAuth token.")));
        options.add(SourceOption.required(
                "counter", SourceOption.Kind.INT, new Names("Номер счётчика.", "The number of the counter.")));
        options.add(SourceOption.required(
                "zone", SourceOption.Kind.ZONE, new Names("Часовой пояс счётчика.", "The zone of the counter.")));
        options.add(SourceOption.required(
                "since",
                SourceOption.Kind.STRING,
                new Names("С какого дня читать, например 2026-01-31.", "The first day to read, such as 2026-01-31.")));
        options.add(SourceOption.optional(
                "attribution",
                SourceOption.Kind.STRING,
                "lastsign",
                new Names("Модель атрибуции источников.", "The model of attribution of sources.")));
        options.add(SourceOption.optional(
                "address",
                SourceOption.Kind.URI,
                "https://api-metrika.yandex.net",
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
        return Metrica.open(config, context, pause);
    }
}
