package io.ckpi.cli;

import io.ckpi.core.Money;
import io.ckpi.value.GroupSpend;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What winning customers cost, from a CSV file. */
final class SpendOptions {

    private static final int DAY_LENGTH = 10;

    @Option(
            names = "--spend",
            paramLabel = "FILE",
            description = {
                "CSV file of marketing spend, in place of that of the records: columns group (the channel), month",
                "(2026-10, or a day of it), amount, and retention (the part spent on existing customers) if known"
            })
    private @Nullable Path file;

    boolean isGiven() {
        return file != null;
    }

    /** The spend in the file; none without one. */
    List<GroupSpend> read(FileOptions format, Currency currency, PrintWriter err) {
        List<GroupSpend> all = new ArrayList<>();
        Path path = file;
        if (path == null) {
            return all;
        }
        Rejects rejects = format.rejects();
        format.table(path).read(List.of("group", "month", "amount"), row -> {
            String group = row.get("group");
            String month = row.get("month");
            String amount = row.get("amount");
            String retention = row.get("retention");
            if (group == null || month == null || amount == null) {
                rejects.add(row.line(), "no group, month or amount");
                return;
            }
            try {
                all.add(new GroupSpend(
                        group,
                        month.length() >= DAY_LENGTH ? YearMonth.from(LocalDate.parse(month)) : YearMonth.parse(month),
                        new Money(new BigDecimal(amount), currency),
                        new Money(retention == null ? BigDecimal.ZERO : new BigDecimal(retention), currency)));
            } catch (DateTimeException wrong) {
                rejects.add(row.line(), "column month is no month such as 2026-10");
            } catch (NumberFormatException wrong) {
                rejects.add(row.line(), "column amount or retention is no number");
            } catch (IllegalArgumentException wrong) {
                rejects.add(row.line(), "an amount is negative, or retention is above the amount");
            }
        });
        rejects.report(err);
        return all;
    }
}
