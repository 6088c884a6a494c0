package io.ckpi.source.mapping;

import io.ckpi.core.record.RecordFlag;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The present row while records are made from it. Mutable, for one thread. */
final class Row {

    private static final List<Set<RecordFlag>> FLAG_SETS = flagSets();

    private static final byte NEVER_FILLED = 1;
    private static final byte FILLED = 2;

    final Cells reader;
    final Tokenizer tokens;
    private final RowSettings settings;
    private final List<String> names;
    private final @Nullable String[] cells;
    /** In which row each cell was read. */
    private final long[] readIn;
    /** What was ever seen of each column. */
    private final byte[] seen;

    private final boolean strip;
    private final @Nullable Set<String> absent;
    private final @Nullable Object[] memos;
    private final long[] memoStamps;
    private final MessageDigest digest = digest();
    private final @Nullable History history;
    private final Map<String, String> states = new HashMap<>();
    private final Map<String, Long> unknown = new TreeMap<>();
    private int flags;
    private long present = 1;
    private long stamp = 1;

    Row(
            Cells reader,
            RowSettings settings,
            List<String> names,
            int memoCount,
            @Nullable History history,
            Tokenizer tokens) {
        this.reader = reader;
        this.settings = settings;
        this.names = names;
        this.tokens = tokens;
        this.history = history;
        this.cells = new String[names.size()];
        this.readIn = new long[names.size()];
        this.seen = new byte[names.size()];
        this.strip = settings.strip();
        this.absent = settings.absent().isEmpty() ? null : settings.absent();
        this.memos = new Object[memoCount];
        this.memoStamps = new long[memoCount];
    }

    private static List<Set<RecordFlag>> flagSets() {
        RecordFlag[] all = RecordFlag.values();
        List<Set<RecordFlag>> sets = new ArrayList<>();
        for (int bits = 0; bits < 1 << all.length; bits++) {
            EnumSet<RecordFlag> set = EnumSet.noneOf(RecordFlag.class);
            for (RecordFlag flag : all) {
                if ((bits & 1 << flag.ordinal()) != 0) {
                    set.add(flag);
                }
            }
            sets.add(Set.copyOf(set));
        }
        return sets;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every platform has it
        }
    }

    /** The hexadecimal SHA-256 of a text in UTF-8. */
    String sha256(String text) {
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A row of no columns, with which the values that a mapping states itself are tried. */
    static Row none(int memos) {
        return new Row(
                column -> null, RowSettings.DEFAULT, List.of(), memos + 1, null, (type, raw) -> Optional.of(raw));
    }

    /** Forgets the cells: the reader has another row. */
    void begin() {
        present++;
        stamp++;
    }

    /**
     * Looks up the previous state of the row's entity and remembers its present one; true if they are equal. A row without
     * a state has no previous one either. Needs memory for each entity.
     */
    boolean repeatsState() throws RowFault {
        if (history == null) {
            return false;
        }
        String entity = cell(history.entity());
        String state = cell(history.state());
        String before = entity == null || state == null ? null : states.put(entity, state);
        set(history.previous(), before);
        return before != null && before.equals(state);
    }

    /** What was computed for these cells under that number, or null. */
    @Nullable
    Object memo(int number) {
        return memoStamps[number] == stamp ? memos[number] : null;
    }

    /** Keeps what was computed for these cells. */
    void memo(int number, Object value) {
        memos[number] = value;
        memoStamps[number] = stamp;
    }

    /** The text of a column as the file has it; null if it is absent, or a text that the mapping takes for absent. */
    @Nullable
    String cell(int index) throws RowFault {
        if (readIn[index] != present) {
            set(index, read(index));
        }
        return cells[index];
    }

    private @Nullable String read(int index) throws RowFault {
        try {
            String text = reader.text(index);
            if (seen[index] != FILLED) {
                seen[index] = text == null ? NEVER_FILLED : FILLED;
            }
            return text;
        } catch (RowFault e) {
            seen[index] = FILLED;
            throw e.field() == null ? new RowFault(e.reason(), names.get(index), e.hint()) : e;
        }
    }

    /** The columns that were asked for and were absent in all rows. */
    List<String> neverFilled() {
        List<String> never = new ArrayList<>();
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] == NEVER_FILLED) {
                never.add(names.get(i));
            }
        }
        return never;
    }

    /** The elements of a column that holds arrays. */
    List<String> array(int index) throws RowFault {
        try {
            List<String> elements = reader.array(index);
            return elements == null ? List.of() : elements;
        } catch (RowFault e) {
            throw e.field() == null ? new RowFault(e.reason(), names.get(index), e.hint()) : e;
        }
    }

    /** The parts of a column that holds a text with separators, without white space around them and empty ones. */
    List<String> parts(int index, String separator) throws RowFault {
        List<String> parts = new ArrayList<>();
        String text = cell(index);
        int at = 0;
        while (text != null && at <= text.length()) {
            int next = text.indexOf(separator, at);
            String part = text.substring(at, next < 0 ? text.length() : next).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            at = next < 0 ? text.length() + 1 : next + separator.length();
        }
        return parts;
    }

    /** The items of a column that holds an array of objects. */
    List<Map<String, ? extends @Nullable Object>> objects(int index) throws RowFault {
        try {
            List<Map<String, ? extends @Nullable Object>> items = reader.objects(index);
            return items == null ? List.of() : items;
        } catch (RowFault e) {
            throw e.field() == null ? new RowFault(e.reason(), names.get(index), e.hint()) : e;
        }
    }

    /** A row for the items of this one, whose cells are given by {@code items}. */
    Row of(Cells items, List<String> itemNames, int memoCount) {
        return new Row(items, settings, itemNames, memoCount, null, tokens);
    }

    /** Takes over the flags of an item. */
    void flagsOf(Row item) {
        flags |= item.flags;
    }

    /** Puts an element in the place of the array. */
    void put(int index, String element) {
        stamp++;
        set(index, element);
    }

    private void set(int index, @Nullable String text) {
        String stripped = text != null && strip ? text.strip() : text;
        cells[index] = stripped != null && absent != null && absent.contains(stripped) ? null : stripped;
        readIn[index] = present;
    }

    String name(int index) {
        return names.get(index);
    }

    /** Counts a row whose column holds a value that the mapping does not know. */
    void countUnknown(String name) {
        unknown.merge(name, 1L, Long::sum);
    }

    /** How many rows hold an unknown value, by column. */
    Map<String, Long> unknown() {
        return unknown;
    }

    /** Flags as bits. */
    static int bits(Set<RecordFlag> flags) {
        int bits = 0;
        for (RecordFlag flag : flags) {
            bits |= 1 << flag.ordinal();
        }
        return bits;
    }

    /** Begins another record with the flags that it has in any case. */
    void setFlags(int bits) {
        flags = bits;
    }

    void flag(RecordFlag flag) {
        flags |= 1 << flag.ordinal();
    }

    Set<RecordFlag> flags() {
        return FLAG_SETS.get(flags);
    }

    /** A fault of a column's value. */
    RowFault fault(RejectReason reason, int index) throws RowFault {
        return RowFault.of(reason, names.get(index), cell(index));
    }
}
