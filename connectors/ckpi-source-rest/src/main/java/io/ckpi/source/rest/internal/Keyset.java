package io.ckpi.source.rest.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Items in the order of their ids, so that a page can begin behind the last id whatever was added or deleted meanwhile. */
final class Keyset {

    static final String AGAIN = "gives rows again that were asked to be left out";

    private Keyset() {}

    /** An item and its id. */
    record Item(BigInteger id, Map<String, @Nullable Object> members) {
        @Override
        public String toString() {
            return id.toString();
        }
    }

    /**
     * The items whose ids are above {@code last}, by id, each once.
     *
     * @param isFull whether more pages follow: then rows in another order would mean that some are never given
     * @param shape the error for an item without an id of digits
     * @param paging the error if the service does not keep to what it was asked for
     */
    static List<Item> after(
            BigInteger last,
            List<Map<String, @Nullable Object>> found,
            String id,
            boolean isFull,
            Supplier<? extends RuntimeException> shape,
            Function<String, ? extends RuntimeException> paging) {
        List<Item> items = new ArrayList<>();
        for (Map<String, @Nullable Object> members : found) {
            String text = Json.text(members, id);
            if (text == null || !text.matches("\\d{1,30}")) {
                throw shape.get();
            }
            Item item = new Item(new BigInteger(text), members);
            if (isFull && !items.isEmpty() && items.get(items.size() - 1).id().compareTo(item.id()) > 0) {
                throw paging.apply("gives rows in another order than it was asked for");
            }
            items.add(item);
        }
        items.sort(Comparator.comparing(Item::id));
        List<Item> fresh = new ArrayList<>();
        BigInteger before = last;
        for (Item item : items) {
            if (item.id().compareTo(before) > 0) {
                fresh.add(item);
                before = item.id();
            }
        }
        if (fresh.isEmpty() && !found.isEmpty()) {
            throw paging.apply(AGAIN);
        }
        return fresh;
    }

    /** A point: the last id that was finished, and how many rows of the next item were read. */
    record Point(BigInteger last, @Nullable BigInteger open, int rows) {

        /** Reads a point; empty is the beginning. @throws IllegalArgumentException if it is none */
        static Point of(String text) {
            if (text.isEmpty()) {
                return new Point(BigInteger.ZERO, null, 0);
            }
            if (!text.matches("\\d{1,30}(/\\d{1,30}/\\d{1,9})?")) {
                throw new IllegalArgumentException("no point");
            }
            String[] parts = text.split("/", -1);
            return parts.length == 1
                    ? new Point(new BigInteger(parts[0]), null, 0)
                    : new Point(new BigInteger(parts[0]), new BigInteger(parts[1]), Integer.parseInt(parts[2]));
        }
    }

    /**
     * The rows of items as entries that know their points; rows that were read before the point are left out.
     *
     * @param rows the rows of each item
     */
    static List<Entry> entries(Point point, List<Item> items, List<List<Map<String, @Nullable Object>>> rows) {
        List<Entry> entries = new ArrayList<>();
        BigInteger before = point.last();
        for (int i = 0; i < items.size(); i++) {
            BigInteger id = items.get(i).id();
            List<Map<String, @Nullable Object>> own = rows.get(i);
            int skip = id.equals(point.open()) ? point.rows() : 0;
            for (int k = skip; k < own.size(); k++) {
                String behind = k + 1 == own.size() ? id.toString() : before + "/" + id + "/" + (k + 1);
                entries.add(new Entry(behind, id.toString(), own.get(k)));
            }
            before = id;
        }
        return entries;
    }
}
