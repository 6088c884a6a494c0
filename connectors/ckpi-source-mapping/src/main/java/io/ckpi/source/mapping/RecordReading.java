package io.ckpi.source.mapping;

import io.ckpi.core.definition.Node;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.RecordFlag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a mapping says of one record. Every fault is noted at its place in the document. */
final class RecordReading {

    private final Scope scope;
    private final RowSettings settings;
    private final ExprReading texts;
    private final FieldReading fields;

    /** For a table whose columns with these numbers are ids. */
    RecordReading(Scope scope, RowSettings settings, Set<Integer> tableIds) {
        this.scope = scope;
        this.settings = settings;
        this.texts = new ExprReading(scope, tableIds);
        this.fields = new FieldReading(scope, settings, texts);
    }

    @Nullable
    Template read(Node node) {
        String name = node.text("record");
        RecordShape shape = RecordShape.byName().get(name);
        if (shape == null) {
            if (node.has("record")) {
                node.errorAt(
                        "record",
                        "is no record; records are "
                                + String.join(", ", RecordShape.byName().keySet()));
            }
            node.tree(); // which keys it should have is not known
            return null;
        }
        Template.Builder builder = new Template.Builder(shape, settings);
        conditions(node, builder);
        each(node, builder);
        key(node, builder);
        envelope(node, builder);
        for (int i = 0; i < builder.fields.length; i++) {
            RecordShape.Part part = shape.parts().get(i);
            Optional<Node> child = node.optional(part.name());
            if (child.isPresent()) {
                builder.fields[i] = fields.field(child.get(), part);
            } else if (part.required()) {
                node.errorAt(part.name(), "is missing");
            }
        }
        Set<Integer> unrolled = new TreeSet<>();
        for (int column : builder.each) {
            unrolled.add(column);
        }
        // an array is no id; its elements are, and are checked one by one
        builder.eachIds = new boolean[builder.each.length];
        for (int i = 0; i < builder.each.length; i++) {
            builder.eachIds[i] = texts.ids().contains(builder.each[i]);
        }
        builder.ids = texts.ids().stream()
                .filter(column -> !unrolled.contains(column))
                .mapToInt(Integer::intValue)
                .toArray();
        return builder.build();
    }

    /** Columns that hold arrays; or a map of columns that hold texts with separators, and those. */
    private void each(Node node, Template.Builder builder) {
        List<Integer> columns = new ArrayList<>();
        List<String> separators = new ArrayList<>();
        Node each = node.optional("each").orElse(null);
        if (each != null && each.isMap()) {
            node.optionalMap("each").forEach((column, separator) -> {
                columns.add(scope.column(separator, column));
                separators.add(separator.asText());
                if (separator.isText() && separator.asText().isEmpty()) {
                    separator.error("is empty");
                }
            });
        } else {
            for (Node column : node.optionalList("each")) {
                columns.add(scope.column(column, column.asText()));
            }
        }
        builder.each = columns.stream().mapToInt(Integer::intValue).toArray();
        builder.separators = List.copyOf(separators);
    }

    private void conditions(Node node, Template.Builder builder) {
        node.optionalMap("when").forEach((column, wanted) -> {
            int index = scope.column(wanted, column);
            if (!wanted.isMap()) {
                builder.when.add(new Condition(index, Condition.Test.IN, ExprReading.texts(wanted)));
                return;
            }
            if (wanted.has("present")) {
                builder.when.add(new Condition(
                        index, wanted.flag("present") ? Condition.Test.PRESENT : Condition.Test.ABSENT, Set.of()));
            }
            wanted.optional("in")
                    .ifPresent(in -> builder.when.add(new Condition(index, Condition.Test.IN, ExprReading.texts(in))));
            wanted.optional("not")
                    .ifPresent(
                            not -> builder.when.add(new Condition(index, Condition.Test.NOT, ExprReading.texts(not))));
            if (wanted.keys().isEmpty()) {
                wanted.error("says neither present, in nor not");
            }
        });
    }

    private void key(Node node, Template.Builder builder) {
        Optional<Node> key = node.optional("key");
        if (key.isEmpty()) {
            return;
        }
        builder.key = key.get().isList() ? texts.hash(key.get(), "key") : texts.expr(key.get(), "key", true);
    }

    private void envelope(Node node, Template.Builder builder) {
        RecordShape shape = builder.shape;
        Optional<Node> occurredAt = node.optional("occurredAt");
        if (occurredAt.isPresent()) {
            builder.occurredAt = fields.time(occurredAt.get(), "occurredAt");
        } else if (shape.time() == null) {
            if (!shape.event() && settings.asOf() != null) {
                builder.occurredAt = new Field.Fixed(fields.asOf(node), "asOf");
            } else {
                node.errorAt("occurredAt", "is missing");
            }
        }
        node.optional("recordedAt").ifPresent(child -> builder.recordedAt = fields.time(child, "recordedAt"));
        node.optional("revision").ifPresent(child -> {
            builder.revision = revision(child);
            builder.revisionDescends = child.isMap() && child.flag("descending", false);
        });
        node.optional("op").ifPresent(child -> {
            Converter converter = Converter.AsConstant.of(Envelope.Op.class, false);
            builder.op = fields.simple(child, texts.expr(child, "op", false), converter);
        });
        Set<RecordFlag> flags = new LinkedHashSet<>();
        for (Node flag : node.optionalList("flags")) {
            flags.add(flag.asOneOf(RecordFlag.class));
        }
        builder.flags = flags;
        node.optionalMap("attributes").forEach((key, child) -> {
            if (!key.matches("[a-z0-9._-]{1,64}")) {
                child.error("its key is not made of a-z, 0-9, '.', '_' and '-', at most 64 of them");
            }
            builder.attributes.add(new Template.Attribute(key, texts.expr(child, key, false)));
        });
        if (builder.attributes.size() > 32) {
            node.errorAt("attributes", "are more than 32");
        }
    }

    private Field revision(Node node) {
        Expr expr = texts.expr(node, "revision", false);
        if (node.isMap() && node.has("format")) {
            return new Field.Simple(expr, fields.timeConverter(node, expr));
        }
        return new Field.Simple(
                expr,
                new Converter.AsWhole(
                        new Converter.Figures(settings.decimal(), settings.grouping(), null, null, null), true));
    }
}
