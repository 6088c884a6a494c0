package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Money;
import io.ckpi.core.numeric.RandomStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every log: splitting, merging, ordering, and credits along trees. */
class PurchaseProperties {

    private static final LocalDate END = LocalDate.of(2026, 3, 31);
    private static final Currency USD = Currency.getInstance("USD");

    private record Row(String customer, LocalDate day, long micros) {}

    private static List<Row> rows(RandomStream random, int n) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add(new Row(
                    "c" + (int) (random.nextDouble() * 7), END.minusDays((long) (random.nextDouble() * 20)), (long)
                            (random.nextDouble() * 1e9)));
        }
        return rows;
    }

    private static Purchases log(List<Row> rows) {
        PurchasesBuilder log = Purchases.builder(ZoneOffset.UTC).endsOn(END);
        rows.forEach(row -> log.add(row.customer(), row.day(), Money.ofMicros(row.micros(), USD)));
        return log.build();
    }

    private static void same(Buyers a, Buyers b) {
        assertThat(a.size()).isEqualTo(b.size());
        for (int i = 0; i < a.size(); i++) {
            Buyer mine = a.buyer(i);
            Buyer theirs = b.find(a.id(i)).orElseThrow();
            assertThat(mine.logGaps()).isCloseTo(theirs.logGaps(), within(1e-12));
            assertThat(new Buyer(
                            theirs.firstDay(),
                            theirs.lastDay(),
                            theirs.days(),
                            theirs.spend(),
                            theirs.firstDaySpend(),
                            mine.logGaps()))
                    .as("counts and money exactly")
                    .isEqualTo(mine);
        }
    }

    @Property
    void anySplitByCustomerMergesToTheSame(@ForAll long seed, @ForAll @IntRange(max = 60) int n, @ForAll int cut) {
        List<Row> rows = rows(new RandomStream(seed), n);
        List<Row> left = rows.stream()
                .filter(row -> (cut >> (row.customer().charAt(1) - '0') & 1) == 0)
                .toList();
        List<Row> right = rows.stream()
                .filter(row -> (cut >> (row.customer().charAt(1) - '0') & 1) != 0)
                .toList();
        Purchases whole = log(rows);
        Purchases merged = log(left).plus(log(right));
        same(whole.buyers(), merged.buyers());
        assertThat(merged.spend()).isEqualTo(whole.spend());
        Histories direct = whole.histories(Cadence.WEEKS);
        Histories sum = log(left).histories(Cadence.WEEKS).plus(log(right).histories(Cadence.WEEKS));
        for (Histories other : List.of(merged.histories(Cadence.WEEKS), sum)) {
            assertThat(other.logGaps().orElseThrow()).isCloseTo(direct.logGaps().orElseThrow(), within(1e-10));
            assertThat(other.withLogGapsInDays(0)).isEqualTo(direct.withLogGapsInDays(0));
        }
        BuyersAccumulator stream = folded(left);
        stream.merge(folded(right));
        same(whole.buyers(), stream.buyers());
    }

    private static BuyersAccumulator folded(List<Row> rows) {
        BuyersAccumulator sums = new BuyersAccumulator(END);
        rows.stream()
                .sorted((a, b) -> a.day().compareTo(b.day()))
                .forEach(row -> sums.add(row.customer(), row.day(), Money.ofMicros(row.micros(), USD)));
        return sums;
    }

    @Property
    void partsThatFollowInTimeMergeToTheSame(
            @ForAll long seed, @ForAll @IntRange(max = 60) int n, @ForAll @IntRange(max = 20) int back) {
        List<Row> rows = rows(new RandomStream(seed), n);
        rows.sort((a, b) -> a.day().compareTo(b.day()));
        long cut = rows.stream()
                .filter(row -> row.day().isBefore(END.minusDays(back)))
                .count();
        BuyersAccumulator first = folded(rows.subList(0, (int) cut));
        first.merge(folded(rows.subList((int) cut, n)));
        same(log(rows).buyers(), first.buyers());
    }

    @Property
    void theOrderOfRowsDoesNotMatter(@ForAll long seed, @ForAll @IntRange(max = 60) int n) {
        List<Row> rows = rows(new RandomStream(seed), n);
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new java.util.Random(seed));
        same(log(rows).buyers(), log(shuffled).buyers());
    }

    @Property
    void theSummaryIsThatOfTheDays(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int n) {
        List<Row> rows = rows(new RandomStream(seed), n);
        Buyers buyers = log(rows).buyers();
        for (int i = 0; i < buyers.size(); i++) {
            String id = buyers.id(i);
            List<Row> own =
                    rows.stream().filter(row -> row.customer().equals(id)).toList();
            TreeSet<LocalDate> days = new TreeSet<>(own.stream().map(Row::day).toList());
            Buyer buyer = buyers.buyer(i);
            assertThat(buyer.days()).isEqualTo(days.size());
            assertThat(buyer.firstDay()).isEqualTo(days.first());
            assertThat(buyer.lastDay()).isEqualTo(days.last());
            assertThat(buyer.spend())
                    .isEqualTo(own.stream().mapToLong(Row::micros).sum());
            assertThat(buyer.firstDaySpend())
                    .isEqualTo(own.stream()
                            .filter(row -> row.day().equals(days.first()))
                            .mapToLong(Row::micros)
                            .sum());
        }
    }

    @Property
    void directCreditsSumToTheValueOfTheReferred(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int n) {
        RandomStream random = new RandomStream(seed);
        List<ReferralTree.Edge> edges = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            edges.add(new ReferralTree.Edge(
                    "p" + (int) (random.nextDouble() * n),
                    "p" + (int) (random.nextDouble() * n),
                    Instant.ofEpochSecond((long) (random.nextDouble() * 50))));
        }
        ReferralTree tree = ReferralTree.of(edges);
        double[] value = new double[tree.people()];
        double referred = 0;
        long kept = 0;
        for (int i = 0; i < value.length; i++) {
            value[i] = Math.rint(random.nextDouble() * 1000); // whole numbers add exactly
            referred += tree.isReferred(i) ? value[i] : 0;
            kept += tree.isReferred(i) ? 1 : 0;
        }
        assertThat(Arrays.stream(tree.credits(value, 0)).sum()).isEqualTo(referred);
        long dropped = tree.issues().stream().mapToLong(issue -> issue.count()).sum();
        assertThat(kept + dropped).isEqualTo(n);
        double[] all = tree.credits(value, 1);
        double[] half = tree.credits(value, 0.5);
        double[] direct = tree.credits(value, 0);
        for (int i = 0; i < value.length; i++) {
            assertThat(half[i]).isBetween(direct[i], all[i]);
        }
    }

    @Property
    void bothRfmMethodsKeepTheOrder(@ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int n) {
        Buyers buyers = log(rows(new RandomStream(seed), n)).buyers();
        for (Rfm.Method method : Rfm.Method.values()) {
            RfmScores scores = Rfm.withDefaults().withMethod(method).of(buyers);
            scores.of(RfmScores.Dimension.MONEY).value().ifPresent(bins -> {
                for (int i = 0; i < buyers.size(); i++) {
                    for (int j = 0; j < buyers.size(); j++) {
                        if (buyers.spend(i) <= buyers.spend(j)) {
                            assertThat(bins.score(i)).isLessThanOrEqualTo(bins.score(j));
                        }
                    }
                }
                assertThat(Arrays.stream(bins.sizes()).sum()).isEqualTo(buyers.size());
            });
        }
    }
}
