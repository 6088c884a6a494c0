package io.ckpi.source.mapping;

import io.ckpi.core.definition.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what a mapping says of the texts of a record: columns, and what is done to them. Faults are noted at their place. */
final class ExprReading {

    private final Scope scope;
    private final Set<Integer> ids;

    /** Texts of a scope, of which the columns with these numbers are ids in any case. */
    ExprReading(Scope scope, Set<Integer> tableIds) {
        this.scope = scope;
        this.ids = new TreeSet<>(tableIds);
    }

    /** The columns that hold ids, as far as has been read. */
    Set<Integer> ids() {
        return ids;
    }

    static Set<String> texts(Node node) {
        Set<String> texts = new LinkedHashSet<>();
        if (node.isScalar()) {
            texts.add(literal(node));
        } else {
            node.asList().forEach(item -> texts.add(literal(item)));
        }
        return Set.copyOf(texts);
    }

    void personal(Expr expr) {
        if (expr instanceof Expr.Column column) {
            scope.personal(column.name());
        } else if (expr instanceof Expr.Join join) {
            join.parts().forEach(this::personal);
        } else if (expr instanceof Expr.First first) {
            first.parts().forEach(this::personal);
        } else if (expr instanceof Expr.Default otherwise) {
            personal(otherwise.inner());
        } else if (expr instanceof Expr.Affix affix) {
            personal(affix.inner());
        } else if (expr instanceof Expr.Single single) {
            personal(single.inner());
        } else if (expr instanceof Expr.Then then) {
            personal(then.inner());
        } else if (expr instanceof Expr.Query query) {
            personal(query.inner());
        } else if (expr instanceof Expr.Values values) {
            personal(values.inner());
        } else if (expr instanceof Expr.Known known) {
            personal(known.inner());
        } else if (expr instanceof Expr.Hash hash) {
            hash.parts().forEach(this::personal);
        }
    }

    Expr expr(Node node, String name, boolean id) {
        return expr(node, name, id, false);
    }

    Expr expr(Node node, String name, boolean id, boolean unlistedIsAbsent) {
        return expr(node, name, id, unlistedIsAbsent, false);
    }

    Expr expr(Node node, String name, boolean id, boolean unlistedIsAbsent, boolean withoutDefault) {
        return expr(node, name, id, unlistedIsAbsent, withoutDefault, "from");
    }

    /** A text: the name of a column, or a map that says where it comes from and what is done to it. */
    Expr expr(Node node, String name, boolean id, boolean unlistedIsAbsent, boolean withoutDefault, String synonym) {
        if (!node.isMap()) {
            if (node.isList()) {
                node.error("is a list, not a column or a map such as {from: COLUMN}");
                return new Expr.Constant("?", name);
            }
            return column(node, id);
        }
        Expr expr = source(node, name, id, synonym);
        Optional<String> query = node.optionalText("query");
        if (query.isPresent()) {
            expr = new Expr.Query(expr, query.get());
        }
        Optional<String> prefix = node.optionalText("prefix");
        Optional<String> suffix = node.optionalText("suffix");
        if (prefix.isPresent() || suffix.isPresent()) {
            expr = new Expr.Affix(expr, prefix.orElse(""), suffix.orElse(""));
        }
        Optional<Node> then = node.optional("then");
        if (then.isPresent()) {
            expr = new Expr.Then(expr, literal(then.get()));
        }
        expr = values(node, expr, unlistedIsAbsent);
        if (node.has("known")) {
            Set<String> known = texts(node.node("known"));
            expr = new Expr.Known(expr, known, scope.memo(List.of("known", expr, known)));
        }
        if (!withoutDefault) {
            Optional<Node> otherwise = node.optional("default");
            if (otherwise.isPresent()) {
                expr = new Expr.Default(expr, literal(otherwise.get()));
            }
        }
        return expr;
    }

    private Expr source(Node node, String name, boolean id, String synonym) {
        List<String> ways = new ArrayList<>();
        for (String way : new LinkedHashSet<>(List.of("from", "first", "hash", "const", "pointer", synonym))) {
            if (node.keys().contains(way)) {
                ways.add(way);
            }
        }
        if (ways.size() != 1) {
            node.error(
                    ways.isEmpty()
                            ? "does not say where it comes from: from, first, hash or const"
                                    + (scope.json() ? " or pointer" : "")
                                    + (synonym.equals("from") ? "" : " or " + synonym)
                            : "says more than one of " + String.join(", ", ways));
            ways.forEach(node::optional);
            node.optional("separator");
            return new Expr.Constant("?", name);
        }
        Node source = node.node(ways.get(0));
        switch (ways.get(0)) {
            case "const" -> {
                return new Expr.Constant(literal(source), name);
            }
            case "first" -> {
                return new Expr.First(parts(source, name, id), name);
            }
            case "hash" -> {
                return hash(source, name);
            }
            case "pointer" -> {
                if (!scope.json()) {
                    source.error("has a meaning for JSON lines only; write from");
                }
                return column(source, id);
            }
            default -> {
                if (!source.isList()) {
                    return column(source, id);
                }
                return new Expr.Join(parts(source, name, id), node.text("separator", "|"), name);
            }
        }
    }

    Expr hash(Node node, String name) {
        List<Expr> parts = parts(node, name, true);
        return new Expr.Hash(parts, scope.memo(parts), name);
    }

    /** The items of a list, or one item. */
    private List<Expr> parts(Node node, String name, boolean id) {
        if (!node.isList()) {
            return List.of(expr(node, name, id));
        }
        if (node.asList().isEmpty()) {
            node.error("names no column");
        }
        return node.asList().stream().map(item -> expr(item, name, id)).toList();
    }

    private Expr values(Node node, Expr inner, boolean unlistedIsAbsent) {
        if (!node.has("values")) {
            if (node.has("otherwise")) {
                node.errorAt("otherwise", "has a meaning with values only");
                node.optional("otherwise").filter(Node::isMap).ifPresent(o -> o.optional("const"));
            }
            return inner;
        }
        Map<String, String> values = new LinkedHashMap<>();
        node.optionalMap("values").forEach((raw, value) -> values.put(raw, literal(value)));
        if (values.isEmpty()) {
            node.errorAt("values", "lists none");
        }
        Expr.Unlisted unlisted = unlistedIsAbsent ? Expr.Unlisted.ABSENT : Expr.Unlisted.REJECT;
        String constant = null;
        Optional<Node> otherwise = node.optional("otherwise");
        if (otherwise.isPresent()) {
            if (otherwise.get().isMap()) {
                constant = literal(otherwise.get().node("const"));
            } else {
                unlisted = node.oneOf("otherwise", Expr.Unlisted.class, unlisted);
            }
        }
        return new Expr.Values(inner, Map.copyOf(values), unlisted, constant);
    }

    private Expr column(Node node, boolean id) {
        String name = node.asText();
        int index = scope.column(node, name);
        if (id) {
            ids.add(index);
        }
        return new Expr.Column(index, name);
    }

    /** A scalar as a text: a number by its plain digits, a truth value as true or false. */
    private static String literal(Node node) {
        if (node.isNumber()) {
            return node.asDecimal().toPlainString();
        }
        if (node.isFlag()) {
            return node.asFlag() ? "true" : "false";
        }
        return node.asText();
    }
}
