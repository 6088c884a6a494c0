package io.ckpi.source.mapping;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.definition.Node;
import io.ckpi.core.record.Origin;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a mapping says of the components of a record, each by its kind. Faults are noted at their place. */
final class FieldReading {

    private static final BigDecimal MOST_FACTOR = new BigDecimal("1e12");

    private final Scope scope;
    private final RowSettings settings;
    private final ExprReading texts;

    FieldReading(Scope scope, RowSettings settings, ExprReading texts) {
        this.scope = scope;
        this.settings = settings;
        this.texts = texts;
    }

    Field field(Node node, RecordShape.Part part) {
        return switch (part.kind()) {
            case ORIGIN -> origin(node);
            case LINES -> lines(node);
            case TEXTS -> textSet(node, part.name());
            case PERSON -> token(node, part.name(), part.required());
            case TEXT -> {
                if (node.isMap() && (node.has("token") || isTokens(node))) {
                    yield token(node, part.name(), part.required());
                }
                Expr expr = texts.expr(node, part.name(), part.id());
                yield simple(node, expr, part.name().equals("path") ? new Converter.AsPath() : new Converter.AsText());
            }
            case TIME -> time(node, part.name());
            case DAY -> day(node, part.name());
            case MONEY -> money(node, part.name(), part.signed());
            case DECIMAL -> {
                Expr expr = texts.expr(node, part.name(), false);
                yield simple(node, expr, new Converter.AsDecimal(figures(node, part.signed())));
            }
            case DOUBLE -> {
                Expr expr = texts.expr(node, part.name(), false);
                yield simple(node, expr, new Converter.AsDouble(figures(node, true)));
            }
            case INT, LONG -> {
                Expr expr = texts.expr(node, part.name(), false);
                boolean isLong = part.kind() == RecordShape.Kind.LONG;
                yield simple(node, expr, new Converter.AsWhole(figures(node, part.signed()), isLong));
            }
            case DURATION -> duration(node, part.name());
            case CURRENCY -> simple(node, texts.expr(node, part.name(), false), new Converter.AsCurrency());
            case FLAG -> simple(node, texts.expr(node, part.name(), false), new Converter.AsFlag());
            case CONSTANT -> {
                boolean optionalStage = part.type() == LeadStage.class && !part.required();
                Expr expr = texts.expr(node, part.name(), false, optionalStage);
                yield simple(node, expr, Converter.AsConstant.of(part.type(), optionalStage));
            }
        };
    }

    /** A field of one text; the texts that the mapping itself states are tried at once. */
    Field simple(Node node, Expr expr, Converter converter) {
        for (String text : stated(expr)) {
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
    private static List<String> stated(Expr expr) {
        List<String> texts = new ArrayList<>();
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
            texts.addAll(stated(otherwise.inner()));
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
        Expr expr = texts.expr(node, name, true, false, false, "token");
        Optional<String> separator = node.optionalText("single");
        if (separator.isPresent()) {
            expr = new Expr.Single(expr, separator.get());
        }
        texts.personal(expr);
        return new Field.Simple(expr, new Converter.AsToken(type, required));
    }

    Instant asOf(Node node) {
        LocalDate day = settings.asOf();
        if (day == null) {
            node.error("needs the day of the snapshot: state asOf for the file or the mapping");
            day = LocalDate.EPOCH;
        }
        return day.atStartOfDay(settings.zone() == null ? ZoneOffset.UTC : settings.zone())
                .toInstant();
    }

    Field time(Node node, String name) {
        if (node.isMap() && node.has("asOf")) {
            if (!node.flag("asOf")) {
                node.errorAt("asOf", "is not true");
            }
            return new Field.Fixed(asOf(node), "asOf");
        }
        Optional<String> otherwise = node.isMap() ? node.optionalText("default") : Optional.empty();
        Expr inner = texts.expr(node, name, false, false, true);
        Converter.AsTime converter = timeConverter(node, inner);
        if (otherwise.isPresent() && otherwise.get().equals("asOf")) {
            return new Field.TimeOr(inner, converter, asOf(node));
        }
        Expr expr = otherwise.<Expr>map(text -> new Expr.Default(inner, text)).orElse(inner);
        return simple(node, expr, timeConverter(node, expr));
    }

    Converter.AsTime timeConverter(Node node, Expr expr) {
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
        Expr expr = texts.expr(node, name, false);
        String format = node.isMap() ? node.text("format", "iso") : "iso";
        TimeFormat timeFormat = timeFormat(node, format);
        if (timeFormat.isAbsolute() && settings.zone() == null) {
            node.error("is an instant and needs a zone to have a day: state zone");
        }
        return simple(node, expr, new Converter.AsDay(timeFormat, settings.zone()));
    }

    private Field money(Node node, String name, boolean signed) {
        Expr expr = texts.expr(node, name, false, false, false, "money");
        Converter.Figures figures = figures(node, signed);
        Currency currency = settings.currency();
        boolean assumed = settings.currencyAssumed();
        Expr column = null;
        Optional<Node> own = node.isMap() ? node.optional("currency") : Optional.empty();
        if (own.isPresent()) {
            Node child = own.get();
            if (child.isMap() && !child.has("assume")) {
                column = texts.expr(child, "currency", false);
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
        return simple(node, expr, new Converter.AsMoney(figures, currency, assumed, column, binary));
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
        Expr expr = texts.expr(node, name, false);
        Converter.AsDuration.Unit unit = Converter.AsDuration.Unit.SECONDS;
        if (node.isMap()) {
            unit = node.oneOf("unit", Converter.AsDuration.Unit.class);
        } else {
            node.error("needs a unit: {from: COLUMN, unit: seconds}");
        }
        return simple(node, expr, new Converter.AsDuration(figures(node, false), unit));
    }

    private Field textSet(Node node, String name) {
        if (node.isList()) {
            return new Field.Texts(
                    node.asList().stream()
                            .map(item -> texts.expr(item, name, false))
                            .toList(),
                    name);
        }
        Expr expr = texts.expr(node, name, false);
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
            parts[i] = child.isPresent() ? texts.expr(child.get(), names[i], names[i].equals("clickId")) : none;
        }
        Field channel = node.optional("channel")
                .map(child -> simple(
                        child, texts.expr(child, "channel", false), Converter.AsConstant.of(Channel.class, false)))
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
                texts.expr(line.node("product"), "product", true),
                simple(
                        quantity,
                        texts.expr(quantity, "quantity", false),
                        new Converter.AsDecimal(figures(quantity, false))),
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
        ExprReading itemTexts = new ExprReading(items, Set.of());
        Field.OfLine line = new FieldReading(items, settings, itemTexts).line(node);
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
                List.copyOf(itemTexts.ids()),
                List.copyOf(outer),
                items.memos(),
                line,
                "lines");
    }

    private static String shown(String text) {
        return "\"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\"";
    }
}
