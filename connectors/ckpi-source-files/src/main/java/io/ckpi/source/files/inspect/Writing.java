package io.ckpi.source.files.inspect;

import io.ckpi.source.files.internal.RawRows;
import io.ckpi.source.mapping.RowFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a file is written, as far as its beginning shows. Immutable.
 *
 * @param format a format of mappings
 * @param charset encoding
 * @param charsetSure whether it is sure
 * @param delimiter what parts its cells
 * @param width how many cells most rows have; 0 for JSON lines
 * @param skip lines before the header or the first row
 * @param header whether the first row names the columns
 * @param names names of the columns; none for JSON lines
 */
record Writing(
        String format,
        Charset charset,
        boolean charsetSure,
        char delimiter,
        int width,
        int skip,
        boolean header,
        List<String> names) {

    /** How many bytes are looked at. */
    static final int BEGINNING = 1 << 18;

    private static final int SAMPLE = 200;
    private static final int MOST_SKIPPED = 20;
    private static final int LONGEST_NAME = 128;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final List<String> ONE_BYTE = List.of("windows-1251", "IBM866", "KOI8-R");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z]+[A-Za-z0-9]*(?:[_:.][A-Za-z0-9]+)+");
    private static final Map<String, String> FORMS = forms();

    private static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("PK\3\4", "is a workbook, or an archive whose name does not end in .zip: save the sheet as CSV");
        forms.put("\u00D0\u00CF\u0011\u00E0", "is a workbook of Excel: save the sheet as CSV");
        forms.put("\u001F\u008B", "is packed with gzip, but its name does not end in .gz");
        forms.put("%PDF", "is a PDF document");
        forms.put("PAR1", "is a Parquet file, which the plugin duckdb reads");
        forms.put("{\\rtf", "is a document, not a table");
        return forms;
    }

    /** Why a file that begins like that is not read, or null if it may be. */
    static @Nullable String faultOf(byte[] beginning) {
        String bytes = new String(beginning, 0, Math.min(beginning.length, 4096), StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> form : FORMS.entrySet()) {
            if (bytes.startsWith(form.getKey())) {
                return form.getValue();
            }
        }
        String text = bytes.replace("\u00EF\u00BB\u00BF", "").strip();
        if (text.isEmpty()) {
            return "is empty";
        }
        return text.startsWith("[") && text.substring(1).stripLeading().startsWith("{")
                ? "is one JSON array; JSON lines are read, one object a line: jq -c '.[]' FILE > FILE.jsonl"
                : null;
    }

    static Writing of(byte[] beginning) throws IOException {
        Encoding encoding = encoding(beginning);
        byte[] sample = beginning;
        if (beginning.length == BEGINNING) {
            int end = beginning.length;
            while (end > 1 && beginning[end - 1] != '\n') {
                end--;
            }
            sample = end > 1 ? Arrays.copyOf(beginning, end) : beginning;
        }
        if (isJson(sample, encoding.charset)) {
            return new Writing("jsonl", encoding.charset, encoding.sure, ',', 0, 0, false, List.of());
        }
        char best = ',';
        double bestShare = 0;
        int width = 1;
        for (char delimiter : DELIMITERS) {
            List<List<String>> rows = sample(sample, encoding.charset, false, delimiter, 0);
            int mode = mode(rows);
            double share = (double) rows.stream().filter(r -> r.size() == mode).count() / Math.max(1, rows.size());
            if (mode > 1 && share >= 0.5 && (share > bestShare || (share == bestShare && mode > width))) {
                best = delimiter;
                bestShare = share;
                width = mode;
            }
        }
        return cells(sample, encoding, best, width);
    }

    private static Writing cells(byte[] sample, Encoding encoding, char delimiter, int width) throws IOException {
        int skip = 0;
        List<List<String>> rows = sample(sample, encoding.charset, false, delimiter, 0);
        long most = -1;
        for (int lines = 0; width > 1 && lines <= MOST_SKIPPED; lines++) {
            List<List<String>> rest = sample(sample, encoding.charset, false, delimiter, lines);
            long known = rest.isEmpty() || rest.get(0).size() != width ? -1 : known(rest.get(0));
            if (known > most) {
                skip = lines;
                rows = rest;
                most = known;
            }
        }
        boolean clickhouse = delimiter == '\t' && skip == 0 && isClickHouse(rows);
        if (clickhouse) {
            rows = sample(sample, encoding.charset, true, delimiter, 0);
        }
        boolean header = isHeader(rows);
        List<String> names = new ArrayList<>();
        int columns = Math.min(RawRows.MOST_COLUMNS, width);
        for (int i = 0; i < columns; i++) {
            names.add(header && i < rows.get(0).size() ? rows.get(0).get(i) : "c" + (i + 1));
        }
        String format = clickhouse ? "clickhouse-tsv" : delimiter == '\t' ? "tsv" : "csv";
        return new Writing(format, encoding.charset, encoding.sure, delimiter, width, skip, header, List.copyOf(names));
    }

    boolean isJson() {
        return format.equals("jsonl");
    }

    /** Opens the rows. */
    RawRows rows(InputStream in, List<String> members) throws IOException {
        return isJson()
                ? RawRows.ofJson(in, charset, members)
                : RawRows.ofCells(in, charset, format.equals("clickhouse-tsv"), delimiter, skip);
    }

    private static List<List<String>> sample(
            byte[] bytes, Charset charset, boolean clickhouse, char delimiter, int skip) throws IOException {
        try (RawRows rows = RawRows.ofCells(new ByteArrayInputStream(bytes), charset, clickhouse, delimiter, skip)) {
            return sample(rows);
        }
    }

    private static List<List<String>> sample(RawRows rows) throws IOException {
        List<List<String>> sample = new ArrayList<>();
        for (int i = 0; i < SAMPLE; i++) {
            try {
                List<String> row = rows.next();
                if (row == null) {
                    break;
                }
                sample.add(row);
            } catch (RowFault e) {
                // counted when the file is read
            }
        }
        return sample;
    }

    private static boolean isJson(byte[] bytes, Charset charset) throws IOException {
        String text = new String(bytes, 0, Math.min(64, bytes.length), charset);
        if (!text.replace("\uFEFF", "").stripLeading().startsWith("{")) {
            return false;
        }
        try (RawRows rows = RawRows.ofJson(new ByteArrayInputStream(bytes), charset, new ArrayList<>())) {
            return !sample(rows).isEmpty();
        }
    }

    private static int mode(List<List<String>> rows) {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(row.size(), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    private static boolean isClickHouse(List<List<String>> rows) {
        return rows.stream()
                .flatMap(List::stream)
                .anyMatch(cell -> cell.startsWith("ym:")
                        || cell.equals("\\N")
                        || (cell.startsWith("[") && cell.endsWith("]") && cell.length() < 4096));
    }

    /**
     * Whether the first row names the columns: none of its cells is a number, a time or an address; and a name is known, or
     * they are different, and half of them are identifiers such as user_id, or there is a column of which the other cells are
     * numbers, times or addresses.
     */
    private static boolean isHeader(List<List<String>> rows) {
        if (rows.isEmpty()) {
            return false;
        }
        List<String> first = rows.get(0);
        boolean known = known(first) > 0;
        boolean different = new HashSet<>(first).size()
                >= first.stream().filter(name -> !name.isEmpty()).count();
        if ((!different && !known)
                || first.stream()
                        .anyMatch(name -> ColumnTally.isAddress(name)
                                && !Vocabulary.STANDARD.knows(name)
                                && !IDENTIFIER.matcher(name).matches())
                || first.stream().anyMatch(name -> name.length() > LONGEST_NAME || isData(name))) {
            return false;
        }
        if (known
                || 2
                                * first.stream()
                                        .filter(name -> IDENTIFIER.matcher(name).matches())
                                        .count()
                        >= first.size()) {
            return true;
        }
        for (int i = 0; i < first.size(); i++) {
            int column = i;
            List<String> cells = rows.stream()
                    .skip(1)
                    .filter(row -> row.size() > column && !row.get(column).isBlank())
                    .map(row -> row.get(column))
                    .toList();
            if (cells.size() > 1 && cells.stream().allMatch(Writing::isData)) {
                return true;
            }
        }
        return false;
    }

    /** How many cells are known as names; 0 if it may be chance. Words for states are no evidence: a row may hold them. */
    private static long known(List<String> names) {
        long known = names.stream()
                .filter(name -> Vocabulary.STANDARD.knows(name)
                        && !Vocabulary.STANDARD.states().contains(Vocabulary.normal(name)))
                .count();
        return known > 1 || 2 * known >= names.size() ? known : 0;
    }

    /** True for a text that is a number, a time or an address: one that names nothing. */
    private static boolean isData(String text) {
        if (text.isBlank()) {
            return false;
        }
        ColumnTally tally = new ColumnTally(Vocabulary.STANDARD);
        tally.add(text);
        return switch (tally.profile("").look()) {
            case ROUNDED_ID, TIME, EMAIL, PHONE, NUMBER -> true;
            default -> false;
        };
    }

    private record Encoding(Charset charset, boolean sure) {}

    private static Encoding encoding(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return new Encoding(StandardCharsets.UTF_8, true);
        } else if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
            return new Encoding(StandardCharsets.UTF_16, true);
        }
        // every other byte is the higher half of a character: Latin 00, Cyrillic 04; no other encoding has bytes below
        // 6
        int[] low = new int[2];
        for (int i = 0; i < bytes.length; i++) {
            low[i & 1] += bytes[i] >= 0 && bytes[i] < 6 ? 1 : 0;
        }
        if (20 * Math.max(low[0], low[1]) > 9 * bytes.length && 8 * Math.min(low[0], low[1]) < bytes.length) {
            return new Encoding(low[1] > low[0] ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE, false);
        }
        int lines = 0;
        int bad = 0;
        int begin = 0;
        for (int i = 0; i <= bytes.length; i++) {
            boolean last = i == bytes.length;
            if (last ? bytes.length < BEGINNING || lines == 0 : bytes[i] == '\n') {
                lines++;
                bad += RawRows.isText(StandardCharsets.UTF_8, Arrays.copyOfRange(bytes, begin, i)) ? 0 : 1;
                begin = i + 1;
            }
        }
        return 100L * bad <= lines
                ? new Encoding(StandardCharsets.UTF_8, bad == 0)
                : new Encoding(oneByte(bytes), false);
    }

    /** The encoding in which the most bytes above 127 are small Cyrillic letters, or that of Western Europe. */
    private static Charset oneByte(byte[] bytes) {
        Charset best = StandardCharsets.ISO_8859_1;
        long high = 0;
        for (byte b : bytes) {
            high += b < 0 ? 1 : 0;
        }
        long most = high / 2;
        for (String name : ONE_BYTE) {
            if (!Charset.isSupported(name)) {
                continue;
            }
            long small = new String(bytes, Charset.forName(name))
                    .chars()
                    .filter(c -> c >= 'а' && c <= 'я')
                    .count();
            if (small > most) {
                best = Charset.forName(name);
                most = small;
            }
        }
        return best;
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
