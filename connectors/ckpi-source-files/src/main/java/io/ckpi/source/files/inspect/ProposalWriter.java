package io.ckpi.source.files.inspect;

import io.ckpi.core.Names;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Proposal}. Mutable, for one use. */
final class ProposalWriter {

    private static final String OPEN = OpenQuestions.OPEN;
    private static final String FIELD = "        ";

    private final List<Inspection> files;
    private final @Nullable String only;
    private final Locale locale;
    private final StringBuilder yaml = new StringBuilder();
    private final List<Names> questions = new ArrayList<>();
    private final List<String> unrecognised = new ArrayList<>();
    private final List<@Nullable Recognition> recognitions = new ArrayList<>();
    /** The file that questions are about, if there are several. */
    private String asking = "";

    ProposalWriter(List<Inspection> files, @Nullable String only, Locale locale) {
        this.files = files;
        this.only = only;
        this.locale = locale;
        for (Inspection file : files) {
            List<Recognition> found = Recognition.of(file.columns(), only);
            recognitions.add(found.isEmpty() ? null : found.get(0));
        }
    }

    Proposal write() {
        line("schema: ckpi/mapping@1", null);
        line("id: " + id(), null);
        if (any(As.TIME, column -> column.times().local() > 0)
                || any(As.DAY, c -> c.times().local() < c.times().fitting())) {
            line(
                    "zone: " + OPEN,
                    ask(
                            "zone: в каком часовом поясе записаны времена? Например Europe/Moscow; "
                                    + "если только предполагаете: {assume: Europe/Moscow}.",
                            "zone: in which time zone were the times written? Such as Europe/Moscow; "
                                    + "if you only suppose so: {assume: Europe/Moscow}."));
        }
        boolean money = false;
        for (int i = 0; i < files.size(); i++) {
            money |= has(i, As.MONEY) && currencyColumn(files.get(i)) == null;
        }
        if (money) {
            line(
                    "currency: " + OPEN,
                    ask(
                            "currency: в какой валюте суммы? Код ISO 4217, например RUB.",
                            "currency: in which currency are the amounts? A code of ISO 4217, such as EUR."));
        }
        line("files:", null);
        for (int i = 0; i < files.size(); i++) {
            file(files.get(i), recognitions.get(i));
        }
        if (!questions.isEmpty()) {
            yaml.append("\n# ")
                    .append(text(
                            "Вопросы. Пока в документе есть " + OPEN + ", он не читается: впишите ответы.",
                            "Questions. As long as there is a " + OPEN
                                    + " the document is refused: write the answers."))
                    .append('\n');
            for (int i = 0; i < questions.size(); i++) {
                yaml.append("# ")
                        .append(i + 1)
                        .append(". ")
                        .append(questions.get(i).in(locale))
                        .append('\n');
            }
        }
        return new Proposal(yaml.toString(), questions, unrecognised);
    }

    private String id() {
        String name = files.size() == 1 ? files.get(0).file() : "my-files";
        int dot = name.indexOf('.');
        String id = (dot > 0 ? name.substring(0, dot) : name)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        id = id.replaceAll("^-+|-+$", "");
        return id.isEmpty()
                ? "my-files"
                : id.substring(0, Math.min(60, id.length())).replaceAll("-+$", "");
    }

    private boolean any(As as, java.util.function.Predicate<ColumnProfile> test) {
        for (int i = 0; i < files.size(); i++) {
            Recognition recognition = recognitions.get(i);
            if (recognition == null) {
                continue;
            }
            List<ColumnProfile> columns = files.get(i).columns();
            if (recognition.columns().entrySet().stream()
                    .filter(entry -> as(recognition, entry.getKey()) == as)
                    .flatMap(entry -> entry.getValue().stream())
                    .anyMatch(place -> test.test(columns.get(place)))) {
                return true;
            }
        }
        return false;
    }

    private boolean has(int file, As as) {
        Recognition recognition = recognitions.get(file);
        return recognition != null
                && recognition.columns().keySet().stream().anyMatch(field -> as(recognition, field) == as);
    }

    private static As as(Recognition recognition, String field) {
        return words(recognition, field).as();
    }

