package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.record.Order;
import io.ckpi.experiments.Readout;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.Ladder;
import io.ckpi.funnel.LadderResult;
import io.ckpi.funnel.StageRules;
import io.ckpi.funnel.attribution.Attribution;
import io.ckpi.funnel.attribution.AttributionModel;
import io.ckpi.funnel.attribution.ChannelEconomics;
import io.ckpi.funnel.attribution.Credits;
import io.ckpi.funnel.attribution.TouchPaths;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.value.Purchases;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An analysis of one's own over the settled records. */
class FoldTest {

    private static final Period MONTH = Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow"));

    /** Counts subjects by kind and orders by subject. */
    private static class Counting implements HistoryFold<Map<String, Long>> {
        @Override
        public Map<String, Long> start() {
            return new TreeMap<>();
        }

        @Override
        public void add(Map<String, Long> state, SubjectHistory history) {
            state.merge(history.kind().name(), 1L, Long::sum);
            state.merge("orders", (long) history.orders().size(), Long::sum);
        }

        @Override
        public void merge(Map<String, Long> state, Map<String, Long> next) {
            next.forEach((key, count) -> state.merge(key, count, Long::sum));
        }
    }

    private static Ckpi demo(int threads, long memory) {
        return Ckpi.builder()
                .source("demo", Map.of("customers", "2000"))
                .tokenKey("k1", new byte[32])
                .threads(threads)
                .memoryBudget(memory)
                .build();
    }

    @Test
    void everySubjectIsSeenOnceHoweverTheWorkIsCut() {
        Sourced<Map<String, Long>> one = demo(1, 1L << 30).fold(MONTH, new Counting());
        assertThat(one.value().get("PERSON")).isGreaterThanOrEqualTo(2000);
        assertThat(one.value().get("orders")).isPositive();
        assertThat(one.sources()).hasSize(1);
        long delivered = one.sources().get(0).streams().stream()
                .filter(stream -> stream.type().equals("Order"))
                .mapToLong(StreamSummary::surviving)
                .sum();
        assertThat(one.value()).containsEntry("orders", delivered);
        Sourced<Map<String, Long>> two = demo(2, 0).fold(MONTH, new Counting());
        assertThat(two.value()).isEqualTo(one.value());
        assertThat(two.map(Map::size).value()).isEqualTo(one.value().size());
    }

