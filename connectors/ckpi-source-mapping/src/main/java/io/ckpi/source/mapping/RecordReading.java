package io.ckpi.source.mapping;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.definition.Node;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.RecordFlag;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a mapping says of one record. Every fault is noted at its place in the document. */
final class RecordReading {

    private static final BigDecimal MOST_FACTOR = new BigDecimal("1e12");

    private final Scope scope;
    private final RowSettings settings;
    private final Set<Integer> ids;

    RecordReading(Scope scope, RowSettings settings, Set<Integer> fileIds) {
        this.scope = scope;
        this.settings = settings;
        this.ids = new TreeSet<>(fileIds);
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
                builder.fields[i] = field(child.get(), part);
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
            builder.eachIds[i] = ids.contains(builder.each[i]);
        }
        builder.ids = ids.stream()
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
                builder.when.add(new Condition(index, Condition.Test.IN, texts(wanted)));
                return;
            }
            if (wanted.has("present")) {
                builder.when.add(new Condition(
                        index, wanted.flag("present") ? Condition.Test.PRESENT : Condition.Test.ABSENT, Set.of()));
            }
            wanted.optional("in").ifPresent(in -> builder.when.add(new Condition(index, Condition.Test.IN, texts(in))));
            wanted.optional("not")
                    .ifPresent(not -> builder.when.add(new Condition(index, Condition.Test.NOT, texts(not))));
            if (wanted.keys().isEmpty()) {
                wanted.error("says neither present, in nor not");
            }
        });
    }

    private static Set<String> texts(Node node) {
        Set<String> texts = new LinkedHashSet<>();
        if (node.isScalar()) {
            texts.add(literal(node));
        } else {
            node.asList().forEach(item -> texts.add(literal(item)));
        }
        return Set.copyOf(texts);
    }

    private void key(Node node, Template.Builder builder) {
        Optional<Node> key = node.optional("key");
        if (key.isEmpty()) {
            return;
        }
        builder.key = key.get().isList() ? hash(key.get(), "key") : expr(key.get(), "key", true);
    }

    private void envelope(Node node, Template.Builder builder) {
        RecordShape shape = builder.shape;
        Optional<Node> occurredAt = node.optional("occurredAt");
        if (occurredAt.isPresent()) {
            builder.occurredAt = time(occurredAt.get(), "occurredAt");
        } else if (shape.time() == null) {
            if (!shape.event() && settings.asOf() != null) {
                builder.occurredAt = new Field.Fixed(asOf(node), "asOf");
            } else {
                node.errorAt("occurredAt", "is missing");
            }
        }
        node.optional("recordedAt").ifPresent(child -> builder.recordedAt = time(child, "recordedAt"));
        node.optional("revision").ifPresent(child -> {
            builder.revision = revision(child);
            builder.revisionDescends = child.isMap() && child.flag("descending", false);
        });
        node.optional("op").ifPresent(child -> {
            Converter converter = Converter.AsConstant.of(Envelope.Op.class, false);
            builder.op = simple(child, expr(child, "op", false), converter, List.of());
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
            builder.attributes.add(new Template.Attribute(key, expr(child, key, false)));
        });
        if (builder.attributes.size() > 32) {
            node.errorAt("attributes", "are more than 32");
        }
    }

    private Field revision(Node node) {
        Expr expr = expr(node, "revision", false);
        if (node.isMap() && node.has("format")) {
            return new Field.Simple(expr, timeConverter(node, expr));
        }
        return new Field.Simple(
                expr,
                new Converter.AsWhole(
                        new Converter.Figures(settings.decimal(), settings.grouping(), null, null, null), true));
    }

    // ---- fields

    private Field field(Node node, RecordShape.Part part) {
        return switch (part.kind()) {
            case ORIGIN -> origin(node);
            case LINES -> lines(node);
            case TEXTS -> textSet(node, part.name());
            case PERSON -> token(node, part.name(), part.required());
            case TEXT -> {
                if (node.isMap() && (node.has("token") || isTokens(node))) {
                    yield token(node, part.name(), part.required());
                }
                Expr expr = expr(node, part.name(), part.id());
                yield simple(
                        node,
                        expr,
                        part.name().equals("path") ? new Converter.AsPath() : new Converter.AsText(),
                        List.of());
            }
            case TIME -> time(node, part.name());
            case DAY -> day(node, part.name());
            case MONEY -> money(node, part.name(), part.signed());
            case DECIMAL -> {
                Expr expr = expr(node, part.name(), false);
                yield simple(node, expr, new Converter.AsDecimal(figures(node, part.signed())), List.of());
            }
            case DOUBLE -> {
                Expr expr = expr(node, part.name(), false);
                yield simple(node, expr, new Converter.AsDouble(figures(node, true)), List.of());
            }
            case INT, LONG -> {
                Expr expr = expr(node, part.name(), false);
                boolean isLong = part.kind() == RecordShape.Kind.LONG;
                yield simple(node, expr, new Converter.AsWhole(figures(node, part.signed()), isLong), List.of());
            }
            case DURATION -> duration(node, part.name());
            case CURRENCY -> simple(node, expr(node, part.name(), false), new Converter.AsCurrency(), List.of());
            case FLAG -> simple(node, expr(node, part.name(), false), new Converter.AsFlag(), List.of());
            case CONSTANT -> {
                boolean optionalStage = part.type() == LeadStage.class && !part.required();
                Expr expr = expr(node, part.name(), false, optionalStage);
                yield simple(node, expr, Converter.AsConstant.of(part.type(), optionalStage), List.of());
            }
        };
    }

    /** A field of one text; the texts that the mapping itself states are tried at once. */
    private Field simple(Node node, Expr expr, Converter converter, List<String> more) {
        for (String text : stated(expr, more)) {
            try {
                Object value = trial(converter).convert(text, expr.name(), Row.none(scope.memos()));
                if (value == null && !(converter instanceof Converter.AsToken)) {
                    node.error("states an unknown value: " + shown(text));
                }
            } catch (RowFault e) {
                node.error("states a value that cannot be: " + shown(text) + " (" + e.reason() + ")");
            }
        }
        if (expr instanceof Expr.Constant constant && !(converter instanceof Converter.AsToken)) {
            boolean assumes = converter instanceof Converter.AsMoney || converter instanceof Converter.AsTime;
            try {
                Object value =
                        assumes ? null : converter.convert(constant.text(), expr.name(), Row.none(scope.memos()));
                if (value != null) {
                    return new Field.Fixed(value, expr.name());
                }
            } catch (RowFault e) {
                return new Field.Simple(expr, converter); // the fault has been noted
            }
        }
        if (expr instanceof Expr.Values values && converter instanceof Converter.AsConstant constants) {
            return listed(values, constants);
        }
        return new Field.Simple(expr, converter);
    }

    /** A field of listed texts, each of them converted now. */
    private static Field listed(Expr.Values values, Converter.AsConstant constants) {
        Map<String, Object> listed = new HashMap<>();
        values.values().forEach((text, name) -> {
            Object constant = constants.of(name);
            if (constant != null) {
                listed.put(text, constant);
            }
        });
        return new Field.Listed(values, constants, listed);
    }

    /** What tries a stated text: of money the number only, as its currency may stand in the row. */
    private static Converter trial(Converter converter) {
        return converter instanceof Converter.AsMoney money ? new Converter.AsDecimal(money.figures()) : converter;
    }

    /** The texts that an expression states itself, where what it states is the text that is converted. */
    private static List<String> stated(Expr expr, List<String> more) {
        List<String> texts = new ArrayList<>(more);
        if (expr instanceof Expr.Constant constant) {
            texts.add(constant.text());
        } else if (expr instanceof Expr.Values values) {
            texts.addAll(values.values().values());
            if (values.otherwise() != null) {
                texts.add(values.otherwise());
            }
        } else if (expr instanceof Expr.Then then) {
            texts.add(then.then());
        } else if (expr instanceof Expr.Default otherwise) {
            texts.add(otherwise.otherwise());
            texts.addAll(stated(otherwise.inner(), List.of()));
        }
        return texts;
    }

    /** Several tokens of which the first that is there counts. */
    private static boolean isTokens(Node node) {
        Node first = node.optional("first").orElse(null);
        return first != null
                && first.isList()
                && !first.asList().isEmpty()
                && first.asList().stream().allMatch(item -> item.isMap() && item.has("token"));
    }

    private Field token(Node node, String name, boolean required) {
        if (node.isMap() && isTokens(node)) {
            return new Field.FirstOf(
                    node.node("first").asList().stream()
                            .map(item -> token(item, name, required))
                            .toList(),
                    name);
        }
        if (!node.isMap() || !node.has("token")) {
            node.error("is personal: write {token: COLUMN, type: TYPE}, so that only a token is kept");
            node.tree(); // it has to be written anew
            return new Field.Simple(new Expr.Constant("?", name), new Converter.AsText());
        }
        String type = node.text("type");
        if (node.has("type") && !type.matches("[A-Za-z][A-Za-z0-9:._-]{0,63}")) {
            node.errorAt("type", "is not a type such as phone, email or clientId");
        }
        Expr expr = expr(node, name, true, false, false, "token");
        Optional<String> separator = node.optionalText("single");
        if (separator.isPresent()) {
            expr = new Expr.Single(expr, separator.get());
        }
        personal(expr);
        return new Field.Simple(expr, new Converter.AsToken(type, required));
    }

    private void personal(Expr expr) {
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

    private Instant asOf(Node node) {
        LocalDate day = settings.asOf();
        if (day == null) {
            node.error("needs the day of the snapshot: state asOf for the file or the mapping");
            day = LocalDate.EPOCH;
        }
        return day.atStartOfDay(settings.zone() == null ? ZoneOffset.UTC : settings.zone())
                .toInstant();
    }

    private Field time(Node node, String name) {
        if (node.isMap() && node.has("asOf")) {
            if (!node.flag("asOf")) {
                node.errorAt("asOf", "is not true");
            }
            return new Field.Fixed(asOf(node), "asOf");
        }
        Optional<String> otherwise = node.isMap() ? node.optionalText("default") : Optional.empty();
        Expr inner = expr(node, name, false, false, true);
        Converter.AsTime converter = timeConverter(node, inner);
        if (otherwise.isPresent() && otherwise.get().equals("asOf")) {
            return new Field.TimeOr(inner, converter, asOf(node));
        }
        Expr expr = otherwise.<Expr>map(text -> new Expr.Default(inner, text)).orElse(inner);
        return simple(node, expr, timeConverter(node, expr), List.of());
    }

    private Converter.AsTime timeConverter(Node node, Expr expr) {
        String format = node.isMap() ? node.text("format", "iso") : "iso";
        TimeFormat timeFormat = timeFormat(node, format);
        ZoneId zone = settings.zone();
        boolean assumed = settings.zoneAssumed();
        RowSettings.Assumed<ZoneId> own =
                node.isMap() ? RowSettings.assumed(node, "zone", "a time zone", ZoneId::of) : null;
        if (own != null) {
            zone = own.value();
            assumed = own.assumed();
        }
        if (zone == null && own == null && timeFormat.mayBeLocal() && !format.equals("iso")) {
            node.error("is a local time and needs a zone: state zone here, for the file, for the mapping or as an "
                    + "option of the source, or zone: {assume: …} if it is only assumed");
        }
        return new Converter.AsTime(
                timeFormat,
                zone == null ? null : LocalZone.of(zone),
                assumed,
                scope.memo(List.of(expr, format, zone == null ? "" : zone)));
    }

    private static TimeFormat timeFormat(Node node, String format) {
        try {
            return TimeFormat.of(format);
        } catch (IllegalArgumentException | DateTimeException e) {
            node.errorAt(
                    "format",
                    "is not iso, epoch-seconds, epoch-millis, epoch-micros or a pattern such as yyyy-MM-dd HH:mm:ss: "
                            + shown(format));
            return TimeFormat.of("iso");
        }
    }

    private Field day(Node node, String name) {
        if (node.isMap() && node.has("asOf")) {
            if (!node.flag("asOf")) {
                node.errorAt("asOf", "is not true");
            }
            asOf(node);
            LocalDate day = settings.asOf();
            return new Field.Fixed(day == null ? LocalDate.EPOCH : day, "asOf");
        }
        Expr expr = expr(node, name, false);
        String format = node.isMap() ? node.text("format", "iso") : "iso";
        TimeFormat timeFormat = timeFormat(node, format);
        if (timeFormat.isAbsolute() && settings.zone() == null) {
            node.error("is an instant and needs a zone to have a day: state zone");
        }
        return simple(node, expr, new Converter.AsDay(timeFormat, settings.zone()), List.of());
    }

    private Field money(Node node, String name, boolean signed) {
        Expr expr = expr(node, name, false, false, false, "money");
        Converter.Figures figures = figures(node, signed);
        Currency currency = settings.currency();
        boolean assumed = settings.currencyAssumed();
        Expr column = null;
        Optional<Node> own = node.isMap() ? node.optional("currency") : Optional.empty();
        if (own.isPresent()) {
            Node child = own.get();
            if (child.isMap() && !child.has("assume")) {
                column = expr(child, "currency", false);
            } else {
                RowSettings.Assumed<Currency> stated =
                        RowSettings.assumed(node, "currency", "an ISO 4217 currency", Currency::getInstance);
                if (stated != null) {
                    currency = stated.value();
                    assumed = stated.assumed();
                }
            }
        } else if (currency == null) {
            node.error("needs a currency: state currency here (as {from: COLUMN} or a code), for the file, for the "
                    + "mapping or as an option of the source, or currency: {assume: …} if it is only assumed");
        }
        boolean binary = node.isMap() && node.flag("binary", false);
        return simple(node, expr, new Converter.AsMoney(figures, currency, assumed, column, binary), List.of());
    }

    private Converter.Figures figures(Node node, boolean signed) {
        BigDecimal least = signed ? null : BigDecimal.ZERO;
        if (!node.isMap()) {
            return new Converter.Figures(settings.decimal(), settings.grouping(), null, least, null);
        }
        char decimal = node.has("decimal") ? RowSettings.mark(node, "decimal", ".,") : settings.decimal();
        char grouping =
                node.has("grouping") ? RowSettings.mark(node, "grouping", RowSettings.GROUPINGS) : settings.grouping();
        if (decimal == grouping) {
            node.error("decimal and grouping are the same mark");
        }
        BigDecimal factor = node.optionalDecimal("scale").orElse(null);
        if (factor != null && (factor.signum() <= 0 || factor.compareTo(MOST_FACTOR) > 0 || factor.scale() > 12)) {
            node.errorAt("scale", "is not above 0, at most 1e12, with at most 12 decimals");
            factor = null;
        }
        BigDecimal min = node.optionalDecimal("min").orElse(least);
        BigDecimal max = node.optionalDecimal("max").orElse(null);
        if (min != null && max != null && min.compareTo(max) > 0) {
            node.error("min is above max");
        }
        return new Converter.Figures(decimal, grouping, factor, min, max);
    }

    private Field duration(Node node, String name) {
        Expr expr = expr(node, name, false);
        Converter.AsDuration.Unit unit = Converter.AsDuration.Unit.SECONDS;
        if (node.isMap()) {
            unit = node.oneOf("unit", Converter.AsDuration.Unit.class);
        } else {
            node.error("needs a unit: {from: COLUMN, unit: seconds}");
        }
        return simple(node, expr, new Converter.AsDuration(figures(node, false), unit), List.of());
    }

    private Field textSet(Node node, String name) {
        if (node.isList()) {
            return new Field.Texts(
                    node.asList().stream().map(item -> expr(item, name, false)).toList(), name);
        }
        Expr expr = expr(node, name, false);
        String separator = node.isMap() ? node.text("split", ",") : ",";
        if (separator.isEmpty()) {
            node.errorAt("split", "is empty");
            separator = ",";
        }
        return new Field.Simple(expr, new Converter.AsTexts(separator));
    }

    private Field origin(Node node) {
        if (!node.isMap()) {
            node.error("is not a map with source, medium, campaign, term, content, clickId and channel");
            return new Field.Fixed(Origin.UNKNOWN, "origin");
        }
        Expr none = new Expr.First(List.of(), "origin");
        Expr[] parts = new Expr[6];
        String[] names = {"source", "medium", "campaign", "term", "content", "clickId"};
        for (int i = 0; i < names.length; i++) {
            Optional<Node> child = node.optional(names[i]);
            parts[i] = child.isPresent() ? expr(child.get(), names[i], names[i].equals("clickId")) : none;
        }
        Field channel = node.optional("channel")
                .map(child -> simple(
                        child, expr(child, "channel", false), Converter.AsConstant.of(Channel.class, false), List.of()))
                .orElse(new Field.Simple(none, new Converter.AsText()));
        return new Field.OfOrigin(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], channel, "origin");
    }

    private Field lines(Node node) {
        if (node.isMap()) {
            return linePerItem(node);
        }
        List<Field> lines = new ArrayList<>();
        for (Node line : node.asList()) {
            if (!line.isMap()) {
                line.error("is not a map with product, quantity and unitPrice");
                continue;
            }
            lines.add(line(line));
        }
        return new Field.Lines(List.copyOf(lines), "lines");
    }

    private Field.OfLine line(Node line) {
        Node quantity = line.node("quantity");
        return new Field.OfLine(
                expr(line.node("product"), "product", true),
                simple(
                        quantity,
                        expr(quantity, "quantity", false),
                        new Converter.AsDecimal(figures(quantity, false)),
                        List.of()),
                money(line.node("unitPrice"), "unitPrice", false),
                "lines");
    }

    /** {@code {each: /items, …}} for an array of objects, {@code {each: [A, B], …}} for arrays that run in parallel. */
    private Field linePerItem(Node node) {
        Node each = node.node("each");
        boolean objects = !each.isList();
        if (objects && !scope.json()) {
            each.error("is not a list of columns that hold arrays");
        }
        List<Integer> arrays = new ArrayList<>();
        Scope items = scope.inner(objects ? Columns.ofJson() : Columns.any());
        for (Node column : objects ? List.of(each) : each.asList()) {
            arrays.add(scope.column(column, column.asText()));
            if (!objects) {
                items.add(column.asText());
            }
        }
        if (arrays.isEmpty()) {
            each.error("names no column");
            arrays.add(0);
        }
        RecordReading inner = new RecordReading(items, settings, Set.of());
        Field.OfLine line = inner.line(node);
        List<Integer> outer = new ArrayList<>();
        for (int i = 0; i < items.names().size(); i++) {
            String name = items.names().get(i);
            Integer above = items.outerColumns().get(i);
            // beside arrays, a name is the row's
            boolean rows = above == null && !objects && i >= arrays.size();
            outer.add(above != null ? above : rows ? scope.column(node, name) : -1);
        }
        return new Field.LinePerItem(
                List.copyOf(arrays),
                objects,
                List.copyOf(items.names()),
                List.copyOf(inner.ids),
                List.copyOf(outer),
                items.memos(),
                line,
                "lines");
    }

    // ---- texts

    private Expr expr(Node node, String name, boolean id) {
        return expr(node, name, id, false);
    }

    private Expr expr(Node node, String name, boolean id, boolean unlistedIsAbsent) {
        return expr(node, name, id, unlistedIsAbsent, false);
    }

    private Expr expr(Node node, String name, boolean id, boolean unlistedIsAbsent, boolean withoutDefault) {
        return expr(node, name, id, unlistedIsAbsent, withoutDefault, "from");
    }

    /** A text: the name of a column, or a map that says where it comes from and what is done to it. */
    private Expr expr(
            Node node, String name, boolean id, boolean unlistedIsAbsent, boolean withoutDefault, String synonym) {
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

    private Expr hash(Node node, String name) {
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

    private static String shown(String text) {
        return "\"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\"";
    }
}
