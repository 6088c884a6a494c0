package io.ckpi.tck.ledger;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import io.ckpi.tck.Fixture;
import io.ckpi.tck.SourceTck;
import io.ckpi.tck.TableFixture;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kit on the ledger; run by the tests of the kit, with and without flaws. */
public class LedgerTck extends SourceTck {

    public LedgerTck() {}

    @Override
    protected SourceProvider provider() {
        return new LedgerProvider();
    }

    @Override
    protected Map<String, String> config() {
        return Map.of("account", "shop", "password", Ledger.PASSWORD, "page-size", "8");
    }

    @Override
    protected Set<Capability> expected() {
        Set<Capability> claimed = EnumSet.allOf(Capability.class);
        claimed.removeAll(Ledger.unclaimed);
        return claimed;
    }

    @Override
    protected int pageSize() {
        return 8;
    }

    @Override
    protected void load(Fixture fixture) {
        Ledger.ROWS.clear();
        Ledger.failAfter = Integer.MAX_VALUE;
        Ledger.types.forEach(type -> load(fixture, type));
    }

    private static <R extends SourceRecord> void load(Fixture fixture, Class<R> type) {
        List<Ledger.Entry> entries = new ArrayList<>();
        for (Fixture.Row<R> row : fixture.rows(type)) {
            entries.add(new Ledger.Entry(
                    row.record(),
                    row.id(row.record().envelope().sourceKey()),
                    row.text(
                            RejectReason.BAD_TIMESTAMP,
                            row.record().envelope().occurredAt().toString()),
                    row.text(RejectReason.BAD_NUMBER, "1.5"),
                    fixture.raw(person(row.record()))));
        }
        Ledger.ROWS.put(type, entries);
    }

    private static @Nullable String person(SourceRecord record) {
        try {
            Object person = record.getClass().getMethod("person").invoke(record);
            return (String) person;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Override
    protected String loadTable(TableFixture table) {
        Ledger.TABLES.put("facts", table);
        return "facts";
    }

    @Override
    protected Map<String, String> wrongCredentials() {
        return Map.of("password", "not the password");
    }

    @Override
    protected List<Map<String, String>> escapes() {
        return List.of(Map.of("book", "../private"), Map.of("book", "/etc/passwd"));
    }

    @Override
    protected List<Map<String, String>> oversized() {
        return List.of(Map.of("book", "huge"));
    }

    @Override
    protected void failAfter(int rows) {
        Ledger.failAfter = rows;
    }

    @Override
    protected OptionalInt openConnections() {
        return OptionalInt.of(Ledger.CONNECTIONS.get());
    }
}
