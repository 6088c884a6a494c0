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
