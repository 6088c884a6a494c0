package io.ckpi.source.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ckpi.source.rest.internal.TestJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A web service on this machine that answers as it is told, and errs as it is told. */
class Stub implements AutoCloseable {

    /** A request. */
    record Request(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        @Nullable
        Object json(String... members) {
            return body.length == 0 ? null : TestJson.at(TestJson.read(body), members);
        }
    }

    /** An answer. {@code cut} promises more than it sends; {@code slow} never ends. */
    record Answer(int status, Map<String, String> headers, byte[] body, boolean cut, boolean slow) {

        static Answer json(Object value) {
            return new Answer(200, Map.of("Content-Type", "application/json"), TestJson.write(value), false, false);
        }

        static Answer text(int status, String text, String... headers) {
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i < headers.length; i += 2) {
                map.put(headers[i], headers[i + 1]);
            }
            return new Answer(status, map, text.getBytes(StandardCharsets.UTF_8), false, false);
        }

        Answer cutOff() {
            return new Answer(status, headers, body, true, false);
        }

        Answer slowly() {
            return new Answer(status, headers, body, false, true);
        }
    }

    static {
        // else every answer waits for the acknowledgement of its headers
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    /** All started at once, so that none of them is taken for one that a source has left behind. */
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(16, 16, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());

    private final Map<String, Function<Request, Answer>> paths = new LinkedHashMap<>();
    private final Deque<Map.Entry<Predicate<Request>, Function<Answer, Answer>>> faults = new ArrayDeque<>();
    final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    Stub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.prestartAllCoreThreads();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What is answered below that path. */
    void on(String prefix, Function<Request, Answer> answer) {
        paths.put(prefix, answer);
    }

    /** The next request that fits is answered otherwise. */
    void next(Predicate<Request> which, Function<Answer, Answer> fault) {
        synchronized (faults) {
            faults.add(Map.entry(which, fault));
        }
    }

    /** The next request whose path ends so is answered so. */
    void next(String pathEnd, Answer answer) {
        next(request -> request.path().endsWith(pathEnd), instead -> answer);
    }

    /** From now on all is answered as usual. */
    void forgetFaults() {
        synchronized (faults) {
            faults.clear();
        }
    }

    long count(String pathEnd) {
        synchronized (requests) {
            return requests.stream().filter(r -> r.path().endsWith(pathEnd)).count();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = new LinkedHashMap<>();
            String raw = exchange.getRequestURI().getRawQuery();
            for (String pair : (raw == null ? "" : raw).split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    query,
                    headers,
                    exchange.getRequestBody().readAllBytes());
            requests.add(request);
            Answer answer = answer(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            if (answer.slow()) {
                exchange.sendResponseHeaders(answer.status(), 0);
                exchange.getResponseBody().write(answer.body(), 0, Math.min(1, answer.body().length));
                exchange.getResponseBody().flush();
                Thread.sleep(30_000);
            }
            int length = answer.body().length;
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : answer.cut() ? length + 100 : length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body());
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(Request request) {
        Answer usual = Answer.text(404, "{}");
        for (Map.Entry<String, Function<Request, Answer>> path : paths.entrySet()) {
            if (request.path().startsWith(path.getKey())) {
                usual = path.getValue().apply(request);
            }
        }
        synchronized (faults) {
            for (Map.Entry<Predicate<Request>, Function<Answer, Answer>> fault : List.copyOf(faults)) {
                if (fault.getKey().test(request)) {
                    faults.remove(fault);
                    return fault.getValue().apply(usual);
                }
            }
        }
        return usual;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
