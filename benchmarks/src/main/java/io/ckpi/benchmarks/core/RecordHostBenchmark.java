package io.ckpi.benchmarks.core;

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Revisions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the host does with every record: tokens of ids and the settling of revisions.
 *
 * <p>The gates: {@link #tokens} takes at most 1.5 times as long as {@link #macs}, HMAC-SHA-256 of the same bytes by one reused
 * {@code Mac}; {@link #revisions} at most three times as long as {@link #hashMap}, which puts the same keys into a map.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordHostBenchmark {

    /** Records; a tenth of them are later revisions. */
    @Param("1000000")
    public int size;

    private static final int IDS = 100_000;

    private Order[] orders = new Order[0];
    private String[] ids = new String[0];
    private Tokenizer tokens = HmacTokenizer.of("k1", new byte[32]);
    private final byte[] key = new byte[32];

    /** Makes the records. */
    @Setup
    public void setUp() {
        tokens = HmacTokenizer.of("k1", key);
        ids = new String[IDS];
        for (int i = 0; i < IDS; i++) {
            ids[i] = "1000000000000" + (1_000_000 + 7 * i);
        }
        orders = new Order[size];
        Instant start = Instant.parse("2024-01-01T00:00:00Z");
        for (int i = 0; i < size; i++) {
            String ref = "A-" + (i % 10 == 9 ? i - 9 : i);
            Envelope envelope = new Envelope(
                    "shop", ref, start.plusSeconds(i), null, ZoneOffset.UTC, Envelope.Op.UPSERT, i, Set.of(), Map.of());
            orders[i] = Order.builder(envelope, ref, Order.Status.PAID, envelope.occurredAt(), Money.of(i % 997, "RUB"))
                    .build();
        }
    }

    /** The floor of settling: the keys in a map. */
    @Benchmark
    public int hashMap() {
        Map<String, Order> map = new HashMap<>();
        for (Order order : orders) {
            map.put(order.envelope().sourceKey(), order);
        }
        return map.size();
    }

    /** Settles which revision counts. */
    @Benchmark
    public Revisions revisions() {
        Revisions revisions = new Revisions();
        for (Order order : orders) {
            revisions.add(order);
        }
        return revisions;
    }

    /** The floor of tokens: the same bytes through one Mac. */
    @Benchmark
    public long macs() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        long sum = 0;
        for (String id : ids) {
            sum += mac.doFinal(("clientId\u001F" + id).getBytes(StandardCharsets.UTF_8))[0];
        }
        return sum;
    }

    /** Tokens of 100,000 ids. */
    @Benchmark
    public long tokens() throws BadIdentityException {
        long sum = 0;
        for (String id : ids) {
            sum += tokens.token("clientId", id).orElseThrow().length();
        }
        return sum;
    }
}
