package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceOption;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

/** Options that all services have. */
public final class Options {

    private static final String TIMEOUT = "timeout";
    private static final String BYTES = "max-answer-bytes";
    private static final long DEFAULT_BYTES = 64L << 20;

    private Options() {}

    /** {@code mapping}, {@code lists}, {@code currency}, {@code timeout} and {@code max-answer-bytes}. */
    public static List<SourceOption> common() {
        return List.of(
                SourceOption.optional(
                        "mapping",
                        SourceOption.Kind.PATH,
                        null,
                        new Names(
                                "Путь к своему описанию соответствия вместо встроенного.",
                                "The path of a mapping of one's own instead of the shipped one.")),
                SourceOption.optional(
                        "lists",
                        SourceOption.Kind.STRING,
                        null,
                        new Names(
                                "Какие списки читать, через запятую; без неё — все.",
                                "Which lists to read, comma-separated; all if it is missing.")),
                SourceOption.optional(
                        "currency",
                        SourceOption.Kind.CURRENCY,
                        null,
                        new Names("Валюта сумм без валюты.", "The currency of amounts without one.")),
                SourceOption.optional(
                        TIMEOUT,
                        SourceOption.Kind.DURATION,
                        "PT60S",
                        new Names(
                                "Сколько сервис может молчать, не больше PT4M.",
                                "How long the service may be silent, at most PT4M.")),
                SourceOption.optional(
                        BYTES,
                        SourceOption.Kind.INT,
                        Long.toString(DEFAULT_BYTES),
                        new Names("Наибольшая длина ответа в байтах.", "The most bytes of an answer.")));
    }

    static Http.Limits limits(SourceConfig config, String code) {
        Duration timeout = config.duration(TIMEOUT).orElse(Duration.ofSeconds(60));
        long bytes = config.integer(BYTES).orElse(DEFAULT_BYTES);
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(4)) > 0) {
            throw fault(config, code, TIMEOUT, "is not PT0.1S to PT4M: " + timeout);
        }
        if (bytes < 1024 || bytes > 1L << 30) {
            throw fault(config, code, BYTES, "is not 1024 to 1073741824: " + bytes);
        }
        return new Http.Limits(timeout, bytes);
    }

    /** The text of an option; the first of {@code values} if it is missing. */
    static String oneOf(SourceConfig config, String code, String key, String... values) {
        String text = config.text(key).orElse(values[0]);
        if (!List.of(values).contains(text)) {
            throw fault(config, code, key, "is not one of " + String.join(", ", values));
        }
        return text;
    }

    /** The address of a service: https, or http on this machine, and no more than a host. */
    static URI address(SourceConfig config, String code, String key) {
        URI uri = config.uri(key).orElseThrow();
        String host = uri.getHost();
        boolean here = "127.0.0.1".equals(host) || "localhost".equals(host);
        boolean safe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && here);
        boolean bare = (uri.getRawPath() == null || uri.getRawPath().matches("/?"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null;
        if (!safe || host == null || !bare) {
            throw fault(config, code, key, "is not https:// and a host");
        }
        return uri;
    }

    /** The request with a token; a token that cannot stand in a header would show up in an error, so it is left out. */
    static HttpRequest.Builder bearer(HttpRequest.Builder request, String scheme, char[] token) {
        for (char c : token) {
            if (c <= ' ' || c > '~') {
                return request;
            }
        }
        return request.header("Authorization", scheme + " " + new String(token));
    }

    static CkpiException fault(SourceConfig config, String code, String key, String what) {
        return new CkpiException(
                CkpiException.Kind.CONFIG, code + "-OPTION", config.source(), "option " + key + " " + what);
    }
}
