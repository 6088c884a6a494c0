package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Interval;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Crv.Flow;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Runs the code of docs/guide/value.md and checks the numbers it shows. */
@NullUnmarked // a test knows what is there
class UserGuideTest {

    private static final Path GUIDE = root().resolve("docs/guide/value.md");
    private static final Path SELF = root().resolve("ckpi-value/src/test/java/io/ckpi/value/UserGuideTest.java");
    private static final Currency USD = Currency.getInstance("USD");

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/value.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    /** Code without what the formatter may change. */
    private static String essence(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    private static void shown(Object value) throws IOException {
        assertThat(Files.readString(GUIDE, StandardCharsets.UTF_8)).contains("// " + value);
    }

    private static String rounded(Reading reading) {
        return String.format(Locale.ROOT, "%.2f", reading.value().orElseThrow());
    }

    private static Money usd(double amount) {
        return Money.ofMicros(Math.round(amount * 1e6), USD);
    }

    private static Instant at(String day) {
        return LocalDate.parse(day).atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
    }

    /** A shop of 600 simulated customers of 2025: rates and drop-out of BG/NBD, spend of Gamma-Gamma, a margin of 40 %. */
    private static Purchases shop() {
        RandomStream random = RandomStream.of(1, "guide", 0);
        LocalDate start = LocalDate.of(2025, 1, 1);
        PurchasesBuilder log = Purchases.builder(ZoneOffset.UTC).endsOn(LocalDate.of(2025, 12, 31));
        for (int c = 0; c < 600; c++) {
            double perDay = Samplers.gamma(random, 0.8) / 60;
            double leaves = Samplers.beta(random, 0.8, 2.5);
            double scale = Samplers.gamma(random, 4) / 200;
            double day = Math.floor(random.nextDouble() * 180);
            String channel = c % 3 == 0 ? "mail" : "search";
            boolean stays = true;
            for (double first = day; stays && day < 365; stays = day == first || random.nextDouble() > leaves) {
                double amount = Math.rint(100 * Samplers.gamma(random, 6) / scale / 6) / 100;
                log.add(
                        null,
                        "c" + c,
                        start.plusDays((long) day).atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC),
                        usd(amount),
                        channel,
                        usd(amount * 0.4));
                day += 1 - Math.log(1 - random.nextDouble()) / perDay;
            }
        }
        return log.build();
    }

