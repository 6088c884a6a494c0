package io.ckpi.tck.ledger;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.tck.TableFixture;
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

    static final String PASSWORD = "correct-horse-battery";
    static final Map<Class<?>, List<Entry>> ROWS = new HashMap<>();
    static final Map<String, TableFixture> TABLES = new HashMap<>();
    static final AtomicInteger CONNECTIONS = new AtomicInteger();
    static final List<AutoCloseable> LEFT = new ArrayList<>();
    static volatile int failAfter = Integer.MAX_VALUE;

    /**
     * A row: the parts that can be spoiled as text, and the rest as it is.
     */
    record Entry(
            SourceRecord record,
            String id,
            String time,
            String number,
            @Nullable String person) {}

    private Ledger() {}

    static boolean has(Flaw asked) {
        return flaw == asked;
    }
}