    private static FieldWords words(Recognition recognition, String field) {
        FieldWords words = recognition.words().columns().get(field);
        if (words == null) {
            throw new IllegalStateException("the vocabulary lacks " + field);
        }
        return words;
    }

    private static @Nullable ColumnProfile currencyColumn(Inspection file) {
        return file.columns().stream()
                .filter(c -> c.look() == Look.CURRENCY
                        && Vocabulary.STANDARD.currency().contains(Vocabulary.normal(c.name())))
                .findFirst()
                .orElse(null);
    }

    // ---- a file

    private void file(Inspection file, @Nullable Recognition recognition) {
        asking = files.size() > 1 ? file.name() + ", " : "";
        line("  - file: " + Shown.yaml(file.file()), null);
        if (file.entry() != null) {
            String entry = file.entry();
            line("    entries: " + Shown.yaml(entry.substring(entry.lastIndexOf('/') + 1)), null);
        }
        line("    format: " + file.format(), share(file.regular(), file.rows(), "строк", "of the rows"));
        if (!file.charset().equals("UTF-8")) {
            line(
                    "    charset: " + file.charset(),
                    file.charsetSure()
                            ? text("по метке в начале файла", "by the mark at its beginning")
                            : text(
                                    "вероятнее всего: верны ли буквы в именах столбцов?",
                                    "the likeliest: are the letters in the names of columns right?"));
        }
        if (file.format().equals("csv") && file.delimiter() != ',') {
            line("    delimiter: " + Shown.yaml(String.valueOf(file.delimiter())), null);
        }
        if (file.skip() > 0) {
            line("    skip: " + file.skip(), text("строк до заголовка", "lines before the header"));
        }
        if (!file.totals().isEmpty()) {
            line("    totals: " + list(file.totals()), text("строки с итогами", "rows that sum up"));
        }
        if (!file.header() && !file.format().equals("jsonl")) {
            line(
                    "    header: none",
                    text("первая строка не похожа на имена столбцов", "the first row does not look like names"));
            line(
                    "    columns: "
                            + list(file.columns().stream()
                                    .map(ColumnProfile::name)
                                    .toList()),
                    text("назовите их", "name them"));
        }
        Set<String> absent = new TreeSet<>();
        boolean padded = false;
        boolean snapshot = false;
        if (recognition != null) {
            for (int i = 0; i < file.columns().size(); i++) {
                if (recognition.isUsed(i)) {
                    absent.addAll(file.columns().get(i).absent().keySet());
                    padded |= file.columns().get(i).padded() > 0;
                }
            }
            snapshot = recognition.words().required().stream()
                    .anyMatch(field ->
                            isTime(recognition, field) && !recognition.columns().containsKey(field));
        }
        if (!absent.isEmpty()) {
            line("    absent: " + list(absent), text("тексты, которые значат «пусто»", "texts that mean nothing"));
        }
        if (padded) {
            line("    strip: true", text("вокруг значений есть пробелы", "there are blanks around values"));
        }
        if (snapshot) {
            line(
                    "    asOf: " + OPEN,
                    ask(
                            "asOf: столбца со временем нет. За какой день этот снимок? Например 2026-01-31.",
                            "asOf: there is no column of times. Of which day is this snapshot? Such as 2026-01-31."));
        }
        line("    records:", null);
        if (recognition == null) {
            unrecognised.add(file.name());
            line(
                    "      - record: " + OPEN,
                    ask(
                            "record: по именам столбцов не понять, что это. Выберите запись (--record: "
                                    + String.join(", ", Proposal.records())
                                    + ") и назовите её столбцы; см. docs/guide/source-files.md.",
                            "record: the names of the columns do not tell what this is. Choose a record (--record: "
                                    + String.join(", ", Proposal.records())
                                    + ") and name its columns; see docs/guide/source-files.md."));
        } else {
            record(file, recognition);
        }
    }

    private static boolean isTime(Recognition recognition, String field) {
        As as = as(recognition, field);
        return as == As.TIME || as == As.DAY;
    }

