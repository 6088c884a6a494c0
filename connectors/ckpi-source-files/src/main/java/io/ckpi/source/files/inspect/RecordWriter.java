package io.ckpi.source.files.inspect;

import io.ckpi.source.files.inspect.ColumnProfile.Look;
import io.ckpi.source.files.inspect.Vocabulary.As;
import io.ckpi.source.files.inspect.Vocabulary.FieldWords;
import io.ckpi.source.files.internal.OpenQuestions;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes one record of a proposed mapping. For one thread. */
final class RecordWriter {

    static final String FIELD = "        ";
    private static final String OPEN = OpenQuestions.OPEN;

    private final ProposalText out;
    private final Inspection file;
    private final Recognition recognition;
    private final boolean said;

    /** A record of the rows of {@code file}; {@code said} if the user said which it is. */
    RecordWriter(ProposalText out, Inspection file, Recognition recognition, boolean said) {
        this.out = out;
        this.file = file;
        this.recognition = recognition;
        this.said = said;
    }

    void write() {
        List<Recognition> others = Recognition.of(file.columns(), null);
        out.line(
                "      - record: " + recognition.record(),
                said
                        ? null
                        : out.text("по именам столбцов", "by the names of the columns")
                                + others.stream()
                                        .filter(o -> !o.record().equals(recognition.record())
                                                && 2 * o.score() > recognition.score())
                                        .map(Recognition::record)
                                        .reduce((a, b) -> a + ", " + b)
                                        .map(list -> out.text("; может быть и ", "; it could also be ") + list)
                                        .orElse(""));
        Map<String, String> origin = new LinkedHashMap<>();
        for (String field : recognition.words().columns().keySet()) {
            List<Integer> places = recognition.columns().get(field);
            if (places != null && field.startsWith("origin.")) {
                origin.put(
                        field.substring("origin.".length()),
                        Yaml.yaml(file.columns().get(places.get(0)).name()));
            } else if (places != null) {
                field(field, places);
            } else if (recognition.words().required().contains(field)) {
                missing(field);
            } else if (field.equals("paidAt")) {
                paidAt();
            }
        }
        if (!origin.isEmpty()) {
            out.line(FIELD + "origin: " + Yaml.braces(origin), out.text("по именам", "by their names"));
        }
        String rest = unused();
        if (!rest.isEmpty()) {
            out.yaml
                    .append(FIELD)
                    .append("# ")
                    .append(out.text("не использованы: ", "not used: "))
                    .append(rest)
                    .append('\n');
        }
    }

