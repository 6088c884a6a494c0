package io.ckpi.tck.ledger;

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.tck.TableFixture;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The system that the plugin reads: rows in memory. One for the whole virtual machine, as tests of the kit need. */
public final class Ledger {

    /** How the plugin breaks the contract, or null. */
    public static volatile @Nullable Flaw flaw;
    /** The types of record it has. */
    public static volatile Set<Class<? extends SourceRecord>> types = Set.of();

    /** The capabilities that it has and does not claim. */
    public static volatile Set<Capability> unclaimed = Set.of();

    static final String PASSWORD = "correct-horse-battery";
    static final Map<Class<?>, List<Entry>> ROWS = new HashMap<>();
    static final Map<String, TableFixture> TABLES = new HashMap<>();
    static final AtomicInteger CONNECTIONS = new AtomicInteger();
    static final List<AutoCloseable> LEFT = new ArrayList<>();
    static volatile int failAfter = Integer.MAX_VALUE;

    /** A row: the parts that can be spoiled as text, and the rest as it is. */
    record Entry(
            SourceRecord record,
            String id,
            String time,
            String number,
            @Nullable String person) {}

    private Ledger() {}

    /** Puts orders into it, more than a reader reads between two looks at the host's wish to stop. */
    public static void fill() {
        failAfter = Integer.MAX_VALUE;
        List<Entry> entries = new ArrayList<>();
        Instant first = Instant.parse("2025-01-01T00:00:00Z");
        for (int i = 0; i < 50; i++) {
            Envelope envelope = Envelope.builder("tck", "o" + i, first.plusSeconds(i), ZoneOffset.UTC)
                    .build();
            Order order = Order.builder(envelope, "o" + i, Order.Status.PAID, first.plusSeconds(i), Money.of(i, "EUR"))
                    .build();
            entries.add(new Entry(order, "o" + i, order.createdAt().toString(), "1", null));
        }
        ROWS.put(Order.class, entries);
    }

    static boolean has(Flaw asked) {
        return flaw == asked;
    }
}