    private void record(Inspection file, Recognition recognition) {
        List<Recognition> others = Recognition.of(file.columns(), null);
        line(
                "      - record: " + recognition.record(),
                only != null
                        ? null
                        : text("по именам столбцов", "by the names of the columns")
                                + others.stream()
                                        .filter(o -> !o.record().equals(recognition.record())
                                                && 2 * o.score() > recognition.score())
                                        .map(Recognition::record)
                                        .reduce((a, b) -> a + ", " + b)
                                        .map(list -> text("; может быть и ", "; it could also be ") + list)
                                        .orElse(""));
        Map<String, String> origin = new LinkedHashMap<>();
        for (String field : recognition.words().columns().keySet()) {
            List<Integer> places = recognition.columns().get(field);
            if (places != null && field.startsWith("origin.")) {
                origin.put(
                        field.substring("origin.".length()),
                        Shown.yaml(file.columns().get(places.get(0)).name()));
            } else if (places != null) {
                field(file, recognition, field, places);
            } else if (recognition.words().required().contains(field)) {
                missing(file, recognition, field);
            } else if (field.equals("paidAt")) {
                paidAt(file, recognition);
            }
        }
        if (!origin.isEmpty()) {
            line(FIELD + "origin: " + braces(origin), text("по именам", "by their names"));
        }
        String rest = unused(file, recognition);
        if (!rest.isEmpty()) {
            yaml.append(FIELD)
                    .append("# ")
                    .append(text("не использованы: ", "not used: "))
                    .append(rest)
                    .append('\n');
        }
    }

