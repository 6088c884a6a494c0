package io.ckpi.source.files.inspect;

import io.ckpi.source.files.inspect.Vocabulary.As;
import io.ckpi.source.files.internal.OpenQuestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Proposal}. Mutable, for one use. */
final class ProposalWriter {

    private static final String OPEN = OpenQuestions.OPEN;

    private final List<Inspection> files;
    private final @Nullable String only;
    private final ProposalText out;
    private final List<String> unrecognised = new ArrayList<>();
    private final List<@Nullable Recognition> recognitions = new ArrayList<>();

    ProposalWriter(List<Inspection> files, @Nullable String only, Locale locale) {
        this.files = files;
        this.only = only;
        this.out = new ProposalText(locale);
        for (Inspection file : files) {
            List<Recognition> found = Recognition.of(file.columns(), only);
            recognitions.add(found.isEmpty() ? null : found.get(0));
        }
    }

    Proposal write() {
        out.line("schema: ckpi/mapping@1", null);
        out.line("id: " + id(), null);
        if (any(As.TIME, column -> column.times().local() > 0)
                || any(As.DAY, c -> c.times().local() < c.times().fitting())) {
            out.line(
                    "zone: " + OPEN,
                    out.ask(
                            "zone: в каком часовом поясе записаны времена? Например Europe/Moscow; "
                                    + "если только предполагаете: {assume: Europe/Moscow}.",
                            "zone: in which time zone were the times written? Such as Europe/Moscow; "
                                    + "if you only suppose so: {assume: Europe/Moscow}."));
        }
        boolean money = false;
        for (int i = 0; i < files.size(); i++) {
            money |= has(i, As.MONEY) && RecordWriter.currencyColumn(files.get(i)) == null;
        }
        if (money) {
            out.line(
                    "currency: " + OPEN,
                    out.ask(
                            "currency: в какой валюте суммы? Код ISO 4217, например RUB.",
                            "currency: in which currency are the amounts? A code of ISO 4217, such as EUR."));
        }
        out.line("files:", null);
        for (int i = 0; i < files.size(); i++) {
            file(files.get(i), recognitions.get(i));
        }
        if (!out.questions.isEmpty()) {
            out.yaml
                    .append("\n# ")
                    .append(out.text(
                            "Вопросы. Пока в документе есть " + OPEN + ", он не читается: впишите ответы.",
                            "Questions. As long as there is a " + OPEN
                                    + " the document is refused: write the answers."))
                    .append('\n');
            for (int i = 0; i < out.questions.size(); i++) {
                out.yaml
                        .append("# ")
                        .append(i + 1)
                        .append(". ")
                        .append(out.inLanguage(out.questions.get(i)))
                        .append('\n');
            }
        }
        return new Proposal(out.yaml.toString(), out.questions, unrecognised);
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
                    .filter(entry -> RecordWriter.as(recognition, entry.getKey()) == as)
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
                && recognition.columns().keySet().stream().anyMatch(field -> RecordWriter.as(recognition, field) == as);
    }

    // ---- a file

    private void file(Inspection file, @Nullable Recognition recognition) {
        if (files.size() > 1) {
            out.askOf(file.name());
        }
        out.line("  - file: " + Yaml.yaml(file.file()), null);
        if (file.entry() != null) {
            String entry = file.entry();
            out.line("    entries: " + Yaml.yaml(entry.substring(entry.lastIndexOf('/') + 1)), null);
        }
        out.line("    format: " + file.format(), out.share(file.regular(), file.rows(), "строк", "of the rows"));
        if (!file.charset().equals("UTF-8")) {
            out.line(
                    "    charset: " + file.charset(),
                    file.charsetSure()
                            ? out.text("по метке в начале файла", "by the mark at its beginning")
                            : out.text(
                                    "вероятнее всего: верны ли буквы в именах столбцов?",
                                    "the likeliest: are the letters in the names of columns right?"));
        }
        if (file.format().equals("csv") && file.delimiter() != ',') {
            out.line("    delimiter: " + Yaml.yaml(String.valueOf(file.delimiter())), null);
        }
        if (file.skip() > 0) {
            out.line("    skip: " + file.skip(), out.text("строк до заголовка", "lines before the header"));
        }
        if (!file.totals().isEmpty()) {
            out.line("    totals: " + Yaml.list(file.totals()), out.text("строки с итогами", "rows that sum up"));
        }
        if (!file.header() && !file.format().equals("jsonl")) {
            out.line(
                    "    header: none",
                    out.text("первая строка не похожа на имена столбцов", "the first row does not look like names"));
            out.line(
                    "    columns: "
                            + Yaml.list(file.columns().stream()
                                    .map(ColumnProfile::name)
                                    .toList()),
                    out.text("назовите их", "name them"));
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
                    .anyMatch(field -> RecordWriter.isTime(recognition, field)
                            && !recognition.columns().containsKey(field));
        }
        if (!absent.isEmpty()) {
            out.line(
                    "    absent: " + Yaml.list(absent),
                    out.text("тексты, которые значат «пусто»", "texts that mean nothing"));
        }
        if (padded) {
            out.line("    strip: true", out.text("вокруг значений есть пробелы", "there are blanks around values"));
        }
        if (snapshot) {
            out.line(
                    "    asOf: " + OPEN,
                    out.ask(
                            "asOf: столбца со временем нет. За какой день этот снимок? Например 2026-01-31.",
                            "asOf: there is no column of times. Of which day is this snapshot? Such as 2026-01-31."));
        }
        out.line("    records:", null);
        if (recognition == null) {
            unrecognised.add(file.name());
            out.line(
                    "      - record: " + OPEN,
                    out.ask(
                            "record: по именам столбцов не понять, что это. Выберите запись (--record: "
                                    + String.join(", ", Proposal.records())
                                    + ") и назовите её столбцы; см. docs/guide/mapping.md.",
                            "record: the names of the columns do not tell what this is. Choose a record (--record: "
                                    + String.join(", ", Proposal.records())
                                    + ") and name its columns; see docs/guide/mapping.md."));
        } else {
            new RecordWriter(out, file, recognition, only != null).write();
        }
    }
}
