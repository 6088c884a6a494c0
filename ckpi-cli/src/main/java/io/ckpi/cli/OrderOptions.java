package io.ckpi.cli;

import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.sdk.Acquisition;
import io.ckpi.value.Purchases;
import io.ckpi.value.PurchasesBuilder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where purchases come from: a CSV file of orders, or the records of sources. */
final class OrderOptions {

    @Option(names = "--orders", paramLabel = "FILE", description = "CSV file of orders, in place of a source")
    private @Nullable Path orders;

    @Option(
            names = "--customer",
            paramLabel = "COLUMN",
            description = "column with the customer (default: ${DEFAULT-VALUE})",
            defaultValue = "customer_id")
    private String customer = "customer_id";

    @Option(
            names = "--date",
            paramLabel = "COLUMN",
            description = "column with the day or time (default: ${DEFAULT-VALUE})",
            defaultValue = "date")
    private String date = "date";

    @Option(
            names = "--amount",
            paramLabel = "COLUMN",
            description = "column with the amount (default: ${DEFAULT-VALUE})",
            defaultValue = "amount")
    private String amount = "amount";

    @Option(names = "--channel", paramLabel = "COLUMN", description = "column with the channel (default: none)")
    private @Nullable String channel;

    @Option(
            names = "--ends",
            paramLabel = "DAY",
            description = "last day of observation of the file (default: the day of the last order)")
    private @Nullable LocalDate ends;

    @Mixin
    private FileOptions format = new FileOptions();

    @Mixin
    private SourceOptions sources = new SourceOptions();

    /** The purchases; of sources all from the beginning of the data to the end of the period. */
    Purchases read(Environment environment, Language language) {
        Path file = orders;
        if (file != null) {
            return file(file, environment);
        }
        Period period = sources.period();
        return SourceOptions.told(
                environment, language, sources.builder(environment).build().purchases(period));
    }

    /**
     * The purchases and what was spent on winning the customers: of the file of spend if there is one, else of the records.
     *
     * @param byChannel whether customers must have channels
     * @throws IllegalArgumentException if orders of a file come without spend, or without the column that is needed
     */
    Outcome<Acquisition> acquisition(
            Environment environment, Language language, SpendOptions spend, boolean byChannel) {
        Path file = orders;
        if (file == null && !spend.isGiven()) {
            Period period = sources.period();
            return SourceOptions.told(
                    environment, language, sources.builder(environment).build().acquisition(period));
        }
        if (!spend.isGiven()) {
            throw new IllegalArgumentException("--orders comes with --spend FILE: what winning these customers cost");
        }
        if (file != null && byChannel && channel == null) {
            throw new IllegalArgumentException("name the column of the channel with --channel, or take --by month");
        }
        Purchases log = read(environment, language);
        Currency currency = log.currency().orElseGet(() -> sources.currencyOr("XXX"));
        return Outcome.of(new Acquisition(log, spend.read(format, currency, environment.err())));
    }

    /** An amount that is simply known. */
    static Reading reading(Money money) {
        return new Measured(Estimate.of(money.doubleValue(), Unit.money(money.currency())));
    }

    private record Row(
            String who, Instant at, Money amount, @Nullable String channel) {}

    private Purchases file(Path file, Environment environment) {
        ZoneId zone = sources.zone();
        Currency currency = sources.currencyOr("XXX");
        List<Row> rows = new ArrayList<>();
        Rejects rejects = format.rejects();
        List<String> needed = new ArrayList<>(List.of(customer, date, amount));
        String by = channel;
        if (by != null) {
            needed.add(by);
        }
        format.table(file).read(needed, row -> {
            String who = row.get(customer);
            String when = row.get(date);
            Instant at = when == null ? null : day(when, zone);
            BigDecimal sum = number(row.get(amount));
            if (who == null || at == null || sum == null) {
                rejects.add(
                        row.line(),
                        who == null
                                ? "no " + customer
                                : at == null ? "column " + date + " is no day" : "column " + amount + " is no number");
                return;
            }
            rows.add(new Row(who, at, new Money(sum, currency), by == null ? null : row.get(by)));
        });
        rejects.report(environment.err());
        LocalDate last = ends;
        if (last == null) {
            last = rows.stream()
                    .map(row -> row.at().atZone(zone).toLocalDate())
                    .max(LocalDate::compareTo)
                    .orElse(LocalDate.EPOCH);
        }
        PurchasesBuilder log = Purchases.builder(zone).endsOn(last);
        rows.forEach(row -> log.add(null, row.who(), row.at(), row.amount(), row.channel(), null));
        return log.build();
    }

    private static @Nullable Instant day(String text, ZoneId zone) {
        boolean plain = text.length() == 8 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return EventOptions.instant(
                plain ? text.substring(0, 4) + '-' + text.substring(4, 6) + '-' + text.substring(6) : text, zone);
    }

    private static @Nullable BigDecimal number(@Nullable String cell) {
        try {
            return cell == null ? null : new BigDecimal(cell);
        } catch (NumberFormatException wrong) {
            return null;
        }
    }
}
