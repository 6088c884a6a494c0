package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.RowSettings;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The logs of a counter of Yandex Metrica. Thread-safe. */
public final class Metrica {

    static final String CODE = "CKPI-METRICA";

    private static final Set<String> LISTS = Set.of("visits", "hits");
    private static final long MOST_COUNTER = 0xFFFF_FFFFL;
    private static final int MOST_FIELD_CHARS = 3000;

    final Http http;
    final MetricaLogs logs;
    final String source;
    private final Clock clock;
    private final ZoneId zone;
    private final LocalDate since;
    private final String attribution;

    private Metrica(
            Http http, MetricaLogs logs, String source, Clock clock, ZoneId zone, LocalDate since, String attribution) {
        this.http = http;
        this.logs = logs;
        this.source = source;
        this.clock = clock;
        this.zone = zone;
        this.since = since;
        this.attribution = attribution;
    }

    /**
     * Opens a source; asks the service nothing yet.
     *
     * @throws CkpiException of kind CONFIG
     */
    public static RecordSource open(SourceConfig config, SourceContext context, Pause pause) {
        String source = config.source();
        ZoneId zone = config.zone("zone").orElseThrow();
        RowSettings base =
                RowSettings.DEFAULT.with(zone, config.currency("currency").orElse(null));
        RestMapping mapping = RestMapping.read("yandex-metrica", config.path("mapping"), LISTS, Columns.any(), base);
        List<RestMapping.Table> chosen =
                mapping.chosen(source, CODE, config.text("lists").orElse(null));
        long counter = config.integer("counter").orElseThrow();
        if (counter < 1 || counter > MOST_COUNTER) {
            throw Options.fault(config, CODE, "counter", "is not 1 to " + MOST_COUNTER + ": " + counter);
        }
        String attribution = config.text("attribution").orElse("lastsign");
        if (!attribution.matches("[a-z_]{1,40}")) {
            throw Options.fault(config, CODE, "attribution", "is not a model such as lastsign");
        }
        Service service = new Account(
                Options.address(config, CODE, "address"), config.secret("token").orElseThrow());
        Pacer pacer = new Pacer(source, CODE, context.clock(), pause, 5, Duration.ofMillis(200));
        Http http = new Http(source, CODE, service, context, pacer, Options.limits(config, CODE));
        MetricaLogs logs = new MetricaLogs(http, counter);
        Metrica metrica = new Metrica(http, logs, source, context.clock(), zone, since(config), attribution);
        for (RestMapping.Table table : chosen) {
            if (new MetricaTable(metrica, table.list(), table.records())
                            .fields()
                            .length()
                    > MOST_FIELD_CHARS) {
                http.close();
                throw Options.fault(
                        config, CODE, "mapping", "names more fields than " + MOST_FIELD_CHARS + " characters");
            }
        }
        Supplier<List<MetricaTable>> tables = () -> chosen.stream()
                .map(table -> new MetricaTable(metrica, table.list(), table.records()))
                .toList();
        return new RestSource(source, CODE, mapping.header(), tables, context, () -> {
            logs.close();
            http.close();
        });
    }

    private static LocalDate since(SourceConfig config) {
        try {
            return LocalDate.parse(config.text("since").orElseThrow());
        } catch (DateTimeException e) {
            throw Options.fault(config, CODE, "since", "is not a day such as 2026-01-31");
        }
    }

    private record Account(URI address, Secret token) implements Service {
        @Override
        public HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
            return token.use(chars -> Options.bearer(request, "OAuth", chars));
        }

        @Override
        public @Nullable String error(@Nullable Object answer) {
            List<Map<String, @Nullable Object>> errors = Json.maps(answer, "errors");
            if (errors.isEmpty()) {
                return null;
            }
            String type = Json.text(errors.get(0), "error_type");
            return type == null ? "error" : type;
        }

        @Override
        public boolean isAccess(String error) {
            return error.equals("access_denied") || error.equals("invalid_token") || error.equals("unauthorized");
        }

        @Override
        public boolean isBusy(String error) {
            return error.startsWith("quota") || error.equals("too_many_requests");
        }
    }

    /** Days of a log, both included. */
    record Days(LocalDate first, LocalDate last) {}

    /**
     * The days to ask for: those of the request, from {@code since} to {@code last}, cut at the end of each year. A day more on
     * both sides is read, as a visit belongs to the day on which it began.
     *
     * @param after null, or the day behind which a reading goes on
     */
    List<Days> days(ReadRequest<?> request, @Nullable LocalDate after, LocalDate last) {
        LocalDate first = since;
        Instant from = request.from();
        Instant to = request.to();
        if (from != null && from.isAfter(first.atStartOfDay(zone).toInstant())) {
            LocalDate day = from.atZone(zone).toLocalDate().minusDays(1);
            first = day.isAfter(first) ? day : first;
        }
        LocalDate end = last;
        if (to != null && to.isBefore(last.atStartOfDay(zone).toInstant())) {
            end = to.atZone(zone).toLocalDate();
        }
        if (after != null && !after.isBefore(first)) {
            first = after.plusDays(1);
        }
        List<Days> days = new ArrayList<>();
        while (!first.isAfter(end)) {
            LocalDate cut = first.withDayOfYear(first.lengthOfYear());
            cut = cut.isAfter(end) ? end : cut;
            days.add(new Days(first, cut));
            first = cut.plusDays(1);
        }
        return days;
    }

    /** The service gives whole days only. */
    LocalDate yesterday() {
        return clock.instant().atZone(zone).toLocalDate().minusDays(1);
    }

    Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(zone).toInstant();
    }

    String attribution() {
        return attribution;
    }
}
