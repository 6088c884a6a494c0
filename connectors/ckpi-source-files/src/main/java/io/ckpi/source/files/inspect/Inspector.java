package io.ckpi.source.files.inspect;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.source.files.internal.RawRows;
import io.ckpi.source.files.internal.ShippedMappings;
import io.ckpi.source.mapping.FileRoot;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a file: how it is written, and what its columns hold. Reads with the readers of the plugin {@code files}, in memory
 * that does not grow with the file, and no more rows than it is told to. The same file gives the same result.
 *
 * <p>What it cannot decide it leaves open: see {@link Proposal}. Values of the data stay inside, see {@link ColumnProfile}.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Inspector {

    private static final long ROWS = 10_000;
    /** Names of members without blanks, at each step of a pointer; others may be data. */
    private static final Pattern MEMBER =
            Pattern.compile("/?[\\p{L}_$][\\p{L}\\p{N}_$.:-]{0,63}(?:/[\\p{L}_$][\\p{L}\\p{N}_$.:-]{0,63})*");

    private static final long TRIED = 1000;

    private final long most;

    private Inspector(long most) {
        this.most = most;
    }

    /** Reads the first 10,000 rows. */
    public static Inspector withDefaults() {
        return new Inspector(ROWS);
    }

    /**
     * Reads that many rows; {@link Long#MAX_VALUE} for all.
     *
     * @throws IllegalArgumentException if {@code rows} is below 1
     */
    public Inspector rows(long rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows is below 1: " + rows);
        }
        return new Inspector(rows);
    }

    /**
     * Looks at a file; at every entry, if it is a {@code .zip}.
     *
     * @throws CkpiException with kind CONFIG if there is no such file, UNAVAILABLE if it cannot be read, DATA if it holds
     *     nothing that is read: a workbook, a picture, a JSON array, nothing at all
     */
    public List<Inspection> inspect(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!Files.isRegularFile(file)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-INSPECT-FILE",
                    null,
                    name + (Files.isDirectory(file) ? ": is a folder, not a file" : ": does not exist"));
        }
        String fault = RawRows.faultOf(name);
        if (fault != null) {
            throw data("ARCHIVE", name, fault);
        }
        List<Inspection> inspections = new ArrayList<>();
        try {
            for (String entry : RawRows.tables(file)) {
                inspections.add(inspect(file, name, entry));
            }
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE,
                    "CKPI-INSPECT-READ",
                    null,
                    name + ": cannot be read: " + e.getClass().getSimpleName(),
                    e);
        }
        if (inspections.isEmpty()) {
            throw data("EMPTY", name, "is an archive without files");
        }
        return inspections;
    }

    private static CkpiException data(String code, String name, String sentence) {
        return new CkpiException(CkpiException.Kind.DATA, "CKPI-INSPECT-" + code, null, name + ": " + sentence);
    }

    private Inspection inspect(Path file, String name, @Nullable String entry) throws IOException {
        String shown = entry == null ? name : name + "!/" + RawRows.shown(entry);
        byte[] beginning = RawRows.beginning(file, entry, Writing.BEGINNING);
        String fault = Writing.faultOf(beginning);
        if (fault != null) {
            throw data("FORM", shown, fault);
        }
        Writing writing = Writing.of(beginning);
        Pass pass = new Pass(writing);
        try (InputStream in = RawRows.open(file, entry);
                RawRows rows = writing.rows(in, pass.members)) {
            pass.read(rows);
        }
        List<ColumnProfile> columns = pass.columns();
        List<Inspection.Fit> fits = ShippedMappings.of(
                        file,
                        entry,
                        name,
                        writing.isJson() ? pass.members : null,
                        writing.width(),
                        Math.min(most, TRIED))
                .stream()
                .map(fit -> fit(fit, name))
                .toList();
        return new Inspection(
                name,
                entry == null ? null : RawRows.shown(entry),
                writing.format(),
                writing.charset().name(),
                writing.charsetSure(),
                writing.delimiter(),
                pass.regular,
                writing.skip(),
                writing.header(),
                List.copyOf(pass.totals),
                pass.rows,
                pass.whole,
                columns,
                pass.issues(columns),
                fits);
    }

    private static Inspection.Fit fit(ShippedMappings.Fit fit, String name) {
        List<String> options = new ArrayList<>(List.of("mapping=" + fit.mapping()));
        if (fit.files() == 1 && !FileRoot.matches(name, fit.file())) {
            options.add("file=" + name);
        }
        if (fit.needsZone()) {
            options.add("zone=ZONE");
        }
        if (fit.needsCurrency()) {
            options.add("currency=CURRENCY");
        }
        return new Inspection.Fit(fit.mapping(), fit.file(), options, fit.records(), fit.rejects());
    }

    /** One reading of the rows. Mutable. */
    private final class Pass {
        private final Writing writing;
        private final List<String> members = new ArrayList<>();
        private final List<ColumnTally> tallies = new ArrayList<>();
        private final Map<RejectReason, Long> faults = new EnumMap<>(RejectReason.class);
        private final Set<String> totals = new LinkedHashSet<>();
        private long rows;
        private long regular;
        private boolean whole;

        Pass(Writing writing) {
            this.writing = writing;
            writing.names().forEach(column -> tallies.add(new ColumnTally(Vocabulary.STANDARD)));
        }

        void read(RawRows raw) throws IOException {
            boolean header = writing.header() && !writing.isJson();
            while (rows < most) {
                try {
                    List<String> cells = raw.next();
                    if (cells == null) {
                        whole = true;
                        return;
                    }
                    if (!header) {
                        row(cells);
                    }
                } catch (RowFault e) {
                    rows++;
                    faults.merge(e.reason(), 1L, Long::sum);
                }
                header = false;
            }
            try {
                whole = raw.next() == null;
            } catch (RowFault e) {
                whole = false;
            }
        }

        private void row(List<String> cells) {
            String first = cells.isEmpty() ? "" : cells.get(0).strip();
            for (String total : Vocabulary.STANDARD.totals()) {
                if (!writing.isJson() && writing.width() > 1 && first.startsWith(total)) {
                    totals.add(total);
                    return;
                }
            }
            rows++;
            while (writing.isJson() && tallies.size() < members.size()) {
                tallies.add(new ColumnTally(Vocabulary.STANDARD));
            }
            if (!writing.isJson() && cells.size() != writing.width()) {
                faults.merge(RejectReason.COLUMN_COUNT, 1L, Long::sum);
                return;
            }
            regular++;
            for (int i = 0; i < Math.min(cells.size(), tallies.size()); i++) {
                tallies.get(i).add(cells.get(i));
            }
        }

        List<ColumnProfile> columns() {
            List<String> names = writing.isJson() ? members : writing.names();
            List<ColumnProfile> columns = new ArrayList<>();
            for (int i = 0; i < tallies.size(); i++) {
                columns.add(tallies.get(i).profile(shown(names.get(i))));
            }
            return columns;
        }

        /** Members of JSON may be data; names of a header hardly, unless they are addresses. */
        private String shown(String name) {
            boolean personal = writing.isJson() ? !MEMBER.matcher(name).matches() : ColumnTally.isAddress(name);
            return name.isBlank() || ((personal || ColumnTally.isAddress(name)) && !Vocabulary.STANDARD.knows(name))
                    ? ColumnProfile.HIDDEN
                    : name;
        }

        List<DataIssue> issues(List<ColumnProfile> columns) {
            List<DataIssue> issues = new ArrayList<>();
            faults.forEach((reason, count) -> issues.add(issue(
                    reason.name(),
                    count,
                    "",
                    "Строк, которые нельзя прочесть (" + reason.name() + "): " + count + ".",
                    "Rows that cannot be read (" + reason.name() + "): " + count + ".")));
            Set<String> names = new HashSet<>();
            for (int i = 0; i < columns.size(); i++) {
                ColumnProfile column = columns.get(i);
                String where = column.shownName();
                String name = writing.isJson() ? column.name() : writing.names().get(i);
                if (!writing.isJson() && !name.isEmpty() && !names.add(name)) {
                    issues.add(issue(
                            "HEADER",
                            1,
                            where,
                            "Имя столбца " + where + " повторяется: такой файл не читается, переименуйте столбец.",
                            "The name of column " + where + " is repeated: such a file is not read, rename one."));
                }
                issues(issues, column, tallies.get(i), where);
            }
            if (columns.size() == RawRows.MOST_COLUMNS) {
                issues.add(issue(
                        "COLUMNS",
                        1,
                        "",
                        "Осмотрены первые " + columns.size() + " столбцов.",
                        "The first " + columns.size() + " columns were looked at."));
            }
            return issues;
        }

        private void issues(List<DataIssue> issues, ColumnProfile column, ColumnTally tally, String where) {
            long rounded = tally.rounded();
            if (column.look() == ColumnProfile.Look.ROUNDED_ID
                    || (rounded > 0 && column.look() == ColumnProfile.Look.ID)) {
                issues.add(issue(
                        "ID_PRECISION_LOST",
                        rounded,
                        where,
                        where + ": " + rounded
                                + " значений округлены электронной таблицей (вида 1.03E+19): разные клиенты "
                                + "слились в одного. Выгрузите файл заново, не открывая его в таблице.",
                        where + ": a spreadsheet has rounded " + rounded
                                + " values (such as 1.03E+19) and merged different "
                                + "customers into one. Export the file anew and do not open it in a spreadsheet."));
            }
            if (tally.fine() > 0) {
                issues.add(issue(
                        "BINARY_AMOUNT",
                        tally.fine(),
                        where,
                        where + ": у " + tally.fine()
                                + " чисел больше шести знаков после запятой; если это суммы, допишите "
                                + "binary: true.",
                        where + ": " + tally.fine() + " numbers have more than six decimals; if they are amounts, add "
                                + "binary: true."));
            }
            if (tally.signs() > 0) {
                issues.add(issue(
                        "CURRENCY_SIGN",
                        tally.signs(),
                        where,
                        where + ": " + tally.signs()
                                + " сумм со знаком валюты не будут прочитаны. Выгрузите числа без знака.",
                        where + ": " + tally.signs()
                                + " amounts with a sign of a currency will not be read. Export numbers "
                                + "without it."));
            }
        }

        private DataIssue issue(String code, long count, String where, String ru, String en) {
            return new DataIssue(
                    code,
                    code.equals("COLUMNS") ? DataIssue.Severity.INFO : DataIssue.Severity.WARNING,
                    null,
                    where.isEmpty() ? null : where,
                    count,
                    new Names(ru, en));
        }
    }
}
