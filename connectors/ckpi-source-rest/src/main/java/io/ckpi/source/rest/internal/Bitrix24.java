package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RowSettings;
import io.ckpi.spi.ReadRequest;
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
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Calls the REST methods of a Bitrix24 portal through an incoming webhook. Thread-safe. */
public final class Bitrix24 {

    static final String CODE = "CKPI-BITRIX24";

    private static final Pattern WEBHOOK =
            Pattern.compile("(https://[A-Za-z0-9.-]+(:\\d{1,5})?|http://(127\\.0\\.0\\.1|localhost)(:\\d{1,5})?)"
                    + "/rest/\\d{1,10}/[A-Za-z0-9_-]{1,128}/?");
    private static final Set<String> ACCESS = Set.of(
            "ACCESS_DENIED",
            "INSUFFICIENT_SCOPE",
            "INVALID_CREDENTIALS",
            "NO_AUTH_FOUND",
            "EXPIRED_TOKEN",
            "INVALID_TOKEN",
            "USER_ACCESS_ERROR",
            "WRONG_AUTH_TYPE",
            "ACCESS DENIED.");
    private static final Set<String> BUSY = Set.of("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT");

    private final Http http;

    private Bitrix24(Http http) {
        this.http = http;
    }

    /**
     * Opens a source; asks the portal nothing yet.
     *
     * @throws CkpiException of kind CONFIG
     */
    public static RecordSource open(SourceConfig config, SourceContext context, Pause pause) {
        String source = config.source();
        RowSettings base =
                RowSettings.DEFAULT.with(null, config.currency("currency").orElse(null));
        RestMapping mapping =
                RestMapping.read("bitrix24", config.path("mapping"), Bitrix24Lists.NAMES, Columns.ofJson(), base);
        List<RestMapping.Table> chosen =
                mapping.chosen(source, CODE, config.text("lists").orElse(null));
        boolean invoices =
                Options.oneOf(config, CODE, "orders", "deals", "invoices").equals("invoices");
        boolean enterprise =
                Options.oneOf(config, CODE, "tariff", "standard", "enterprise").equals("enterprise");
        Secret webhook = config.secret("webhook").orElseThrow();
        if (!webhook.use(chars -> WEBHOOK.matcher(new String(chars)).matches())) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    CODE + "-OPTION",
                    source,
                    "option webhook is not the address of an incoming webhook, such as https://PORTAL/rest/USER/KEY/");
        }
        Pacer pacer = new Pacer(
                source, CODE, context.clock(), pause, enterprise ? 250 : 50, Duration.ofMillis(enterprise ? 200 : 500));
        Http http = new Http(source, CODE, new Webhook(webhook), context, pacer, Options.limits(config, CODE));
        Bitrix24Lists lists = new Bitrix24Lists(
                new Bitrix24(http), source, config.flag("deadline-moves").orElse(false), mapping.shipped());
        List<MappedTable> tables = new ArrayList<>();
        for (RestMapping.Table table : chosen) {
            boolean isOther = mapping.shipped() && table.list().equals(invoices ? "deals" : "invoices");
            if (!isOther) {
                Function<ReadRequest<?>, Pages> pages = request -> lists.pages(table.list(), request);
                tables.add(new ListTable(source, CODE, table.list(), table.records(), context.clock(), pages));
            }
        }
        return new MappedSource(source, CODE, mapping.header(), tables, context, http::close);
    }

    /** The webhook's own address, a secret, with the name of a method behind it. */
    private record Webhook(Secret webhook) implements Service {
        @Override
        public HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(webhook.use(chars -> {
                String text = new String(chars);
                return URI.create(text + (text.endsWith("/") ? "" : "/") + path);
            }));
        }

        @Override
        public @Nullable String error(@Nullable Object answer) {
            Object error = Json.at(answer, "error");
            String code = error instanceof Map<?, ?> ? Json.text(error, "code") : Json.text(answer, "error");
            if (code == null && error != null && Json.at(answer, "result") == null) {
                return "unknown";
            }
            return code;
        }

        @Override
        public boolean isAccess(String error) {
            return ACCESS.contains(error.toUpperCase(java.util.Locale.ROOT));
        }

        @Override
        public boolean isBusy(String error) {
            return BUSY.contains(error);
        }

        @Override
        public @Nullable Duration retryAfter(int status, @Nullable Object answer, Instant now) {
            String reset = Json.text(answer, "time", "operating_reset_at");
            if (reset == null) {
                reset = Json.text(answer, "operating_reset_at");
            }
            if (reset == null || !reset.matches("\\d{1,12}") || !"OPERATION_TIME_LIMIT".equals(error(answer))) {
                return null;
            }
            Duration wait = Duration.between(now, Instant.ofEpochSecond(Long.parseLong(reset)));
            return wait.isNegative() ? Duration.ZERO : wait;
        }
    }

    /** The answer of a method; {@link Json#NOTHING} if there is nothing. */
    Object call(String method, Map<String, Object> parameters, Runnable check) {
        Object answer = http.json(method + ".json", method, parameters, check);
        return answer == null ? Json.NOTHING : answer;
    }

    CkpiException shape(String method) {
        return http.fault(CkpiException.Kind.DATA, "SHAPE", method + ": the answer has another shape than documented");
    }

    CkpiException stuck(String method) {
        return http.fault(
                CkpiException.Kind.DATA, "PAGING", method + ": gives rows again that were asked to be left out");
    }
}
