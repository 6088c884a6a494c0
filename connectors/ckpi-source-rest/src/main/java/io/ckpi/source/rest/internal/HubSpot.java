package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RowSettings;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls the API of HubSpot with the token of a private app. Thread-safe. */
public final class HubSpot {

    static final String CODE = "CKPI-HUBSPOT";

    /** At most 190 requests in 10 seconds: 90 at once, 10 a second. */
    private static final int BURST = 90;

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration SEARCH_INTERVAL = Duration.ofMillis(250);
    private static final Set<String> ACCESS =
            Set.of("MISSING_SCOPES", "INVALID_AUTHENTICATION", "EXPIRED_AUTHENTICATION", "BANNED");
    /** Says that it is the day's limit: nothing more will come today. */
    private static final String DAILY = ".DAILY";

    private static final Set<String> BUSY = Set.of("RATE_LIMITS", "RATE_LIMIT");

    private final Http http;
    private final Pacer searches;

    private HubSpot(Http http, Pacer searches) {
        this.http = http;
        this.searches = searches;
    }

    /**
     * Opens a source; asks the service nothing yet.
     *
     * @throws CkpiException of kind CONFIG
     */
    public static RecordSource open(SourceConfig config, SourceContext context, Pause pause) {
        String source = config.source();
        RowSettings base =
                RowSettings.DEFAULT.with(null, config.currency("currency").orElse(null));
        RestMapping mapping =
                RestMapping.read("hubspot", config.path("mapping"), HubSpotLists.NAMES, Columns.ofJson(), base);
        List<RestMapping.Table> chosen =
                mapping.chosen(source, CODE, config.text("lists").orElse(null));
        Service service = new Account(
                Options.address(config, CODE, "address"), config.secret("token").orElseThrow());
        Pacer pacer = new Pacer(source, CODE, context.clock(), pause, BURST, INTERVAL);
        Pacer searches = new Pacer(source, CODE, context.clock(), pause, 1, SEARCH_INTERVAL);
        Http http = new Http(source, CODE, service, context, pacer, Options.limits(config, CODE));
        HubSpotLists lists = new HubSpotLists(new HubSpot(http, searches), source, context.clock(), mapping.shipped());
        Supplier<List<MappedTable>> tables = () -> {
            List<MappedTable> made = new ArrayList<>();
            for (RestMapping.Table table : chosen) {
                List<String> columns = table.records().columns();
                made.add(new ListTable(
                        source,
                        CODE,
                        table.list(),
                        table.records(),
                        context.clock(),
                        http::byTheirClock,
                        (request, since) -> lists.pages(table.list(), columns, request, since)));
            }
            return made;
        };
        return new RestSource(source, CODE, mapping.header(), tables, context, http::close);
    }

    private record Account(URI address, Secret token) implements Service {
        @Override
        public HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
            return token.use(chars -> Options.bearer(request, "Bearer", chars));
        }

        @Override
        public @Nullable String error(@Nullable Object answer) {
            if (!"error".equals(Json.text(answer, "status"))) {
                return null;
            }
            String category = Json.text(answer, "category");
            String type = Json.text(answer, "errorType");
            String error = category != null ? category : type != null ? type : "error";
            return "DAILY".equals(Json.text(answer, "policyName")) ? error + DAILY : error;
        }

        @Override
        public boolean isAccess(String error) {
            return ACCESS.contains(error);
        }

        @Override
        public boolean isBusy(String error) {
            return error.endsWith(DAILY) || BUSY.contains(error);
        }

        @Override
        public @Nullable Duration retryAfter(int status, @Nullable Object answer, Instant now) {
            return "TEN_SECONDLY_ROLLING".equals(Json.text(answer, "policyName")) ? Duration.ofSeconds(10) : null;
        }
    }

    /** The answer to a request without a body; {@link Json#NOTHING} if there is nothing. */
    Object get(String path, String name, Runnable check) {
        Object answer = http.json(path, name, null, check);
        return answer == null ? Json.NOTHING : answer;
    }

    /** The answer to a request with a body; {@link Json#NOTHING} if there is nothing. */
    Object post(String path, String name, Map<String, Object> body, Runnable check) {
        Object answer = http.json(path, name, body, check);
        return answer == null ? Json.NOTHING : answer;
    }

    /** A search, of which the service allows fewer. */
    Object search(String path, String name, Map<String, Object> body, Runnable check) {
        searches.await(check);
        return post(path, name, body, check);
    }

    /** The rows of an answer, none left out; none if there is nothing. */
    List<Map<String, @Nullable Object>> rows(Object answer, String name, String... members) {
        if (answer == Json.NOTHING) {
            return List.of();
        }
        List<Map<String, @Nullable Object>> rows = Json.onlyMaps(answer, members);
        if (rows == null) {
            throw shape(name);
        }
        return rows;
    }

    /**
     * What an answer says of the objects that were asked for, each by its id; deleted ones are missing.
     *
     * @throws CkpiException if one is missing for another reason
     */
    List<Map<String, @Nullable Object>> batch(Object answer, String name) {
        List<Map<String, @Nullable Object>> rows = Json.onlyMaps(answer, "results");
        if (rows == null) {
            throw shape(name);
        }
        for (Map<String, @Nullable Object> error : Json.maps(answer, "errors")) {
            if (!"OBJECT_NOT_FOUND".equals(Json.text(error, "category"))) {
                throw http.fault(CkpiException.Kind.DATA, "PARTIAL", name + ": the service leaves objects out");
            }
        }
        return rows;
    }

    CkpiException shape(String name) {
        return http.fault(CkpiException.Kind.DATA, "SHAPE", name + ": the answer has another shape than documented");
    }

    CkpiException paging(String name, String what) {
        return http.fault(CkpiException.Kind.DATA, "PAGING", name + ": " + what);
    }

    CkpiException cursor() {
        return http.fault(CkpiException.Kind.CONFIG, "CURSOR", "the cursor is broken");
    }
}
