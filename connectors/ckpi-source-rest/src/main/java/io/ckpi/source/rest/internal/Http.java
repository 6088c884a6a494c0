package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a web service at its pace, within limits of time and size, and makes errors of whatever is no answer. No error holds
 * an address, a header or a part of an answer. Follows redirects only to the same host. Thread-safe.
 */
final class Http implements AutoCloseable {

    /**
     * Limits of an answer.
     *
     * @param timeout how long the service may be silent
     * @param bytes the most bytes of an answer that is held whole
     */
    record Limits(Duration timeout, long bytes) {}

    private static final int MOST_REDIRECTS = 5;
    private static final long STEP_MILLIS = 100;
    private static final long ERROR_BYTES = 1 << 16;
    private static final Set<Integer> GONE_FOR_NOW = Set.of(408, 500, 502, 503, 504);

    /** Writes whole addresses if all the logging of a program is turned up; an address may be a secret. */
    private static final Logger JDK_DEBUG = Logger.getLogger("jdk.internal.httpclient.debug");

    static {
        if (JDK_DEBUG.getLevel() == null) {
            JDK_DEBUG.setLevel(Level.INFO);
        }
    }

    private final String source;
    private final String code;
    private final Service service;
    private final SourceContext context;
    private final Pacer pacer;
    private final Limits limits;
    private final ExecutorService threads = Executors.newCachedThreadPool(run -> {
        Thread thread = new Thread(run, "ckpi-http");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable HttpClient client;
    /** How far our clock was ahead of the service's at its last answer. */
    private volatile Duration ahead = Duration.ZERO;

    Http(String source, String code, Service service, SourceContext context, Pacer pacer, Limits limits) {
        this.source = source;
        this.code = code;
        this.service = service;
        this.context = context;
        this.pacer = pacer;
        this.limits = limits;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.timeout())
                .executor(threads)
                .build();
    }

    /**
     * Gets an answer of JSON.
     *
     * @param name what is asked, for messages
     * @param body JSON to post, or null to get
     * @param check throws if the work is to stop
     * @return texts, lists and maps; null if there is nothing (204)
     */
    @Nullable
    Object json(String path, String name, @Nullable Object body, Runnable check) {
        HttpRequest.Builder request = service.request(path).header("Accept", "application/json");
        if (body == null) {
            request.GET();
        } else {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
        }
        return json(request, name, check);
    }

    /** The same for a request that posts nothing. */
    @Nullable
    Object post(String path, String name, Runnable check) {
        return json(
                service.request(path).header("Accept", "application/json").POST(HttpRequest.BodyPublishers.noBody()),
                name,
                check);
    }

    private @Nullable Object json(HttpRequest.Builder request, String name, Runnable check) {
        HttpResponse<Body> response = send(request.build(), name, limits.bytes(), check);
        if (response.statusCode() == 204) {
            response.body().close();
            return null;
        }
        Object answer = answer(response, name);
        String error = service.error(answer);
        if (error != null) {
            throw failure(response, error, answer, name);
        }
        return answer;
    }

    /** Gets an answer of text as a stream, which the caller closes. */
    Body stream(String path, String name, long mostBytes, Runnable check) {
        return send(service.request(path).GET().build(), name, mostBytes, check).body();
    }

    private @Nullable Object answer(HttpResponse<Body> response, String name) {
        try (Body body = response.body()) {
            return Json.read(body);
        } catch (Json.CutException e) {
            throw cut(name);
        } catch (IOException e) {
            // the parser's words quote the answer, so they are not kept
            String type = response.headers().firstValue("Content-Type").orElse("");
            throw fault(
                    CkpiException.Kind.DATA,
                    "ANSWER",
                    name + ": the answer is no JSON"
                            + (type.matches("[a-z]+/[a-z0-9.+-]+(;.*)?") ? ", but " + type.replaceAll(";.*", "") : ""));
        }
    }

    /** Sends a request, follows redirects, and returns an answer of status 200 to 299. */
    private HttpResponse<Body> send(HttpRequest first, String name, long mostBytes, Runnable check) {
        HttpRequest request = first;
        for (int hop = 0; ; hop++) {
            pacer.await(check);
            HttpResponse<Body> response = exchange(request, name, mostBytes, check);
            int status = response.statusCode();
            if (status / 100 == 2) {
                return response;
            }
            if (status / 100 != 3) {
                throw failure(response, name);
            }
            response.body().close();
            request = redirected(request, response, name, hop);
        }
    }

    private HttpRequest redirected(HttpRequest request, HttpResponse<?> response, String name, int hop) {
        int status = response.statusCode();
        boolean keepsMethod = status == 307 || status == 308;
        URI target = response.headers()
                .firstValue("Location")
                .filter(text -> !text.isBlank())
                .map(Http::uri)
                .map(request.uri()::resolve)
                .orElse(null);
        if (target == null
                || hop == MOST_REDIRECTS
                || !(keepsMethod || request.method().equals("GET"))) {
            throw fault(CkpiException.Kind.DATA, "REDIRECT", name + ": answers with a redirect that leads nowhere");
        }
        URI from = request.uri();
        if (!from.getScheme().equalsIgnoreCase(target.getScheme())
                || !from.getHost().equalsIgnoreCase(target.getHost())
                || port(from) != port(target)) {
            throw fault(
                    CkpiException.Kind.CONFIG,
                    "REDIRECT",
                    name + ": answers with a redirect to another host, which is not followed");
        }
        return HttpRequest.newBuilder(request, (header, value) -> true)
                .uri(target)
                .build();
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static @Nullable URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private HttpResponse<Body> exchange(HttpRequest request, String name, long mostBytes, Runnable check) {
        HttpClient present = client;
        if (present == null) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-SRC-CLOSED", source, "the source " + source + " is closed");
        }
        CompletableFuture<HttpResponse<Body>> future = present.sendAsync(
                request, info -> new Body(this, name, info.statusCode() / 100 == 2 ? mostBytes : ERROR_BYTES, check));
        boolean answered = false;
        try {
            for (long silent = 0; silent < timeoutMillis(); silent += STEP_MILLIS) {
                try {
                    HttpResponse<Body> response = future.get(STEP_MILLIS, TimeUnit.MILLISECONDS);
                    answered = true;
                    notice(response.headers());
                    return response;
                } catch (TimeoutException e) {
                    check.run();
                }
            }
            throw slow(name);
        } catch (ExecutionException e) {
            // the client's words may quote the address or the answer, so only the name of the failure is kept
            Throwable cause = e.getCause();
            String failure =
                    cause instanceof IOException ? " (" + cause.getClass().getSimpleName() + ")" : "";
            throw new UnavailableException(
                    code + "-CONNECTION", source, name + ": the service cannot be reached" + failure, null, null);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            if (!answered) {
                future.cancel(true);
            }
        }
    }

    // ---- errors

    private CkpiException failure(HttpResponse<Body> response, String name) {
        Object answer = null;
        try (Body body = response.body()) {
            answer = Json.read(body);
        } catch (IOException e) {
            // an error without JSON says no more than its status
        } catch (CkpiException e) {
            if (e.kind() == CkpiException.Kind.CANCELLED) {
                throw e;
            }
        }
        String error = service.error(answer);
        return failure(response, error, answer, name);
    }

    private CkpiException failure(
            HttpResponse<?> response, @Nullable String error, @Nullable Object answer, String name) {
        int status = response.statusCode();
        boolean said = error != null && error.matches("[A-Za-z][A-Za-z0-9_.-]{0,63}"); // else it may be anything
        String what = name + ": the service answers with status " + status + (said ? " and error " + error : "");
        String known = error == null ? "" : error;
        boolean busy = status == 429 || service.isBusy(known);
        if (!busy && (status == 401 || status == 403 || service.isAccess(known))) {
            return fault(CkpiException.Kind.AUTH, "ACCESS", what + ": check the token and its rights");
        }
        if (busy || GONE_FOR_NOW.contains(status)) {
            Instant now = time(response.headers(), context.clock().instant());
            Duration header = retryAfter(response.headers(), now);
            Duration wait = header == null ? service.retryAfter(status, answer, now) : header;
            if (wait != null) {
                pacer.block(wait);
            }
            return new UnavailableException(
                    code + (busy ? "-LIMIT" : "-UNAVAILABLE"),
                    source,
                    what,
                    wait != null && wait.compareTo(Pacer.LONGEST) > 0 ? Pacer.LONGEST : wait,
                    null);
        }
        return fault(CkpiException.Kind.DATA, "STATUS", what);
    }

    /**
     * {@code Retry-After} as seconds or an HTTP date, or {@code retryIn} as seconds; null if there is none.
     *
     * @param now the time by which the service reckons
     */
    static @Nullable Duration retryAfter(HttpHeaders headers, Instant now) {
        String text = headers.firstValue("Retry-After")
                .or(() -> headers.firstValue("retryIn"))
                .map(String::strip)
                .orElse("");
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant until = date(text);
        return until == null ? null : until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The time of an answer by the service's own clock; ours if it does not say. */
    private static Instant time(HttpHeaders headers, Instant ours) {
        Instant theirs = date(headers.firstValue("Date").map(String::strip).orElse(""));
        return theirs == null ? ours : theirs;
    }

    private void notice(HttpHeaders headers) {
        Instant now = context.clock().instant();
        ahead = Duration.between(time(headers, now), now);
    }

    /**
     * A time of our clock as the service's clock shows it, where that is behind ours: what is recorded there later has no
     * earlier time.
     */
    Instant byTheirClock(Instant ours) {
        Duration behind = ahead;
        return behind.isNegative() ? ours : ours.minus(behind);
    }

    CkpiException fault(CkpiException.Kind kind, String suffix, String sentence) {
        return new CkpiException(kind, code + "-" + suffix, source, sentence);
    }

    UnavailableException slow(String name) {
        return new UnavailableException(
                code + "-TIMEOUT",
                source,
                name + ": no answer within " + limits.timeout().toSeconds() + " s",
                null,
                null);
    }

    UnavailableException cut(String name) {
        return new UnavailableException(code + "-CUT", source, name + ": the answer breaks off", null, null);
    }

    CkpiException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CkpiException(
                CkpiException.Kind.CANCELLED, "CKPI-SRC-CANCELLED", source, "reading was interrupted", cause);
    }

    long timeoutMillis() {
        return limits.timeout().toMillis();
    }

    Pacer pacer() {
        return pacer;
    }

    String source() {
        return source;
    }

    /** Ends its threads; before Java 21 the client's own one ends as soon as the client is collected. */
    @Override
    public void close() {
        HttpClient present = client;
        client = null;
        threads.shutdownNow();
        if (present instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("the client cannot be closed", e);
            }
        }
    }
}