    private String unused(Inspection file, Recognition recognition) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < file.columns().size(); i++) {
            boolean currency = file.columns().get(i) == currencyColumn(file);
            if (!recognition.isUsed(i) && !currency) {
                names.add(file.columns().get(i).shownName());
            }
        }
        int most = 12;
        return names.stream().limit(most).collect(Collectors.joining(", "))
                + (names.size() > most ? text(" и ещё ", " and more: ") + (names.size() - most) : "");
    }

    // ---- a component

    private void field(Inspection file, Recognition recognition, String field, List<Integer> places) {
        if (places.size() > 1) {
            choice(file, recognition, field, places, text("какой из столбцов", "which of the columns"), false);
            return;
        }
        ColumnProfile column = file.columns().get(places.get(0));
        String name = Shown.yaml(column.name());
        String sure = recognition.byValues().contains(field)
                ? text("по значениям, не по имени", "by its values, not by its name")
                : text("по имени", "by its name");
        if (column.filled() < file.regular()) {
            sure += "; " + share(column.filled(), file.regular(), "строк заполнены", "of the rows have it")
                    + (recognition.words().required().contains(field)
                            ? text(", прочие будут отклонены", ", the others will be rejected")
                            : "");
        }
        int asked = questions.size();
        String fitting = "";
        String value;
        switch (as(recognition, field)) {
            case TIME, DAY -> {
                value = time(column, field);
                fitting = "; "
                        + share(column.times().fitting(), column.filled(), "значений подходят", "of the values fit");
            }
            case MONEY, COUNT, NUMBER -> {
                value = number(file, recognition, field, column);
                fitting = "; "
                        + share(column.numbers().fitting(), column.filled(), "значений подходят", "of the values fit");
            }
            case DURATION -> value = "{from: " + name + ", unit: " + unit(field, column) + "}";
            case TOKEN -> value = "{token: " + name + ", type: " + type(recognition, field, column) + "}";
            case CONSTANT -> {
                constants(recognition, field, column, sure);
                return;
            }
            default -> {
                value = name;
                fitting = repetitions(recognition, field, column);
            }
        }
        String question = questions.size() > asked ? text("вопрос ", "question ") + questions.size() + "; " : "";
        line(FIELD + field + ": " + value, question + sure + fitting);
    }

    private String repetitions(Recognition recognition, String field, ColumnProfile column) {
        boolean key = recognition.words().columns().keySet().iterator().next().equals(field);
        return key && column.repeated() > 0
                ? text(
                        "; ВНИМАНИЕ: из первой тысячи значений повторяются " + column.repeated()
                                + ", а при повторе остаётся последняя запись: может быть, строки — позиции заказов?",
                        "; BEWARE: of the first thousand values " + column.repeated()
                                + " are repetitions, and of records that repeat the last remains: are rows lines of orders?")
                : "";
    }

    private String time(ColumnProfile column, String field) {
        List<String> formats = column.times().names();
        String name = Shown.yaml(column.name());
        if (column.times().isDecided()) {
            return "{from: " + name + ", format: " + Shown.yaml(formats.get(0)) + "}";
        }
        ask(
                field + ": в каком порядке день и месяц в " + name + "? По значениям не решить, подходят "
                        + String.join(" и ", formats) + ".",
                field + ": in which order are day and month in " + name + "? The values do not decide, both fit: "
                        + String.join(" and ", formats) + ".");
        return "{from: " + name + ", format: " + OPEN + "}";
    }

    private String number(Inspection file, Recognition recognition, String field, ColumnProfile column) {
        boolean money = as(recognition, field) == As.MONEY;
        Map<String, String> map = new LinkedHashMap<>();
        map.put(money ? "money" : "from", Shown.yaml(column.name()));
        ColumnProfile currency = currencyColumn(file);
        if (money && currency != null) {
            map.put("currency", "{from: " + Shown.yaml(currency.name()) + "}");
        }
        if (column.numbers().isDecided()) {
            String way = column.numbers().names().get(0);
            if (way.charAt(0) != '.') {
                map.put("decimal", Shown.yaml(way.substring(0, 1)));
            }
            if (way.length() > 1) {
                map.put("grouping", Shown.yaml(way.substring(1)));
            }
        } else {
            String ways = column.numbers().names().stream()
                    .map(way -> "{" + (money ? "money: " : "from: ") + Shown.yaml(column.name()) + ", decimal: "
                            + Shown.yaml(way.substring(0, 1))
                            + (way.length() > 1 ? ", grouping: " + Shown.yaml(way.substring(1)) : "") + "}")
                    .collect(Collectors.joining(text(" или ", " or ")));
            ask(
                    field + ": что отделяют запятая и точка в " + Shown.yaml(column.name())
                            + " — дробную часть или тысячи? Подходит и то и другое: " + ways + ".",
                    field + ": what do comma and point part in " + Shown.yaml(column.name())
                            + ", decimals or thousands? Both fit: " + ways + ".");
            map.put("decimal", OPEN);
        }
        return map.size() == 1 && !money ? map.values().iterator().next() : braces(map);
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
        ask(
                field + ": в чём измерена длительность? milliseconds, seconds, minutes или hours.",
                field + ": what is the length of time counted in? milliseconds, seconds, minutes or hours.");
        return OPEN;
    }

    private String type(Recognition recognition, String field, ColumnProfile column) {
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
            ask(
                    field + ": значения " + Shown.yaml(column.name()) + " не похожи на " + named
                            + ". Если они хешированы, придумайте тип сами, например crm-" + named + ".",
                    field + ": the values of " + Shown.yaml(column.name()) + " do not look like a " + named
                            + ". If they are hashed, choose a type of your own, such as crm-" + named + ".");
            return OPEN;
        }
        return person ? named : "employee";
    }

    private void constants(Recognition recognition, String field, ColumnProfile column, String sure) {
        List<String> constants = constants(recognition.record(), field);
        String name = Shown.yaml(column.name());
        if (!column.values().isEmpty()
                && column.values().keySet().stream()
                        .allMatch(v ->
                                constants.contains(v.toUpperCase(Locale.ROOT).replace('-', '_')))) {
            line(FIELD + field + ": " + name, sure + text("; значения — слова CKPI", "; the values are words of CKPI"));
            return;
        }
        String list = String.join(", ", constants);
        boolean optional = !recognition.words().required().contains(field);
        String question = ask(
                field + ": что значит каждое значение " + name + "? Одно из: " + list + "."
                        + (optional ? " Значение, которое ничего из этого не значит, вычеркните." : ""),
                field + ": what does each value of " + name + " mean? One of: " + list + "."
                        + (optional ? " Strike out a value that means none of these." : ""));
        if (column.values().isEmpty()) {
            line(
                    FIELD + field + ": {from: " + name + ", values: " + OPEN + "}",
                    question
                            + text(
                                    "; значения не показаны (их много, или они могут быть личными): перечислите их, {значение: СЛОВО}",
                                    "; the values are not shown (too many, or they may be personal): list them, {value: WORD}"));
            return;
        }
        line(FIELD + field + ":", sure);
        line(FIELD + "  from: " + name, null);
        line(FIELD + "  values:", question);
        column.values()
                .forEach((value, count) -> line(
                        FIELD + "    " + Shown.yaml(value) + ": " + OPEN,
                        text("строк: " + count, count + (count == 1 ? " row" : " rows"))));
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

    private void missing(Inspection file, Recognition recognition, String field) {
        switch (as(recognition, field)) {
            case TIME ->
                line(FIELD + field + ": {asOf: true}", text("нет столбца со временем", "there is no column of times"));
            case DAY ->
                line(FIELD + field + ": {asOf: true}", text("нет столбца с днём", "there is no column of days"));
            case CONSTANT ->
                line(
                        FIELD + field + ": {const: " + OPEN + "}",
                        ask(
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
                    line(
                            FIELD + "key: " + list(parts),
                            text(
                                    "номера нет: строку определяют эти столбцы вместе",
                                    "there is no number: these columns together identify a row"));
                    line(FIELD + field + ": {hash: " + list(parts) + "}", null);
                } else {
                    line(
                            FIELD + field + ": {const: " + OPEN + "}",
                            ask(
                                    field + ": столбца нет; назовите сами, одно слово на весь файл.",
                                    field + ": there is no column; name it yourself, one word for the file."));
                }
            }
            default ->
                line(
                        FIELD + field + ": " + OPEN,
                        ask(
                                field + ": подходящего столбца нет; назовите столбец или постоянное значение.",
                                field + ": there is no column that fits; name a column, or a constant."));
        }
    }

    private void paidAt(Inspection file, Recognition recognition) {
        List<Integer> left = recognition.leftTimes(file.columns());
        if (!left.isEmpty()) {
            choice(file, recognition, "paidAt", left, text("какой из столбцов", "which of the columns"), true);
        } else {
            yaml.append(FIELD)
                    .append("# ")
                    .append(text(
                            "paidAt: если время заказа — это и время оплаты, повторите здесь createdAt",
                            "paidAt: if it was paid when it was ordered, repeat createdAt here"))
                    .append('\n');
        }
    }

    private void choice(
            Inspection file,
            Recognition recognition,
            String field,
            List<Integer> places,
            String which,
            boolean optional) {
        String names = places.stream()
                .map(place -> file.columns().get(place).shownName())
                .collect(Collectors.joining(", "));
        line(
                FIELD + field + ": " + OPEN,
                ask(
                        field + ": " + which + " — это время? " + names
                                + (optional ? "; если никакой, удалите строку." : "."),
                        field + ": " + which + " is it? " + names + (optional ? "; if none, delete the line." : ".")));
        for (int place : places) {
            ColumnProfile column = file.columns().get(place);
            String format = String.join(text(" или ", " or "), column.times().names());
            yaml.append(FIELD)
                    .append("# ")
                    .append(field)
                    .append(": {from: ")
                    .append(Shown.yaml(column.name()))
                    .append(", format: ")
                    .append(column.times().isDecided() ? Shown.yaml(format) : format)
                    .append("}  # ")
                    .append(share(column.filled(), file.regular(), "строк заполнены", "of the rows have it"))
                    .append('\n');
        }
    }

    // ---- texts

    private void line(String line, @Nullable String comment) {
        yaml.append(line).append(comment == null ? "" : "  # " + comment).append('\n');
    }

    /** Notes a question and gives the comment that points to it. */
    private String ask(String ru, String en) {
        questions.add(new Names(asking + ru, asking + en));
        return text("вопрос ", "question ") + questions.size();
    }

    private String text(String ru, String en) {
        return new Names(ru, en).in(locale);
    }

    private String share(long part, long whole, String ru, String en) {
        return percent(part, whole) + " % " + text(ru, en) + " (" + part + text(" из ", " of ") + whole + ")";
    }

    /** Whole per cent, rounded down, so that only all are 100. */
    static long percent(long part, long whole) {
        return whole == 0 ? 0 : part * 100 / whole;
    }

    private static String list(Iterable<String> texts) {
        List<String> quoted = new ArrayList<>();
        texts.forEach(text -> quoted.add(Shown.yaml(text)));
        return "[" + String.join(", ", quoted) + "]";
    }

    private static String braces(Map<String, String> map) {
        return map.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