    private String unused() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < file.columns().size(); i++) {
            boolean currency = file.columns().get(i).equals(currencyColumn(file));
            if (!recognition.isUsed(i) && !currency) {
                names.add(file.columns().get(i).shownName());
            }
        }
        int most = 12;
        return names.stream().limit(most).collect(Collectors.joining(", "))
                + (names.size() > most ? out.text(" и ещё ", " and more: ") + (names.size() - most) : "");
    }

    // ---- a component

    private void field(String field, List<Integer> places) {
        if (places.size() > 1) {
            choice(field, places, out.text("какой из столбцов", "which of the columns"), false);
            return;
        }
        ColumnProfile column = file.columns().get(places.get(0));
        String name = Yaml.yaml(column.name());
        String sure = recognition.byValues().contains(field)
                ? out.text("по значениям, не по имени", "by its values, not by its name")
                : out.text("по имени", "by its name");
        if (column.filled() < file.regular()) {
            sure += "; " + out.share(column.filled(), file.regular(), "строк заполнены", "of the rows have it")
                    + (recognition.words().required().contains(field)
                            ? out.text(", прочие будут отклонены", ", the others will be rejected")
                            : "");
        }
        int asked = out.questions.size();
        String fitting = "";
        String value;
        switch (as(recognition, field)) {
            case TIME, DAY -> {
                value = time(column, field);
                fitting = "; "
                        + out.share(
                                column.times().fitting(), column.filled(), "значений подходят", "of the values fit");
            }
            case MONEY, COUNT, NUMBER -> {
                value = number(field, column);
                fitting = "; "
                        + out.share(
                                column.numbers().fitting(), column.filled(), "значений подходят", "of the values fit");
            }
            case DURATION -> value = "{from: " + name + ", unit: " + unit(field, column) + "}";
            case TOKEN -> value = "{token: " + name + ", type: " + type(field, column) + "}";
            case CONSTANT -> {
                constants(field, column, sure);
                return;
            }
            default -> {
                value = name;
                fitting = repetitions(field, column);
            }
        }
        String question =
                out.questions.size() > asked ? out.text("вопрос ", "question ") + out.questions.size() + "; " : "";
        out.line(FIELD + field + ": " + value, question + sure + fitting);
    }

    private String repetitions(String field, ColumnProfile column) {
        boolean key = recognition.words().columns().keySet().iterator().next().equals(field);
        return key && column.repeated() > 0
                ? out.text(
                        "; ВНИМАНИЕ: из первой тысячи значений повторяются " + column.repeated()
                                + ", а при повторе остаётся последняя запись: может быть, строки — позиции заказов?",
                        "; BEWARE: of the first thousand values " + column.repeated()
                                + " are repetitions, and of records that repeat the last remains: are rows lines of orders?")
                : "";
    }

    private String time(ColumnProfile column, String field) {
        List<String> formats = column.times().names();
        String name = Yaml.yaml(column.name());
        if (column.times().isDecided()) {
            return "{from: " + name + ", format: " + Yaml.yaml(formats.get(0)) + "}";
        }
        out.ask(
                field + ": в каком порядке день и месяц в " + name + "? По значениям не решить, подходят "
                        + String.join(" и ", formats) + ".",
                field + ": in which order are day and month in " + name + "? The values do not decide, both fit: "
                        + String.join(" and ", formats) + ".");
        return "{from: " + name + ", format: " + OPEN + "}";
    }

    private String number(String field, ColumnProfile column) {
        boolean money = as(recognition, field) == As.MONEY;
        Map<String, String> map = new LinkedHashMap<>();
        map.put(money ? "money" : "from", Yaml.yaml(column.name()));
        ColumnProfile currency = currencyColumn(file);
        if (money && currency != null) {
            map.put("currency", "{from: " + Yaml.yaml(currency.name()) + "}");
        }
        if (column.numbers().isDecided()) {
            String way = column.numbers().names().get(0);
            if (way.charAt(0) != '.') {
                map.put("decimal", Yaml.yaml(way.substring(0, 1)));
            }
            if (way.length() > 1) {
                map.put("grouping", Yaml.yaml(way.substring(1)));
            }
        } else {
            String ways = column.numbers().names().stream()
                    .map(way -> "{" + (money ? "money: " : "from: ") + Yaml.yaml(column.name()) + ", decimal: "
                            + Yaml.yaml(way.substring(0, 1))
                            + (way.length() > 1 ? ", grouping: " + Yaml.yaml(way.substring(1)) : "") + "}")
                    .collect(Collectors.joining(out.text(" или ", " or ")));
            out.ask(
                    field + ": что отделяют запятая и точка в " + Yaml.yaml(column.name())
                            + " — дробную часть или тысячи? Подходит и то и другое: " + ways + ".",
                    field + ": what do comma and point part in " + Yaml.yaml(column.name())
                            + ", decimals or thousands? Both fit: " + ways + ".");
            map.put("decimal", OPEN);
        }
        return map.size() == 1 && !money ? map.values().iterator().next() : Yaml.braces(map);
    }

    private String unit(String field, ColumnProfile column) {
        String name = " " + Vocabulary.normal(column.name()) + " ";
        if (Recognition.isClock(column)) {
            return "clock";
        } else if (name.contains(" sec") || name.contains("billsec") || name.contains(" сек")) {
            return "seconds";
        } else if (name.contains(" ms ") || name.contains(" msec")) {
            return "milliseconds";
        } else if (name.contains(" min ") || name.contains(" minutes") || name.contains(" мин")) {
            return "minutes";
        }
        out.ask(
                field + ": в чём измерена длительность? milliseconds, seconds, minutes или hours.",
                field + ": what is the length of time counted in? milliseconds, seconds, minutes or hours.");
        return OPEN;
    }

    private String type(String field, ColumnProfile column) {
        String normal = Vocabulary.normal(column.name());
        String named = words(recognition, field).tokens().stream()
                .filter(t ->
                        Vocabulary.STANDARD.tokens().getOrDefault(t, Set.of()).contains(normal))
                .findFirst()
                .orElse("clientId");
        boolean person = !named.equals("employee") && !named.equals("creator");
        if (person && column.look() == Look.PHONE) {
            return "phone";
        } else if (person && column.look() == Look.EMAIL) {
            return "email";
        } else if (named.equals("phone") || named.equals("email")) {
            out.ask(
                    field + ": значения " + Yaml.yaml(column.name()) + " не похожи на " + named
                            + ". Если они хешированы, придумайте тип сами, например crm-" + named + ".",
                    field + ": the values of " + Yaml.yaml(column.name()) + " do not look like a " + named
                            + ". If they are hashed, choose a type of your own, such as crm-" + named + ".");
            return OPEN;
        }
        return person ? named : "employee";
    }

    private void constants(String field, ColumnProfile column, String sure) {
        List<String> constants = constants(recognition.record(), field);
        String name = Yaml.yaml(column.name());
        if (!column.values().isEmpty()
                && column.values().keySet().stream()
                        .allMatch(v ->
                                constants.contains(v.toUpperCase(Locale.ROOT).replace('-', '_')))) {
            out.line(
                    FIELD + field + ": " + name,
                    sure + out.text("; значения — слова CKPI", "; the values are words of CKPI"));
            return;
        }
        String list = String.join(", ", constants);
        boolean optional = !recognition.words().required().contains(field);
        String question = out.ask(
                field + ": что значит каждое значение " + name + "? Одно из: " + list + "."
                        + (optional ? " Значение, которое ничего из этого не значит, вычеркните." : ""),
                field + ": what does each value of " + name + " mean? One of: " + list + "."
                        + (optional ? " Strike out a value that means none of these." : ""));
        if (column.values().isEmpty()) {
            out.line(
                    FIELD + field + ": {from: " + name + ", values: " + OPEN + "}",
                    question
                            + out.text(
                                    "; значения не показаны (их много, или они могут быть личными): перечислите их, {значение: СЛОВО}",
                                    "; the values are not shown (too many, or they may be personal): list them, {value: WORD}"));
            return;
        }
        out.line(FIELD + field + ":", sure);
        out.line(FIELD + "  from: " + name, null);
        out.line(FIELD + "  values:", question);
        column.values()
                .forEach((value, count) -> out.line(
                        FIELD + "    " + Yaml.yaml(value) + ": " + OPEN,
                        out.text("строк: " + count, count + (count == 1 ? " row" : " rows"))));
    }

    /** The constants of a component, by reflection, so that they cannot drift apart. */
    private static List<String> constants(String record, String field) {
        try {
            for (RecordComponent component :
                    Class.forName("io.ckpi.core.record." + record).getRecordComponents()) {
                if (component.getName().equals(field) && component.getType().isEnum()) {
                    return Arrays.stream(component.getType().getEnumConstants())
                            .map(c -> ((Enum<?>) c).name())
                            .toList();
                }
            }
            throw new IllegalStateException(record + " has no constants " + field);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no record " + record, e);
        }
    }

    // ---- what no column says

    private void missing(String field) {
        switch (as(recognition, field)) {
            case TIME ->
                out.line(
                        FIELD + field + ": {asOf: true}",
                        out.text("нет столбца со временем", "there is no column of times"));
            case DAY ->
                out.line(
                        FIELD + field + ": {asOf: true}", out.text("нет столбца с днём", "there is no column of days"));
            case CONSTANT ->
                out.line(
                        FIELD + field + ": {const: " + OPEN + "}",
                        out.ask(
                                field + ": столбца нет; что это за строки? Одно из: "
                                        + String.join(", ", constants(recognition.record(), field)) + ".",
                                field + ": there is no column; what are these rows? One of: "
                                        + String.join(", ", constants(recognition.record(), field)) + "."));
            case ID, TEXT -> {
                Set<String> parts = new LinkedHashSet<>();
                recognition.columns().forEach((other, places) -> {
                    As as = as(recognition, other);
                    if (as != As.TEXT && as != As.CONSTANT && as != As.COUNT && as != As.NUMBER) {
                        places.forEach(
                                place -> parts.add(file.columns().get(place).name()));
                    }
                });
                if (field.endsWith("Ref") && !parts.isEmpty()) {
                    out.line(
                            FIELD + "key: " + Yaml.list(parts),
                            out.text(
                                    "номера нет: строку определяют эти столбцы вместе",
                                    "there is no number: these columns together identify a row"));
                    out.line(FIELD + field + ": {hash: " + Yaml.list(parts) + "}", null);
                } else {
                    out.line(
                            FIELD + field + ": {const: " + OPEN + "}",
                            out.ask(
                                    field + ": столбца нет; назовите сами, одно слово на весь файл.",
                                    field + ": there is no column; name it yourself, one word for the file."));
                }
            }
            default ->
                out.line(
                        FIELD + field + ": " + OPEN,
                        out.ask(
                                field + ": подходящего столбца нет; назовите столбец или постоянное значение.",
                                field + ": there is no column that fits; name a column, or a constant."));
        }
    }

    private void paidAt() {
        List<Integer> left = recognition.leftTimes(file.columns());
        if (!left.isEmpty()) {
            choice("paidAt", left, out.text("какой из столбцов", "which of the columns"), true);
        } else {
            out.yaml
                    .append(FIELD)
                    .append("# ")
                    .append(out.text(
                            "paidAt: если время заказа — это и время оплаты, повторите здесь createdAt",
                            "paidAt: if it was paid when it was ordered, repeat createdAt here"))
                    .append('\n');
        }
    }

    private void choice(String field, List<Integer> places, String which, boolean optional) {
        String names = places.stream()
                .map(place -> file.columns().get(place).shownName())
                .collect(Collectors.joining(", "));
        out.line(
                FIELD + field + ": " + OPEN,
                out.ask(
                        field + ": " + which + " — это время? " + names
                                + (optional ? "; если никакой, удалите строку." : "."),
                        field + ": " + which + " is it? " + names + (optional ? "; if none, delete the line." : ".")));
        for (int place : places) {
            ColumnProfile column = file.columns().get(place);
            String format =
                    String.join(out.text(" или ", " or "), column.times().names());
            out.yaml
                    .append(FIELD)
                    .append("# ")
                    .append(field)
                    .append(": {from: ")
                    .append(Yaml.yaml(column.name()))
                    .append(", format: ")
                    .append(column.times().isDecided() ? Yaml.yaml(format) : format)
                    .append("}  # ")
                    .append(out.share(column.filled(), file.regular(), "строк заполнены", "of the rows have it"))
                    .append('\n');
        }
    }

    // ---- what is known

    static As as(Recognition recognition, String field) {
        return words(recognition, field).as();
    }

    static FieldWords words(Recognition recognition, String field) {
        FieldWords words = recognition.words().columns().get(field);
        if (words == null) {
            throw new IllegalStateException("the vocabulary lacks " + field);
        }
        return words;
    }

    static @Nullable ColumnProfile currencyColumn(Inspection file) {
        return file.columns().stream()
                .filter(c -> c.look() == Look.CURRENCY
                        && Vocabulary.STANDARD.currency().contains(Vocabulary.normal(c.name())))
                .findFirst()
                .orElse(null);
    }

    static boolean isTime(Recognition recognition, String field) {
        As as = as(recognition, field);
        return as == As.TIME || as == As.DAY;
    }
}
