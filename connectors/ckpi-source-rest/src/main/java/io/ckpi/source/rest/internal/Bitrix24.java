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
import java.util.TreeSet;
import java.util.function.Supplier;
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
        Set<Integer> processes = processes(config);
        Bitrix24 portal = new Bitrix24(http);
        Bitrix24Lists lists = new Bitrix24Lists(
                portal,
                source,
                config.flag("deadline-moves").orElse(false),
                mapping.shipped(),
                new Bitrix24Stages(portal, processes));
        Supplier<List<MappedTable>> tables = () -> {
            List<MappedTable> made = new ArrayList<>();
            for (RestMapping.Table table : chosen) {
                String list = table.list();
                boolean isOther = mapping.shipped()
                        && (invoices ? Set.of("deals", "processes") : Set.of("invoices")).contains(list);
                for (int type : list.startsWith("process") ? processes : Set.of(0)) {
                    String name = type == 0 ? list : list + "-" + type;
                    if (!isOther) {
                        made.add(new ListTable(
                                source,
                                CODE,
                                name,
                                table.records(),
                                context.clock(),
                                http::byTheirClock,
                                (request, since) -> lists.pages(list, type, request, since)));
                    }
                }
            }
            return made;
        };
        return new RestSource(source, CODE, mapping.header(), tables, context, http::close);
    }

    /** The types of smart processes to read. */
    private static Set<Integer> processes(SourceConfig config) {
        Set<Integer> types = new TreeSet<>();
        for (String type :
                config.text("processes").map(text -> text.split(",", -1)).orElse(new String[0])) {
            String number = type.strip();
            if (!number.matches("\\d{3,9}") || Integer.parseInt(number) < Bitrix24Rows.PROCESS) {
                throw Options.fault(
                        config, CODE, "processes", "is no list of entityTypeId from 128 on, such as 1036,1040");
            }
            types.add(Integer.parseInt(number));
        }
        return types;
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

    /** The rows of an answer, none left out; none if there is nothing, as PHP writes an empty list for it. */
    List<Map<String, @Nullable Object>> rows(Object answer, String method, String... members) {
        if (answer == Json.NOTHING || (Json.at(answer, "result") instanceof List<?> list && list.isEmpty())) {
            return List.of();
        }
        List<Map<String, @Nullable Object>> rows = Json.onlyMaps(answer, members);
        if (rows == null) {
            throw shape(method);
        }
        return rows;
    }

    CkpiException shape(String method) {
        return http.fault(CkpiException.Kind.DATA, "SHAPE", method + ": the answer has another shape than documented");
    }

    CkpiException paging(String method, String what) {
        return http.fault(CkpiException.Kind.DATA, "PAGING", method + ": " + what);
    }
}