    @Test
    void theHostMayStopIt() {
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> demo(2, 1L << 30).fold(MONTH, new Counting(), () -> true))
                .satisfies(stopped -> assertThat(stopped.kind()).isEqualTo(CkpiException.Kind.CANCELLED));
    }

    @Test
    void recordsBecomeJourneys() {
        Journeys journeys = demo(2, 1L << 30).journeys(MONTH, "channel").value();
        assertThat(journeys.names())
                .contains("touch.page-view", "stage.lead", "stage.won", "order.paid", "call.answered");
        assertThat(journeys.issues()).allMatch(issue -> issue.code().equals("DUPLICATE_EVENTS"));
        int view = journeys.code("touch.page-view");
        int channel = journeys.property("channel");
        long views = 0;
        long withChannel = 0;
        for (Journeys.Cursor cursor = journeys.cursor(); cursor.next(); ) {
            for (int i = 0; i < cursor.size(); i++) {
                assertThat(cursor.at(i)).isBefore(MONTH.end());
                if (cursor.code(i) == view) {
                    views++;
                    withChannel += journeys.value(channel, cursor.value(channel, i)) == null ? 0 : 1;
                }
            }
        }
        assertThat(views).isPositive();
        assertThat(withChannel).isPositive();
        // spooled and by one thread: the same events of the same persons
        Journeys again = demo(1, 0).journeys(MONTH, "channel").value();
        assertThat(again.events()).isEqualTo(journeys.events());
        assertThat(again.subjects()).isEqualTo(journeys.subjects());
    }

    @Test
    void unknownPropertiesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> demo(1, 0).journeys(MONTH, "colour"))
                .withMessageContaining("no property of events: colour");
    }

    /** Adds up what persons paid. */
    private static final class Paying implements HistoryFold<Map<String, BigDecimal>> {
        @Override
        public Map<String, BigDecimal> start() {
            return new TreeMap<>();
        }

        @Override
        public void add(Map<String, BigDecimal> state, SubjectHistory history) {
            for (Order order : history.orders()) {
                if (order.status() == Order.Status.PAID && history.kind() == SubjectHistory.Kind.PERSON) {
                    BigDecimal back = order.refunded() == null
                            ? BigDecimal.ZERO
                            : order.refunded().amount();
                    state.merge(history.subject(), order.revenue().amount().subtract(back), BigDecimal::add);
                }
            }
        }

        @Override
        public void merge(Map<String, BigDecimal> state, Map<String, BigDecimal> next) {
            state.putAll(next);
        }
    }

    @Test
    void paidOrdersBecomePurchases() {
        Purchases log = demo(2, 0).purchases(MONTH).value();
        Map<String, BigDecimal> paid =
                demo(1, 1L << 30).fold(MONTH, new Paying()).value();
        assertThat(log.customers()).isEqualTo(paid.size());
        assertThat(log.spend().orElseThrow().amount())
                .isEqualByComparingTo(paid.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
        assertThat(log.end()).isEqualTo("2026-10-31");
        long known = IntStream.range(0, log.customers())
                .filter(customer -> log.channel(customer).isPresent())
                .count();
        assertThat(known).isGreaterThan(log.customers() / 2);
    }

    @Test
    void touchesLeadToPurchases() {
        ChannelPaths found =
                demo(2, 0).purchasePaths(MONTH, Duration.ofDays(30)).value();
        TouchPaths paths = found.paths();
        long purchases = demo(1, 1L << 30)
                .fold(MONTH, new Counting() {
                    @Override
                    public void add(Map<String, Long> state, SubjectHistory history) {
                        history.orders().stream()
                                .filter(order -> order.status() == Order.Status.PAID)
                                .map(order -> order.paidAt() == null ? order.createdAt() : order.paidAt())
                                .filter(MONTH::contains)
                                .forEach(paid -> state.merge(history.kind().name(), 1L, Long::sum));
                    }
                })
                .value()
                .getOrDefault("PERSON", 0L);
        assertThat(paths.conversions()).isEqualTo(purchases).isPositive();
        assertThat(paths.nulls()).isPositive();
        assertThat(paths.channels()).contains("paid-search", "email");
        Credits credits = Attribution.withDefaults().withReplicates(0).of(paths, new AttributionModel.Linear());
        double sum = credits.unattributed().conversions();
        for (Credits.Credit credit : credits.channels()) {
            sum += ((Measured) credit.conversions()).estimate().value();
        }
        assertThat(sum).isCloseTo(purchases, within(1e-9 * purchases));

        TouchPaths again = demo(1, 1L << 30)
                .purchasePaths(MONTH, Duration.ofDays(30))
                .value()
                .paths();
        ChannelEconomics search = found.economics(credits, 0.4).stream()
                .filter(each -> each.channel().equals("paid-search"))
                .findFirst()
                .orElseThrow();
        assertThat(search.costPerLead()).isInstanceOf(Measured.class);
        assertThat(search.romi()).isInstanceOf(Measured.class);
        assertThat(again.value()).isEqualTo(paths.value());
        assertThat(again.size()).isEqualTo(paths.size());
        TouchPaths leads = demo(2, 0)
                .leadPaths(MONTH, LeadStage.MQL, Duration.ofDays(30))
                .value()
                .paths();
        assertThat(leads.conversions()).isPositive().isEqualTo(leads.value());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> demo(1, 0).leadPaths(MONTH, LeadStage.LOST, Duration.ofDays(30)))
                .withMessageContaining("LOST");
    }

    @Test
    void assignmentsBecomeExperiments() {
        List<Experiment> experiments = demo(2, 0).experiments(MONTH).value();
        assertThat(experiments)
                .isNotEmpty()
                .isEqualTo(demo(1, 1L << 30).experiments(MONTH).value());
        CkpiReport report = demo(1, 1L << 30).measure(MONTH);
        assertThat(report.effects()).isNotEmpty();
        for (Effect effect : report.effects()) {
            Experiment experiment = experiments.stream()
                    .filter(each -> each.name().equals(effect.experiment()))
                    .findFirst()
                    .orElseThrow();
            Readout readout = experiment.read("control");
            assertThat(readout.units())
                    .containsEntry(effect.treatment().name(), effect.treatment().units());
            assertThat(readout.of("buyer", effect.treatment().name()).treated()).isInstanceOf(Measured.class);
            assertThat(readout.of("revenue", effect.treatment().name()).adjusted())
                    .isPresent();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> experiment.read("nobody"))
                    .withMessageContaining("has no arm nobody");
        }
    }

    @Test
    void aFunnelIsMeasuredPartByPart() {
        Funnel funnel = Funnel.of("touch.page-view", "stage.lead", "order.paid").within(Duration.ofDays(30));
        Ckpi demo = demo(2, 0);
        FunnelResult parts = demo.funnel(MONTH, funnel).value();
        FunnelResult whole = funnel.measure(demo.journeys(MONTH).value());
        assertThat(parts.atLeast()).isEqualTo(whole.atLeast());
        assertThat(parts.reached(1)).isPositive();
        assertThat(parts.reached(3)).isPositive().isLessThan(parts.reached(1));
    }

    @Test
    void recordsClimbTheLadder() {
        LadderResult leads =
                demo(2, 0).stages(MONTH, Ladder.leads(), StageRules.leads()).value();
        assertThat(leads.subjects()).isPositive();
        assertThat(leads.reachedOrBeyond()).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(leads)
                .isEqualTo(demo(1, 1L << 30)
                        .stages(MONTH, Ladder.leads(), StageRules.leads())
                        .value());
        // the very persons who came to each rung, counted without the ladder
        long won = demo(1, 1L << 30)
                .fold(MONTH, new Counting() {
                    @Override
                    public void add(Map<String, Long> state, SubjectHistory history) {
                        boolean any = history.stages().stream().anyMatch(change -> change.to() == LeadStage.WON);
                        state.merge("won", any ? 1L : 0L, Long::sum);
                    }
                })
                .value()
                .getOrDefault("won", 0L);
        assertThat(leads.observed().get(leads.ladder().rungs().indexOf("CUSTOMER")))
                .isEqualTo(won)
                .isPositive();
        LadderResult journey =
                demo(2, 0).stages(MONTH, Ladder.journey(), StageRules.journey()).value();
        assertThat(journey.ladder().rungs()).hasSize(7);
        assertThat(journey.subjects()).isPositive();
    }
}
