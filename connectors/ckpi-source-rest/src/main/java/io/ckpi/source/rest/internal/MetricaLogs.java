package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.UnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The logs that were ordered and not yet cleaned. Prepared logs take room of the counter's quota, so whatever happens they are
 * cleaned: each when it has been read, the rest when the source is closed. Thread-safe.
 */
final class MetricaLogs implements AutoCloseable {

    /** How long one call waits for a log; then the host, which watches for signs of life, is told to come again. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration STEP = Duration.ofSeconds(10);
    /** Ten a second while an answer is awaited. */
    private static final int MOST_CHECKS = 20;

    private static final Duration COME_AGAIN = Duration.ofSeconds(30);

    private final Http http;
    private final String base;
    /** Ids of logs that are not cleaned. */
    private final Set<String> live = new LinkedHashSet<>();
    /** Logs that a reader gave back, by what was ordered. */
    private final Map<String, String> parked = new HashMap<>();

    MetricaLogs(Http http, long counter) {
        this.http = http;
        this.base = "/management/v1/counter/" + counter + "/logrequest";
    }

    /** What is ordered. */
    record Order(String list, Metrica.Days days, String fields, String attribution) {
        String query() {
            return "?date1=" + days.first() + "&date2=" + days.last() + "&source=" + list + "&fields="
                    + URLEncoder.encode(fields, StandardCharsets.UTF_8) + "&attribution="
                    + attribution.toUpperCase(java.util.Locale.ROOT);
        }
    }

    /** A log that is ready. */
    record Log(String id, List<Integer> parts) {}

    /** The id of a log that was given back for the same order, or null. */
    @Nullable
    String claim(Order order) {
        synchronized (live) {
            return parked.remove(order.query());
        }
    }

    /** Gives a log back that was not read to its end, so that the reading can go on. */
    void park(Order order, String id) {
        synchronized (live) {
            if (live.contains(id)) {
                parked.put(order.query(), id);
            }
        }
    }

    /** Orders a log. */
    String order(Order order, Runnable check) {
        Object answer = http.post(base + "s" + order.query(), "order of a log", check);
        String id = Json.text(answer, "log_request", "request_id");
        if (id == null || !id.matches("\\d{1,19}")) {
            throw shape("order of a log");
        }
        synchronized (live) {
            live.add(id);
        }
        return id;
    }

    /**
     * Waits until a log is ready.
     *
     * @throws UnavailableException if that takes long, or the service gave it up; then it is forgotten
     */
    Log await(Order order, String id, Runnable check) {
        Duration waited = Duration.ZERO;
        while (true) {
            Object answer = http.json(base + "/" + id, "state of a log", null, check);
            String status = Json.text(answer, "log_request", "status");
            if ("processed".equals(status)) {
                return new Log(id, parts(answer));
            }
            if (!"created".equals(status) && !"awaiting_retry".equals(status)) {
                boolean said = status != null && status.matches("[a-z_]{1,64}");
                forget(id);
                throw new UnavailableException(
                        Metrica.CODE + "-LOG",
                        http.source(),
                        "the service did not prepare a log" + (said ? ": " + status : ""),
                        null,
                        null);
            }
            if (waited.compareTo(PATIENCE) >= 0) {
                park(order, id);
                throw new UnavailableException(
                        Metrica.CODE + "-PREPARING",
                        http.source(),
                        "the service still prepares the log of " + order.days().first() + " to "
                                + order.days().last(),
                        COME_AGAIN,
                        null);
            }
            http.pacer().sleep(STEP, check);
            waited = waited.plus(STEP);
        }
    }

    private List<Integer> parts(@Nullable Object answer) {
        Set<Integer> numbers = new TreeSet<>();
        List<Map<String, @Nullable Object>> parts = Json.onlyMaps(answer, "log_request", "parts");
        if (parts == null && "0".equals(Json.text(answer, "log_request", "size"))) {
            parts = List.of();
        }
        if (parts == null) {
            throw shape("state of a log");
        }
        for (Map<String, @Nullable Object> part : parts) {
            String number = Json.text(part, "part_number");
            if (number == null || !number.matches("\\d{1,6}")) {
                throw shape("state of a log");
            }
            numbers.add(Integer.parseInt(number));
        }
        return List.copyOf(numbers);
    }

    /** Opens a part. */
    Body part(String id, int number, Runnable check) {
        return http.stream(
                base + "/" + id + "/part/" + number + "/download", "part " + number + " of a log", 1L << 40, check);
    }

    /** Cleans a log that was read; if the service cannot do it now, that is tried again on closing. */
    void cleanIfPossible(String id, Runnable check) {
        try {
            http.post(base + "/" + id + "/clean", "cleaning of a log", check);
            forget(id);
        } catch (CkpiException e) {
            if (e.kind() == CkpiException.Kind.CANCELLED) {
                throw e;
            }
        }
    }

    private void forget(String id) {
        synchronized (live) {
            live.remove(id);
            parked.values().remove(id);
        }
    }

    private CkpiException shape(String name) {
        return http.fault(CkpiException.Kind.DATA, "SHAPE", name + ": the answer has another shape than documented");
    }

    /** Cleans what is left: ready logs are cleaned, others are cancelled. A log that cannot be stays with the service. */
    @Override
    public void close() {
        List<String> left;
        synchronized (live) {
            left = new ArrayList<>(live);
            live.clear();
            parked.clear();
        }
        Runnable check = patience();
        for (String id : left) {
            try {
                http.post(base + "/" + id + "/clean", "cleaning of a log", check);
            } catch (CkpiException notReady) {
                try {
                    http.post(base + "/" + id + "/cancel", "cancelling of a log", check);
                } catch (CkpiException e) {
                    // closing must not fail for what the service will throw away itself
                }
            }
        }
    }

    /** A check that lets a service that does not answer hold up the closing for two seconds only. */
    private Runnable patience() {
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            if (calls.incrementAndGet() > MOST_CHECKS) {
                throw http.fault(CkpiException.Kind.CANCELLED, "CLOSING", "the service does not answer");
            }
        };
    }
}
