package io.ckpi.source.mapping;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.spi.RejectReason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a mapping makes one component of a record. Immutable. */
sealed interface Field {

    /** The value; null if it is absent. */
    @Nullable
    Object value(Row row) throws RowFault;

    /** What a reject names if the value is absent. */
    String name();

    /** A value that a text says. */
    record Simple(Expr expr, Converter converter) implements Field {
        @Override
        public @Nullable Object value(Row row) throws RowFault {
            String text = expr.text(row);
            return text == null ? null : converter.convert(text, expr.name(), row);
        }

        @Override
        public String name() {
            return expr.name();
        }
    }

    /**
     * A value that a text says, where the mapping lists what texts say.
     *
     * @param expr the texts and what they stand for
     * @param converter what reads those for which they stand
     * @param listed the values of the texts that are listed
     */
    record Listed(Expr.Values expr, Converter converter, Map<String, Object> listed) implements Field {
        @Override
        public @Nullable Object value(Row row) throws RowFault {
            String text = expr.inner().text(row);
            Object value = text == null ? null : listed.get(text);
            if (text == null || value != null) {
                return value;
            }
            String other = expr.text(row);
            return other == null ? null : converter.convert(other, expr.name(), row);
        }

        @Override
        public String name() {
            return expr.name();
        }
    }

    /** The first of several values that is there. */
    record FirstOf(List<Field> fields, String name) implements Field {
        @Override
        public @Nullable Object value(Row row) throws RowFault {
            for (Field field : fields) {
                Object value = field.value(row);
                if (value != null) {
                    return value;
                }
            }
            return null;
        }
    }

    /** An instant, or that of the snapshot where the column is empty. */
    record TimeOr(Expr expr, Converter.AsTime converter, Instant otherwise) implements Field {
        @Override
        public Object value(Row row) throws RowFault {
            String text = expr.text(row);
            return text == null ? otherwise : converter.convert(text, expr.name(), row);
        }

        @Override
        public String name() {
            return expr.name();
        }
    }

    /** Always the same value. */
    record Fixed(Object fixed, String name) implements Field {
        @Override
        public Object value(Row row) {
            return fixed;
        }
    }

    /** A set of texts, each from its own place. */
    record Texts(List<Expr> parts, String name) implements Field {
        @Override
        public Object value(Row row) throws RowFault {
            Set<String> texts = new LinkedHashSet<>();
            for (Expr part : parts) {
                String text = part.text(row);
                if (text != null) {
                    texts.add(text);
                }
            }
            return texts;
        }
    }

    /** The marketing origin. */
    record OfOrigin(
            Expr source, Expr medium, Expr campaign, Expr term, Expr content, Expr clickId, Field channel, String name)
            implements Field {
        @Override
        public Object value(Row row) throws RowFault {
            return new Origin(
                    text(source, row),
                    text(medium, row),
                    text(campaign, row),
                    text(term, row),
                    text(content, row),
                    text(clickId, row),
                    (Channel) channel.value(row));
        }

        private static @Nullable String text(Expr expr, Row row) throws RowFault {
            String text = expr.text(row);
            if (text != null && text.length() > 1024) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, expr.name(), text);
            }
            return text;
        }
    }

    /** One line of an order; absent if it has no product. */
    record OfLine(Expr product, Field quantity, Field unitPrice, String name) implements Field {
        @Override
        public @Nullable Object value(Row row) throws RowFault {
            String id = product.text(row);
            if (id == null) {
                return null;
            }
            Object count = quantity.value(row);
            Object price = unitPrice.value(row);
            if (count == null) {
                throw RowFault.of(RejectReason.BAD_NUMBER, quantity.name(), "");
            }
            if (price == null) {
                throw RowFault.of(RejectReason.BAD_NUMBER, unitPrice.name(), "");
            }
            if (id.length() > 128) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, product.name(), id);
            }
            return new OrderLine(id, (BigDecimal) count, (Money) price);
        }
    }

    /**
     * A line for each item of an array of objects, or for each place of arrays that run in parallel.
     *
     * @param each the array of objects, or the arrays
     * @param objects whether it is an array of objects
     * @param columns names of the columns of an item
     * @param ids which of them are checked as ids
     * @param outer for columns that are the row's, their number there; else -1
     * @param memos how many values an item keeps
     * @param line what to make of an item
     */
    record LinePerItem(
            List<Integer> each,
            boolean objects,
            List<String> columns,
            List<Integer> ids,
            List<Integer> outer,
            int memos,
            OfLine line,
            String name)
            implements Field {

        private static final int MOST_CHARS = 1 << 20;

        @Override
        public Object value(Row row) throws RowFault {
            List<Object> lines = new ArrayList<>();
            if (objects) {
                JsonRow object = new JsonRow(columns, MOST_CHARS);
                Row item = row.of(new Item(row, object), columns, memos);
                for (Map<String, ? extends @Nullable Object> members : row.objects(each.get(0))) {
                    object.take(members);
                    add(row, item, lines);
                }
                return lines;
            }
            Places places = new Places(row);
            Row item = row.of(places, columns, memos);
            while (places.next()) {
                add(row, item, lines);
            }
            return lines;
        }

        private void add(Row row, Row item, List<Object> lines) throws RowFault {
            item.begin();
            item.setFlags(0);
            for (int id : ids) {
                String text = item.cell(id);
                if (text != null && Ids.isPrecisionLost(text)) {
                    throw item.fault(RejectReason.ID_PRECISION_LOST, id);
                }
            }
            Object value = line.value(item);
            if (value != null) {
                lines.add(value);
            }
            row.flagsOf(item);
        }

        /** The cells of an object and of the row that it belongs to. */
        private final class Item implements Cells {
            private final Row row;
            private final JsonRow object;

            Item(Row row, JsonRow object) {
                this.row = row;
                this.object = object;
            }

            @Override
            public @Nullable String text(int column) throws RowFault {
                int above = outer.get(column);
                return above >= 0 ? row.cell(above) : object.text(column);
            }
        }

        /** The cells of one place of arrays, and of the row that they belong to. */
        private final class Places implements Cells {
            private final Row row;
            private final List<List<String>> arrays = new ArrayList<>();
            private int place = -1;

            Places(Row row) throws RowFault {
                this.row = row;
                for (int index : each) {
                    List<String> elements = row.array(index);
                    if (!arrays.isEmpty() && elements.size() != arrays.get(0).size()) {
                        throw new RowFault(RejectReason.BAD_ARRAY, row.name(index), "of another length");
                    }
                    arrays.add(elements);
                }
            }

            boolean next() {
                return ++place < arrays.get(0).size();
            }

            @Override
            public @Nullable String text(int column) throws RowFault {
                int above = outer.get(column);
                return above >= 0 ? row.cell(above) : arrays.get(column).get(place);
            }
        }
    }

    /** The lines of an order that are there. */
    record Lines(List<Field> lines, String name) implements Field {
        @Override
        public Object value(Row row) throws RowFault {
            List<Object> present = new ArrayList<>();
            for (Field line : lines) {
                Object value = line.value(row);
                if (value != null) {
                    present.add(value);
                }
            }
            return present;
        }
    }
}
