package io.ckpi.source.rest;

import io.ckpi.core.Names;
import io.ckpi.source.rest.internal.Bitrix24;
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
 * The plugin {@code bitrix24}: leads, deals, smart processes, invoices, contacts, calls, tasks and employees of a Bitrix24 portal through an
 * incoming webhook, see docs/guide/source-rest.md. Tested against the documented shapes, not against a live account.
 *
 * <p>What a stage means is read from the portal, never from the names of stages. Lists are read in the order of ids, so
 * that rows may come and go meanwhile; every reader can be resumed, also behind its last row, where it goes on with what was
 * changed since. Requests keep to the portal's limits (a bucket of 50 that
 * drains 2 a second; 250 and 5 for the tariff Enterprise).
 *
 * <p><b>Options.</b> {@code webhook}, a secret; {@code orders}, {@code tariff}, {@code deadline-moves},
 * {@code processes}, {@code lists},
 * {@code mapping}, {@code currency}, limits.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Bitrix24Provider implements SourceProvider {

    private final Pause pause;

    /** The plugin. */
    public Bitrix24Provider() {
        this(Pause.REAL);
    }

    Bitrix24Provider(Pause pause) {
        this.pause = Objects.requireNonNull(pause, "pause");
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return "bitrix24";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public List<SourceOption> options() {
        List<SourceOption> options = new ArrayList<>();
        options.add(SourceOption.required(
                "webhook",
                SourceOption.Kind.SECRET,
                new Names(
                        "Адрес входящего вебхука целиком; он сам и есть секрет.",
                        "The whole address of an incoming webhook; it is itself the secret.")));
        options.add(SourceOption.optional(
                "orders",
                SourceOption.Kind.STRING,
                "deals",
                new Names(
                        "Что считать заказами: deals (выигранные сделки) или invoices (счета).",
                        "What an order is: deals (won ones) or invoices.")));
        options.add(SourceOption.optional(
                "tariff",
                SourceOption.Kind.STRING,
                "standard",
                new Names(
                        "Тариф, от которого зависит частота запросов: standard или enterprise.",
                        "The tariff, on which the rate of requests depends: standard or enterprise.")));
        options.add(SourceOption.optional(
                "deadline-moves",
                SourceOption.Kind.BOOLEAN,
                "false",
                new Names(
                        "Считать переносы сроков задач: по запросу на каждую задачу.",
                        "Whether moves of deadlines are counted, which takes a request for every task.")));
        options.add(SourceOption.optional(
                "processes",
                SourceOption.Kind.STRING,
                null,
                new Names(
                        "Смарт-процессы, которые читаются как сделки: их entityTypeId через запятую, например 1036,1040.",
                        "Smart processes to read as deals: their entityTypeId, comma-separated, such as 1036,1040.")));
        options.addAll(Options.common());
        return List.copyOf(options);
    }

    /**
     * Opens the source; the portal is asked when something is read.
     *
     * @throws io.ckpi.core.CkpiException of kind CONFIG
     */
    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        return Bitrix24.open(config, context, pause);
    }
}
