package io.ckpi.tck;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.RejectReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor puts into his system before a rule is checked: rows by type of record. They replace everything that was
 * there; a type without rows is then empty.
 *
 * <p>Every record has gone through {@link SourceTck#fit} already, so it must come back from the plugin exactly as it is here.
 * People are tokens in records; the system holds what they were made of, see {@link #raw}.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Fixture {

    private final Map<Class<?>, List<Row<?>>> rows;
    private final UnaryOperator<String> raw;

    /**
     * One row to put into the system.
     *
     * @param <R> the type of record
     */
    public static final class Row<R extends SourceRecord> {

        private final R record;
        private final @Nullable Poison poison;
        private volatile boolean spoiled;

        Row(R record, @Nullable Poison poison) {
            this.record = Objects.requireNonNull(record, "record");
            this.poison = poison;
        }

        /** What the row must become, unless it is spoiled. */
        public R record() {
            return record;
        }

        /** How the row is spoiled; empty for a good row. */
        public Optional<Poison> poison() {
            return Optional.ofNullable(poison);
        }

        /**
         * The text to write for a field: {@code good}, but the text of the poison if this row is spoiled in that way. Write
         * ids, times and numbers through it:
         * {@code row.text(RejectReason.BAD_TIMESTAMP, order.createdAt().toString())}.
         *
         * @param reason how this field can be spoiled
         * @param good what a good row holds there
         */
        public String text(RejectReason reason, String good) {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(good, "good");
            if (poison == null || poison.reason() != reason) {
                return good;
            }
            spoiled = true;
            return poison.text();
        }

        /** The text of an id, which can be missing or rounded by a spreadsheet. */
        public String id(String good) {
            return text(RejectReason.ID_PRECISION_LOST, text(RejectReason.MISSING_KEY, good));
        }

        /** True once the text of the poison has been asked for. */
        boolean spoiled() {
            return spoiled;
        }

        /** The type of record and how it is spoiled. */
        @Override
        public String toString() {
            return "Row[" + record.getClass().getSimpleName() + (poison == null ? "" : ", " + poison.reason()) + "]";
        }
    }

    /**
     * How a row is spoiled.
     *
     * @param reason the reason with which the plugin must reject it
     * @param text what stands in the field instead
     */
    public record Poison(RejectReason reason, String text) {

        /** Checks the parts. */
        public Poison {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(text, "text");
        }
    }

    private Fixture(Map<Class<?>, List<Row<?>>> rows, UnaryOperator<String> raw) {
        this.rows = rows;
        this.raw = raw;
    }

    static Fixture of(List<? extends Row<?>> rows, UnaryOperator<String> raw) {
        Map<Class<?>, List<Row<?>>> byType = new LinkedHashMap<>();
        for (Row<?> row : rows) {
            byType.computeIfAbsent(row.record().getClass(), type -> new ArrayList<>())
                    .add(row);
        }
        byType.replaceAll((type, list) -> List.copyOf(list));
        return new Fixture(byType, raw);
    }

    /** The rows of a type, in the order in which the system must hold them if it has one; empty if there are none. */
    @SuppressWarnings("unchecked") // the rows of a type hold records of that type
    public <R extends SourceRecord> List<Row<R>> rows(Class<R> type) {
        return (List<Row<R>>) (List<?>) rows.getOrDefault(type, List.of());
    }

    /** The types of which there are rows. */
    @SuppressWarnings("unchecked") // they are classes of records
    public Set<Class<? extends SourceRecord>> types() {
        return (Set<Class<? extends SourceRecord>>) (Set<?>) Set.copyOf(rows.keySet());
    }

    /**
     * What a token was made of, as the system holds it: a mail address, a telephone number, an id.
     *
     * @param token a token of a record of this fixture, or null
     * @return null for null
     * @throws IllegalArgumentException if the kit did not make that token
     */
    public @Nullable String raw(@Nullable String token) {
        return token == null ? null : raw.apply(token);
    }

    List<Row<?>> all() {
        List<Row<?>> all = new ArrayList<>();
        rows.values().forEach(all::addAll);
        return all;
    }

    /** The number of rows by type. */
    @Override
    public String toString() {
        Map<String, Integer> counts = new TreeMap<>();
        rows.forEach((type, list) -> counts.put(type.getSimpleName(), list.size()));
        return "Fixture" + counts;
    }
}