    @Test
    void everySnippetOfTheGuideIsRunHere() throws IOException {
        String self = essence(Files.readString(SELF, StandardCharsets.UTF_8));
        Matcher matcher = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE, StandardCharsets.UTF_8));
        int blocks = 0;
        while (matcher.find()) {
            blocks++;
            assertThat(self).as("the snippet%n%s", matcher.group(1)).contains(essence(matcher.group(1)));
        }
        assertThat(blocks).isGreaterThan(8);
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"}) // the guide shows what can be asked
    void logs() throws IOException {
        Purchases log = Purchases.builder(ZoneId.of("Europe/Moscow"))
                .endsOn(LocalDate.of(2026, 3, 31))
                .add("1001", "anna", at("2026-01-05"), usd(30))
                .add("1002", "anna", at("2026-01-05"), usd(12)) // the same day: one occasion of 42
                .add("1003", "anna", at("2026-02-16"), usd(25))
                .refund("1003", at("2026-02-20"), usd(5))
                .add("1004", "boris", at("2026-02-10"), usd(18))
                .add("1005", "boris", at("2026-02-11"), usd(-18)) // left out and counted
                .build();

        Buyer anna = log.buyers().find("anna").orElseThrow();
        anna.repeats(); // 1
        anna.meanRepeatSpend(); // 20.0
        for (DataIssue issue : log.issues()) {
            System.out.println(issue.code() + ": " + issue.count()); // NEGATIVE_AMOUNT: 1
        }
        assertThat(anna.repeats()).isEqualTo(1);
        assertThat(anna.meanRepeatSpend()).hasValue(20);
        shown(log.issues().get(0).code() + ": " + log.issues().get(0).count());

        Histories histories = log.histories(Cadence.WEEKS);
        System.out.println(histories); // 2 customers in 2 histories, per week
        shown(histories);

        Period quarter = Period.ofMonths(YearMonth.of(2026, 1), YearMonth.of(2026, 3), ZoneId.of("Europe/Moscow"));
        log.repeatRate(); // 0.5, with Wilson's interval
        log.purchaseFrequency(quarter); // 2.0 orders for each customer who ordered
        log.basket(quarter); // 20.0 for each order
        assertThat(log.repeatRate().value()).hasValue(0.5);
        assertThat(log.purchaseFrequency(quarter).value()).hasValue(2);
        assertThat(log.basket(quarter).value()).hasValue(20);

        BuyersAccumulator january = new BuyersAccumulator(LocalDate.of(2026, 3, 31));
        january.add("anna", LocalDate.of(2026, 1, 5), usd(42));
        BuyersAccumulator february = new BuyersAccumulator(LocalDate.of(2026, 3, 31));
        february.add("anna", LocalDate.of(2026, 2, 16), usd(20));
        january.merge(february);
        january.buyers().histories(Cadence.WEEKS);
        assertThat(january.buyers().buyer(0).spend()).isEqualTo(anna.spend());
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"})
    void scoresAndCohorts() throws IOException {
        Purchases log = shop();

        RfmScores scores = Rfm.withDefaults().of(log.buyers());
        scores.code(0); // three digits, such as 545
        scores.of(RfmScores.Dimension.FREQUENCY).value().orElseThrow().sizes(); // how many score 1, 2, 3, 4, 5
        RfmSegments segments = RfmSegments.standard();
        segments.sizes(scores)
                .forEach((segment, size) -> System.out.println(segment.names().in(Locale.ENGLISH) + ": " + size));
        assertThat(scores.code(0).orElseThrow()).matches("[1-5]{3}");

        CohortTable table = Cohorts.withDefaults().of(log);
        Reading kept = table.retention("2025-03", 4);
        System.out.println(rounded(kept)); // 0.18
        table.cumulativeMargin("2025-03", 4); // margin so far for each customer won
        table.retention("2025-06", 7); // Absent: NOT_DUE_YET
        shown(rounded(kept));
        assertThat(table.retention("2025-06", 7).value()).isEmpty();
        assertThat(table.cumulativeMargin("2025-03", 4).value()).isPresent();

        CohortTable channels = Cohorts.withDefaults()
                .byChannel()
                .agedBy(Cadence.WEEKS.times(4))
                .withAges(6)
                .of(log);
        for (CohortTable.Row row : channels.rows()) {
            System.out.println(row.cohort() + " " + row.age() + " " + row.retention());
        }
        assertThat(channels.rows()).hasSize(12);
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"})
    void valueAndBalance() throws IOException {
        Purchases log = shop();

        Buyers buyers = log.buyers();
        Fit<BgNbd> visits = BgNbd.fit(log.histories(Cadence.WEEKS)).value().orElseThrow();
        Fit<GammaGamma> money = GammaGamma.fit(buyers).value().orElseThrow();

        Clv clv = Clv.of(visits, money, USD)
                .margin(0.4)
                .discount(Rate.perYear(0.10))
                .horizon(12, Cadence.MONTHS);
        Reading one = clv.of(buyers.buyer(0), buyers.end()); // with the interval of the parameters
        Reading all = clv.total(buyers); // with what the customers may do as well
        System.out.println(rounded(all)); // 21954.22
        shown(rounded(all));
        Interval interval = one.measured().orElseThrow().interval();
        assertThat(interval.contains(one.value().orElseThrow())).isTrue();

        List<GroupSpend> spend = new ArrayList<>();
        for (int month = 1; month <= 6; month++) {
            spend.add(GroupSpend.of("search", YearMonth.of(2025, month), usd(7_000)));
            spend.add(GroupSpend.of("mail", YearMonth.of(2025, month), usd(900)));
        }
        UnitEconomics economics = UnitEconomics.withDefaults().discount(Rate.perYear(0.10));
        Balance balance = economics.balance(log, spend, visits, money).value().orElseThrow();
        Balance.Group search = balance.of("search");
        search.ltv(); // realised and coming margin for each customer
        search.cac(); // 105 for each customer, method cac-blended
        search.ratio(); // LTV:CAC with its interval
        System.out.println(rounded(search.pLtvAboveCac())); // 0.63
        search.payback(); // in months of age; Absent: NOT_REACHED if the horizon is too short
        search.pNotPaidBack();
        shown(rounded(search.pLtvAboveCac()));
        assertThat(search.cac().value().orElseThrow()).isCloseTo(105, within(1e-9));

        for (int lag : new int[] {0, 1, 2}) {
            Balance lagged = economics
                    .with(CacDefinition.lagged(lag))
                    .balance(log, spend, visits, money)
                    .value()
                    .orElseThrow();
            System.out.println(
                    lagged.definition().id() + " " + lagged.of("search").cac());
        }
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"})
    void referrals() throws IOException {
        ReferralTree tree = ReferralTree.of(List.of(
                new ReferralTree.Edge("anna", "boris", at("2026-01-05")),
                new ReferralTree.Edge("boris", "clara", at("2026-02-01")),
                new ReferralTree.Edge("dina", "clara", at("2026-02-03")), // second referrer: dropped
                new ReferralTree.Edge("clara", "anna", at("2026-02-09")))); // closes a cycle: dropped
        System.out.println(tree.issues().size()); // 2
        shown(tree.issues().size());

        Flow first = new Flow(usd(100), usd(10), usd(5), usd(20)); // margin, referral, retention, saved acquisition
        Flow later = new Flow(usd(80), usd(0), usd(5), usd(0));
        Map<String, ReferralValue.Referred> brought = Map.of(
                "boris",
                        new ReferralValue.Referred(List.of(first, later), null), // not known whether he would have come
                "clara", new ReferralValue.Referred(List.of(first), true));
        ReferralValue yearly = ReferralValue.withDefaults().discount(Rate.perYear(0.15), Cadence.YEARS);
        Reading unknown = yearly.alongTree(tree, brought, 0, USD).get("anna"); // Bounded: 17.39 … 148.02
        Reading assumed = yearly.with(TypeOneShare.of(0.4))
                .alongTree(tree, brought, 0, USD)
                .get("anna");
        System.out.println(rounded(assumed)); // 69.64
        shown(rounded(assumed));
        io.ckpi.core.Bounded bounds = (io.ckpi.core.Bounded) unknown;
        shown(String.format(Locale.ROOT, "Bounded: %.2f … %.2f", bounds.low(), bounds.high()));

        Quadrants quadrants = Quadrants.atMedians(new double[] {120, 40, 80, 10}, new double[] {0, 70, 55, 0})
                .value()
                .orElseThrow();
        System.out.println(quadrants.of()); // [AFFLUENTS, ADVOCATES, CHAMPIONS, MISERS]
        shown(quadrants.of());
    }

    /** The guide's text. */
    static String guide() {
        try {
            return Files.readString(GUIDE, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"})
    void models() throws IOException {
        Purchases log = shop();

        Histories weekly = log.histories(Cadence.WEEKS);
        Fit<BgNbd> fit = BgNbd.fit(weekly).value().orElseThrow();
        fit.model().parameters(); // r, alpha, a, b
        fit.boundary(); // NONE: the full model
        fit.convergence(); // iterations, the largest derivative, second derivatives negative definite
        fit.covariance(Errors.SANDWICH).standardError("alpha");
        assertThat(fit.boundary()).isEqualTo(Boundary.NONE);
        assertThat(fit.model().parameters()).containsOnlyKeys("r", "alpha", "a", "b");

        BgNbd cdnow = new BgNbd(0.2425945, 4.4136019, 0.7929199, 2.4258881, Cadence.WEEKS); // without a fit
        History twice = new History(2, 30.43, 38.86, Cadence.WEEKS); // two repeats, the last after 30.43 of 38.86 weeks
        System.out.printf(Locale.ROOT, "%.3f%n", cdnow.pAlive(twice)); // 0.727
        System.out.printf(Locale.ROOT, "%.3f%n", cdnow.expected(twice, 39)); // 1.226 in 39 weeks
        cdnow.pAliveAfter(twice, 39); // still a customer after 39 weeks more
        cdnow.expected(cdnow.newCustomer(), 52); // purchases of a new customer in a year
        cdnow.logLik(2, 30.43, 38.86);
        Future future = cdnow.future(twice, 39);
        System.out.println(future.quantile(0.95)); // 4
        future.pGreaterThan(0); // buys at all
        Reading dert = cdnow.dert(twice, Rate.perYear(0.10)); // discounted purchases of all time to come
        shown(String.format(Locale.ROOT, "%.3f", cdnow.pAlive(twice)));
        shown(String.format(Locale.ROOT, "%.3f", cdnow.expected(twice, 39)));
        shown(future.quantile(0.95));
        assertThat(dert.value()).isPresent();

        Uncertainty doubt = Uncertainty.withDefaults(); // 90 %, sandwich
        doubt.of(fit, m -> m.pAlive(twice), Unit.RATIO); // parameters
        doubt.customer(fit, twice, 26); // parameters+customer: what this one may do in 26 weeks
        doubt.portfolio(fit, weekly, 26); // parameters+customers: what all may do together
        List<BgNbd> draws = fit.draws(Errors.BOOTSTRAP, 200, 1); // for anything else
        assertThat(draws).hasSize(200);

        ModelChoice choice = ModelChoice.of(weekly);
        System.out.println(choice.recommended().orElseThrow().name()); // Pareto/NBD
        for (ModelChoice.Row row : choice.rows()) {
            System.out.println(row.name() + " " + row.bic() + " " + row.aic() + " "
                    + row.fit().boundary());
        }
        shown(choice.recommended().orElseThrow().name());

        BgBb donors = new BgBb(1.204, 0.750, 0.657, 2.783, Cadence.YEARS);
        System.out.printf(Locale.ROOT, "%.2f%n", donors.expected(4, 5, 6, 5)); // 2.03 gifts in five years
        Fit<Sbg> contracts = Sbg.fit(List.of(new long[] {1000, 700, 540, 440, 372}), Cadence.YEARS)
                .value()
                .orElseThrow();
        contracts.model().retention(5); // the share that renews for the fifth time
        Reading left = contracts.model().residualLifetime(3, Rate.perYear(0.10)); // years to come after two renewals
        System.out.println(rounded(left)); // 4.47
        shown(String.format(Locale.ROOT, "%.2f", donors.expected(4, 5, 6, 5)));
        shown(rounded(left));
    }
}
