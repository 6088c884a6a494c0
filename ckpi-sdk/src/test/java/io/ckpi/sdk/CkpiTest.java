package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.Absent;
import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.JourneyStage;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.FxRate;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.scoring.Status;
import io.ckpi.scoring.Target;
import io.ckpi.sdk.fixture.Company;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CkpiTest {

    private static final Period MAY = Period.ofMonth(YearMonth.of(2026, 5), ZoneId.of("UTC"));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-01T00:00:00Z"), ZoneOffset.UTC);

    private final Path folder;

    CkpiTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static CkpiBuilder ckpi(ListSource... sources) {
        CkpiBuilder builder = Ckpi.builder()
                .plugins(Sources.of())
                .clock(CLOCK)
                .trendPeriods(2)
                .threads(2);
        for (ListSource source : sources) {
            builder.source(source, Map.of());
        }
        return builder;
    }

    private static CkpiReport may(SourceRecord... records) {
        return ckpi(ListSource.of("crm", records)).build().measure(MAY);
    }

    private static double value(CkpiReport report, String id) {
        return report.reading(id).value().orElseThrow();
    }

    private static DataIssue issue(CkpiReport report, String code) {
        return report.issues().stream()
                .filter(issue -> issue.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " in " + report.issues()));
    }

    private static StreamSummary stream(CkpiReport report, String source, Class<?> type) {
        return report.sources().stream()
                .filter(summary -> summary.name().equals(source))
                .flatMap(summary -> summary.streams().stream())
                .filter(stream -> stream.type().equals(type.getSimpleName()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertAddsUp(CkpiReport report) {
        report.sources().forEach(source -> source.streams().forEach(stream -> {
            if (stream.complete()) {
                assertThat(stream.superseded() + stream.withdrawn() + stream.merged() + stream.surviving())
                        .as(stream.toString())
                        .isEqualTo(stream.records());
            }
        }));
    }

    // ---- the whole ----

    @Test
    void aCompanyWithEverythingGivesACompleteReport() {
        ListSource source = new ListSource("crm", Company.of("crm", 400, 5));
        CkpiReport report =
                ckpi(source).trendPeriods(6).build().measure(Period.ofMonth(YearMonth.of(2026, 5), Company.ZONE));

        assertThat(report.indicators()).hasSize(80);
        assertThat(report.indicators().stream().map(IndicatorResult::id))
                .containsExactlyElementsOf(Catalogue.standard().indicators().stream()
                        .map(i -> i.id())
                        .toList());
        assertThat(report.factors()).hasSize(10);
        assertThat(report.perspectives())
                .extracting(p -> p.perspective().id())
                .containsExactly("service", "finance", "market", "demand", "process", "learning", "data");
        assertThat(report.stages()).extracting(StageResult::stage).containsExactly(JourneyStage.values());
        assertThat(report.trend())
                .extracting(point -> point.period().toString())
                .containsExactly("2026-01", "2026-02", "2026-03", "2026-04", "2026-05");
        assertThat(report.trend().get(4).marc().dataHash())
                .isEqualTo(report.marc().dataHash());
        assertThat(report.currency()).contains(Currency.getInstance("RUB"));
        assertThat(report.funnel().steps().get(0).rung()).isEqualTo(Rung.VISITOR);
        assertThat(report.cohorts().rows()).isNotEmpty();
        assertThat(report.effects()).isNotEmpty();
        assertThat(report.goal(Campaign.Goal.LAUNCH).id()).isEqualTo("economics.roi");
        assertThat(report.references()).allMatch(value -> Catalogue.standard().contains(value.indicator()));
        assertThat(report.strategyMap().links()).isNotEmpty();
        assertAddsUp(report);
        for (IndicatorResult result : report.indicators()) {
            assertThat(result.evidence().definitionHash()).matches("[0-9a-f]{64}");
            assertThat(result.evidence().dataDigest()).matches("[0-9a-f]{64}");
            assertThat(result.evidence().period()).isEqualTo(report.period());
            assertThat(report.definitions())
                    .extracting(DefinitionText::reference)
                    .contains(result.evidence().definition());
            if (result.reading() instanceof Measured) {
                assertThat(result.evidence().sources()).as(result.id()).containsExactly("crm");
            }
        }
        assertThat(source.opened).hasValue(1);
        assertThat(source.open).hasValue(0);
    }

    @Test
    void theReportOfAPeriodIsTheComparisonOfTheNext() {
        ListSource source = new ListSource("crm", Company.of("crm", 300, 8));
        Period april = Period.ofMonth(YearMonth.of(2026, 4), Company.ZONE);
        CkpiReport earlier = ckpi(source).build().measure(april);
        CkpiReport later = ckpi(source).build().measure(Period.ofMonth(YearMonth.of(2026, 5), Company.ZONE));
        for (String id : List.of("sales.orders", "sales.revenue", "basket.average")) {
            assertThat(later.indicator(id).previous().period()).isEqualTo(april);
            assertThat(later.indicator(id).previous().reading().value())
                    .as(id)
                    .isEqualTo(earlier.reading(id).value());
        }
        assertThat(later.previousMarc()).isPresent();
        assertThat(later.trend().get(0).period()).isEqualTo(april);
    }

    @Test
    void aSourceWithoutARecordGivesACompleteReportOfReasons() {
        CkpiReport report = ckpi(ListSource.of("crm").promising(Touch.class).promising(Order.class))
                .build()
                .measure(MAY);
        assertThat(report.indicators()).hasSize(80);
        assertThat(report.indicators()).noneMatch(result -> result.reading() instanceof Measured);
        assertThat(report.marc().status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(report.marc().value()).isInstanceOf(Absent.class);
        assertThat(report.marc().coverage()).isZero();
        assertThat(report.previousMarc()).isEmpty();
        assertThat(report.trend()).hasSize(1);
        assertThat(report.funnel().steps()).isEmpty();
        assertThat(report.funnel().leftOut()).containsExactly(Rung.values());
        assertThat(report.cohorts().rows()).isEmpty();
        assertThat(report.currency()).isEmpty();
        assertThat(report.completeThrough()).isEmpty();
        assertThat(report.perspectives()).hasSize(7);
    }

    @Test
    void aPeriodWithoutAnyRecordIsTold() {
        CkpiReport report = may(Make.paid("crm", "1", "2026-04-10T23:00:00Z", "p", "100.50"));
        assertThat(issue(report, "PERIOD_EMPTY").sentence().en())
                .isEqualTo(
                        "no record lies in the period 2026-05-01 to 2026-05-31; the last one before it is of 2026-04-10");
        assertThat(issue(report, "PERIOD_EMPTY").severity()).isEqualTo(DataIssue.Severity.WARNING);
        assertThat(issue(may(), "PERIOD_EMPTY").sentence().ru())
                .isEqualTo("в периоде с 2026-05-01 по 2026-05-31 нет записей; до него их тоже нет");
        assertThat(may(Make.paid("crm", "1", "2026-05-01T00:00:00Z", "p", "1")).issues())
                .noneMatch(issue -> issue.code().equals("PERIOD_EMPTY"));
    }

    @Test
    void aSourceWithOneRecordIsMeasured() {
        CkpiReport report = may(Make.paid("crm", "1", "2026-05-10T00:00:00Z", "p", "100.50"));
        assertThat(value(report, "sales.orders")).isEqualTo(1);
        assertThat(value(report, "sales.revenue")).isEqualTo(100.5);
        assertThat(report.indicator("sales.revenue").previous().reading())
                .isEqualTo(
                        Absent.because(Reason.NO_DATA, "the data begin on 2026-05-10", "данные начинаются 2026-05-10"));
        assertThat(issue(report, "DATA_BEGIN_LATE").sentence().en()).contains("2026-05-10");
    }

    @Test
    void aPeriodInWhichTheDataBeginIsNoMeasureForTheNext() {
        CkpiReport report = may(
                Make.paid("crm", "1", "2026-04-20T00:00:00Z", "p", "100"),
                Make.paid("crm", "2", "2026-05-10T00:00:00Z", "p", "100"));
        assertThat(report.indicator("sales.orders").previous().reading())
                .isEqualTo(
                        Absent.because(Reason.NO_DATA, "the data begin on 2026-04-20", "данные начинаются 2026-04-20"));
        assertThat(report.previousMarc()).isEmpty();
        assertThat(report.trend().get(0).comparable()).isFalse();
        assertThat(Objects.requireNonNull(report.trend().get(0).why()).en()).isEqualTo("the data begin on 2026-04-20");
    }

    @Test
    void halfASetOfSourcesSaysWhatItCovers() {
        List<SourceRecord> part = new ArrayList<>();
        for (SourceRecord record : Company.of("shop", 200, 3)) {
            if (record instanceof Order || record instanceof Spend) {
                part.add(record);
            }
        }
        CkpiReport report =
                ckpi(new ListSource("shop", part)).build().measure(Period.ofMonth(YearMonth.of(2026, 4), Company.ZONE));
        assertThat(report.reading("economics.roi")).isInstanceOf(Measured.class);
        assertThat(report.reading("calls.missed")).isInstanceOf(Absent.class);
        assertThat(report.marc().status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(report.marc().coverage()).isEqualTo(2.0 / 7, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(report.marc().bounds()).isPresent();
        assertThat(report.funnel().leftOut()).contains(Rung.VISITOR, Rung.LEAD, Rung.MQL);
        PerspectiveResult.Item process = report.perspectives().get(4).headline();
        assertThat(process.chosen()).isEqualTo("order.processing-time");
    }

    // ---- revisions ----

    @Test
    void aLateCorrectionReplacesWhateverComesFirst() {
        Order first = Make.order(
                Make.at("crm", "1", "2026-05-03T00:00:00Z").revision(1).build(), "N", "p", Money.of("100", "RUB"));
        Order second = Make.order(
                Make.at("crm", "1", "2026-05-03T00:00:00Z").revision(2).build(), "N", "p", Money.of("80", "RUB"));
        CkpiReport report = may(first, second, first);
        CkpiReport reversed = may(second, first);
        assertThat(value(report, "sales.revenue")).isEqualTo(80);
        assertThat(value(reversed, "sales.revenue")).isEqualTo(80);
        assertThat(stream(report, "crm", Order.class).superseded()).isEqualTo(2);
        assertThat(stream(report, "crm", Order.class).digest())
                .isEqualTo(stream(reversed, "crm", Order.class).digest());
        assertThat(issue(report, "SUPERSEDED").count()).isEqualTo(2);
        assertAddsUp(report);
    }

    @Test
    void aCorrectionThatNamesAnotherPersonMovesTheOrder() {
        Order first = Make.order(
                Make.at("crm", "1", "2026-05-03T00:00:00Z").revision(1).build(), "N", "ann", Money.of("100", "RUB"));
        Order second = Make.order(
                Make.at("crm", "1", "2026-05-03T00:00:00Z").revision(2).build(), "N", "bob", Money.of("100", "RUB"));
        Order other = Make.paid("crm", "2", "2026-05-04T00:00:00Z", "bob", "50");
        CkpiReport report = may(first, second, other);
        assertThat(value(report, "sales.orders")).isEqualTo(2);
        assertThat(value(report, "customer.repeat-share")).isEqualTo(1);
        assertThat(report.cohorts().rows().get(0).size()).isEqualTo(1);
    }

    @Test
    void aTombstoneWithdraws() {
        Envelope.Builder gone =
                Make.at("crm", "1", "2026-05-03T00:00:00Z").revision(5).op(Envelope.Op.DELETE);
        Order kept = Make.paid("crm", "2", "2026-05-04T00:00:00Z", "b", "30");
        CkpiReport report = may(
                Make.order(gone.build(), "N-1", "a", Money.of("100", "RUB")),
                Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "100"),
                kept);
        assertThat(value(report, "sales.revenue")).isEqualTo(30);
        StreamSummary orders = stream(report, "crm", Order.class);
        assertThat(orders.withdrawn()).isEqualTo(1);
        assertThat(orders.superseded()).isEqualTo(1);
        assertThat(orders.surviving()).isEqualTo(1);
        assertThat(issue(report, "WITHDRAWN").sentence().en())
                .isEqualTo("records of type Order deleted at the source: 1");
    }

    @Test
    void rowsWithASyntheticKeyMayBeEqual() {
        Envelope row = Make.at("crm", "hash", "2026-05-03T00:00:00Z")
                .flags(Set.of(RecordFlag.SYNTHETIC_KEY))
                .build();
        Order order = Make.order(row, "N", "a", Money.of("10", "RUB"));
        CkpiReport report = may(order, order, order);
        assertThat(value(report, "sales.revenue")).isEqualTo(30);
        assertThat(issue(report, "SYNTHETIC_KEY").count()).isEqualTo(3);
    }

    // ---- one person, one fact ----

    @Test
    void linkedIdsAreOnePerson() {
        IdentityLink link = new IdentityLink(
                Make.at("crm", "l", "2026-01-01T00:00:00Z").build(), "ann", "phone", "tel-1", Instant.EPOCH);
        CkpiReport report = may(
                link,
                Make.paid("crm", "1", "2026-05-03T00:00:00Z", "tel-1", "10"),
                Make.paid("crm", "2", "2026-05-04T00:00:00Z", "ann", "10"));
        assertThat(value(report, "customer.repeat-share")).isEqualTo(1);
        CkpiReport apart = may(
                Make.paid("crm", "1", "2026-05-03T00:00:00Z", "tel-1", "10"),
                Make.paid("crm", "2", "2026-05-04T00:00:00Z", "ann", "10"));
        assertThat(value(apart, "customer.repeat-share")).isZero();
        assertThat(report.indicator("customer.repeat-share").evidence().dataDigest())
                .isNotEqualTo(
                        apart.indicator("customer.repeat-share").evidence().dataDigest());
    }

    @Test
    void recordsWithoutAPersonFollowTheLeadTheDealAndTheOrder() {
        LeadStageChange lead = Make.stage(
                        "crm", "1", "2026-05-01T00:00:00Z", LeadStageChange.Entity.LEAD, "L", LeadStage.LEAD)
                .person("ann")
                .build();
        LeadStageChange later = Make.stage(
                        "crm", "2", "2026-05-02T00:00:00Z", LeadStageChange.Entity.LEAD, "L", LeadStage.MQL)
                .build();
        LeadStageChange deal = Make.stage(
                        "crm", "3", "2026-05-03T00:00:00Z", LeadStageChange.Entity.DEAL, "D", LeadStage.OPPORTUNITY)
                .leadRef("L")
                .build();
        Order order = Order.builder(
                        Make.at("crm", "4", "2026-05-04T00:00:00Z").build(),
                        "N",
                        Order.Status.PAID,
                        Instant.parse("2026-05-04T00:00:00Z"),
                        Money.of("10", "RUB"))
                .dealRef("D")
                .build();
        Feedback nps = new Feedback(
                Make.at("crm", "5", "2026-05-05T00:00:00Z").build(),
                Feedback.Kind.NPS,
                null,
                null,
                "N",
                BigDecimal.valueOf(9),
                BigDecimal.TEN,
                null);
        CkpiReport report = may(nps, order, deal, later, lead);
        assertThat(report.funnel().steps())
                .extracting(Funnel.Step::rung, Funnel.Step::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Rung.LEAD, 1L),
                        org.assertj.core.groups.Tuple.tuple(Rung.MQL, 1L),
                        org.assertj.core.groups.Tuple.tuple(Rung.OPPORTUNITY, 1L),
                        org.assertj.core.groups.Tuple.tuple(Rung.CUSTOMER, 1L),
                        org.assertj.core.groups.Tuple.tuple(Rung.ADVOCATE, 1L));
        assertThat(report.cohorts().rows()).hasSize(1);
    }

    @Test
    void aLeadWithoutAnyPersonIsASubjectOfItsOwn() {
        CkpiReport report = may(
                Make.stage("crm", "1", "2026-05-01T00:00:00Z", LeadStageChange.Entity.LEAD, "L", LeadStage.LEAD)
                        .build(),
                Make.stage("crm", "2", "2026-05-02T00:00:00Z", LeadStageChange.Entity.DEAL, "D", LeadStage.WON)
                        .leadRef("L")
                        .build(),
                Make.stage("crm", "3", "2026-05-02T00:00:00Z", LeadStageChange.Entity.LEAD, "M", LeadStage.LEAD)
                        .build());
        assertThat(report.funnel().steps()).extracting(Funnel.Step::count).containsExactly(2L, 1L);
    }

    @Test
    void theSameOrderInTwoSourcesCountsOnceByAuthority() {
        Order crm =
                Make.order(Make.at("crm", "c1", "2026-05-03T00:00:00Z").build(), "77", null, Money.of("100", "RUB"));
        Order web =
                Make.order(Make.at("web", "w1", "2026-05-03T00:01:00Z").build(), "77", "ann", Money.of("90", "RUB"));
        Order other =
                Make.order(Make.at("web", "w2", "2026-05-09T00:01:00Z").build(), "78", "ann", Money.of("5", "RUB"));
        CkpiReport report = ckpi(ListSource.of("crm", crm), ListSource.of("web", web, other))
                .build()
                .measure(MAY);
        assertThat(value(report, "sales.revenue")).isEqualTo(105);
        assertThat(value(report, "customer.repeat-share")).isEqualTo(1);
        assertThat(stream(report, "web", Order.class).merged()).isEqualTo(1);
        assertThat(issue(report, "MERGED").sentence().en())
                .isEqualTo("orders that a source of more authority has too: 1");
        assertAddsUp(report);
        CkpiReport reversed = ckpi(ListSource.of("web", web, other), ListSource.of("crm", crm))
                .build()
                .measure(MAY);
        assertThat(value(reversed, "sales.revenue")).isEqualTo(95);
    }

    @Test
    void theFirstReferrerWins() {
        CkpiReport report = may(
                Make.paid("crm", "1", "2026-05-03T00:00:00Z", "ann", "10"),
                Make.paid("crm", "2", "2026-05-03T00:00:00Z", "bob", "10"),
                Make.referral("crm", "r2", "2026-05-05T00:00:00Z", "bob", "eve"),
                Make.referral("crm", "r1", "2026-05-04T00:00:00Z", "ann", "eve"),
                Make.referral("crm", "r3", "2026-05-04T00:00:00Z", "ann", "ann"));
        StreamSummary referrals = stream(report, "crm", io.ckpi.core.record.Referral.class);
        assertThat(referrals.surviving()).isEqualTo(1);
        assertThat(referrals.merged()).isEqualTo(2);
        assertThat(issue(report, "SELF_REFERRAL").count()).isEqualTo(1);
        assertThat(report.funnel().steps().get(report.funnel().steps().size() - 1))
                .matches(step -> step.rung() == Rung.ADVOCATE && step.count() == 1);
    }

    @Test
    void unitsOfTwoArmsAreLeftOutAndCounted() {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String unit = "u" + i;
            records.add(Make.assigned("crm", "a" + i, "2026-04-01T00:00:00Z", unit, i % 2 == 0 ? "control" : "mailed"));
            records.add(Make.paid("crm", "o" + i, "2026-05-03T00:00:00Z", unit, i % 2 == 0 ? "1" + i : "2" + i));
        }
        records.add(Make.assigned("crm", "x", "2026-04-02T00:00:00Z", "u0", "mailed"));
        records.add(Make.assigned("crm", "y", "2026-04-02T00:00:00Z", "u1", "mailed"));
        CkpiReport report = ckpi(new ListSource("crm", records)).build().measure(MAY);
        assertThat(issue(report, "CONTAMINATED").count()).isEqualTo(1);
        Effect revenue = report.effects().get(0);
        assertThat(revenue.metric()).isEqualTo(Effect.Metric.REVENUE);
        assertThat(revenue.control().units()).isEqualTo(19);
        assertThat(revenue.treatment().units()).isEqualTo(20);
        assertThat(revenue.contaminated()).isEqualTo(1);
        assertThat(revenue.sampleRatioFailed()).isFalse();
        assertThat(revenue.incremental().value().orElseThrow())
                .isEqualTo(20 * revenue.difference().value().orElseThrow(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(revenue.incremental().value().orElseThrow())
                .isEqualTo(value(report, "crm.incremental"), org.assertj.core.data.Offset.offset(1e-6));
        assertThat(stream(report, "crm", io.ckpi.core.record.Assignment.class).merged())
                .isEqualTo(1);
        Effect buyers = report.effects().get(1);
        assertThat(buyers.difference().value().orElseThrow()).isZero();
    }

    @Test
    void aStageThatTheSourceExplainsIsKnown() {
        LeadStageChange raw = LeadStageChange.builder(
                        Make.at("crm", "1", "2026-05-02T00:00:00Z").build(), LeadStageChange.Entity.LEAD, "L", "Оценка")
                .pipeline("main")
                .person("ann")
                .build();
        StageDefinition known = new StageDefinition(
                Make.at("crm", "s", "2026-01-01T00:00:00Z").build(),
                "main",
                "Оценка",
                1,
                StageDefinition.Semantic.OPEN,
                LeadStage.MQL,
                "industry");
        assertThat(may(raw, known).funnel().steps())
                .extracting(Funnel.Step::rung)
                .containsExactly(Rung.MQL);
        CkpiReport unknown = may(raw);
        assertThat(unknown.funnel().steps()).isEmpty();
        assertThat(issue(unknown, "STAGE_UNKNOWN").count()).isEqualTo(1);
    }

    // ---- money ----

    @Test
    void amountsInSeveralCurrenciesAreNotAdded() {
        Order roubles = Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "100");
        Order euros = Make.order(Make.at("crm", "2", "2026-05-09T00:00:00Z").build(), "N", "b", Money.of("2", "EUR"));
        CkpiReport report = may(roubles, euros);
        assertThat(report.currency()).isEmpty();
        assertThat(report.reading("sales.revenue")).isInstanceOf(Absent.class);
        assertThat(report.reading("economics.roi")).isInstanceOf(Absent.class);
        assertThat(value(report, "sales.orders")).isEqualTo(2);
        assertThat(issue(report, "MIXED_CURRENCIES").severity()).isEqualTo(DataIssue.Severity.ERROR);
        assertThat(issue(report, "MIXED_CURRENCIES").sentence().en()).contains("EUR 1, RUB 1");

        FxRate friday = new FxRate(
                Make.at("crm", "f", "2026-05-08T00:00:00Z").build(),
                LocalDate.parse("2026-05-08"),
                Currency.getInstance("EUR"),
                Currency.getInstance("RUB"),
                new BigDecimal("90.1234567"),
                "bank");
        CkpiReport converted = ckpi(ListSource.of("crm", roubles, euros, friday))
                .currency(Currency.getInstance("RUB"))
                .build()
                .measure(MAY);
        assertThat(converted.currency()).contains(Currency.getInstance("RUB"));
        assertThat(value(converted, "sales.revenue")).isEqualTo(280.246913);
        assertThat(issue(converted, "CONVERTED").count()).isEqualTo(1);

        CkpiReport unconverted = ckpi(ListSource.of("crm", roubles, euros))
                .currency(Currency.getInstance("RUB"))
                .build()
                .measure(MAY);
        assertThat(unconverted.currency()).isEmpty();
    }

    @Test
    void costsOfOnePlatformFromTwoSourcesNeedAChoice() {
        ListSource ads = ListSource.of("ads", Make.spend("ads", "1", "2026-05-03", "yandex-direct", "10", "RUB"));
        ListSource web = ListSource.of("web", Make.spend("web", "1", "2026-05-03", "yandex-direct", "10", "RUB"));
        assertThatThrownBy(() -> ckpi(ads, web).build().measure(MAY))
                .isInstanceOf(CkpiException.class)
                .hasMessage("the costs of yandex-direct come from several sources [ads, web] and would count twice:"
                        + " choose one with spendSource(\"yandex-direct\", …)")
                .matches(e -> ((CkpiException) e).kind() == CkpiException.Kind.CONFIG);
        assertThat(ads.open).hasValue(0);
        CkpiReport report =
                ckpi(ads, web).spendSource("yandex-direct", "web").build().measure(MAY);
        assertThat(stream(report, "ads", Spend.class).merged()).isEqualTo(1);
        assertThat(stream(report, "web", Spend.class).surviving()).isEqualTo(1);
    }

    @Test
    void overlappingValidityIsAnError() {
        NumberPool one = new NumberPool(
                Make.at("crm", "row-1", "2026-01-01T00:00:00Z").build(),
                "100",
                io.ckpi.core.Channel.CALL,
                null,
                Instant.parse("2026-01-01T00:00:00Z"),
                null);
        NumberPool two = new NumberPool(
                Make.at("crm", "row-2", "2026-02-01T00:00:00Z").build(),
                "100",
                io.ckpi.core.Channel.EMAIL,
                null,
                Instant.parse("2026-02-01T00:00:00Z"),
                null);
        assertThatThrownBy(() -> may(one, two))
                .isInstanceOf(CkpiException.class)
                .hasMessage("two rows of one line are valid at the same time: row-1 and row-2");
    }

    // ---- time ----

    @Test
    void daysAreThoseOfTheZoneAlsoWhereTheClockChanges() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        // the last Sunday of March 2026 has 23 hours, so March ends at 22:00 UTC and begins at 23:00 UTC
        SourceRecord[] orders = {
            Make.paid("crm", "before", "2026-02-28T22:59:59.999Z", "a", "1"),
            Make.paid("crm", "first", "2026-02-28T23:00:00Z", "a", "2"),
            Make.paid("crm", "change", "2026-03-29T01:00:00Z", "a", "4"),
            Make.paid("crm", "last", "2026-03-31T21:59:59.999Z", "a", "8"),
            Make.paid("crm", "after", "2026-03-31T22:00:00Z", "a", "16")
        };
        CkpiReport report =
                ckpi(ListSource.of("crm", orders)).build().measure(Period.ofMonth(YearMonth.of(2026, 3), berlin));
        assertThat(value(report, "sales.revenue")).isEqualTo(14);
        assertThat(stream(report, "crm", Order.class).records()).isEqualTo(4);
        Cohorts.Cohort february = report.cohorts().rows().get(0);
        assertThat(february.month()).isEqualTo(YearMonth.of(2026, 2));
        assertThat(february.cells()).hasSize(2);
        assertThat(february.cells().get(1).revenue().value().orElseThrow()).isEqualTo(14);
        assertThat(february.cells().get(1).cumulativePerCustomer().value().orElseThrow())
                .isEqualTo(15);
        assertThat(february.cells().get(1).open()).isFalse();
    }

    @Test
    void aSourceThatMayStillChangeMakesTheReportProvisional() {
        Order order = Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1");
        Instant until = Instant.parse("2026-05-20T00:00:00Z");
        CkpiReport report =
                ckpi(ListSource.of("crm", order).completeThrough(until)).build().measure(MAY);
        assertThat(report.completeThrough()).contains(until);
        assertThat(issue(report, "PROVISIONAL").sentence().en())
                .isEqualTo("the source is not complete to the end of the period (as of 2026-07-01 00:00, complete"
                        + " through 2026-05-20 00:00)");
        assertThat(report.cohorts().rows().get(0).cells().get(0).open()).isTrue();
        CkpiReport late = ckpi(ListSource.of("crm", order).lateness(Duration.ofDays(40)))
                .build()
                .measure(MAY);
        assertThat(issue(late, "PROVISIONAL").sentence().en()).startsWith("the source may still change");
        CkpiReport settled = ckpi(ListSource.of("crm", order).lateness(Duration.ofDays(30)))
                .build()
                .measure(MAY);
        assertThat(settled.issues()).noneMatch(issue -> issue.code().equals("PROVISIONAL"));
    }

    @Test
    void theHistoryOptionLeavesOutWhatIsOlder() {
        Order old = Make.paid("crm", "1", "2026-01-03T00:00:00Z", "a", "1");
        Order young = Make.paid("crm", "2", "2026-05-03T00:00:00Z", "a", "1");
        assertThat(value(may(old, young), "customer.repeat-share")).isEqualTo(1);
        CkpiReport report = ckpi(ListSource.of("crm", old, young))
                .history(LocalDate.parse("2026-05-01"))
                .build()
                .measure(MAY);
        assertThat(value(report, "customer.repeat-share")).isZero();
    }

    // ---- what may go wrong ----

    @Test
    void aStreamThatBreaksOffIsLeftOutAndNamed() {
        SourceRecord[] records = {
            Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1"),
            Make.paid("crm", "2", "2026-05-03T00:00:00Z", "b", "1"),
            Make.visit("crm", "3", "2026-05-03T00:00:00Z", "a")
        };
        ListSource source = ListSource.of("crm", records)
                .failing(
                        Order.class,
                        1,
                        new CkpiException(CkpiException.Kind.DATA, "TEST-BROKEN", "crm", "the cable is out"));
        CkpiReport report = ckpi(source).build().measure(MAY);
        assertThat(report.reading("sales.orders")).isInstanceOf(Absent.class);
        assertThat(report.funnel().steps()).extracting(Funnel.Step::rung).containsExactly(Rung.VISITOR);
        DataIssue issue = issue(report, "STREAM_LEFT_OUT");
        assertThat(issue.severity()).isEqualTo(DataIssue.Severity.ERROR);
        assertThat(issue.source()).isEqualTo("crm");
        assertThat(issue.location()).isEqualTo("Order");
        assertThat(issue.sentence().en())
                .isEqualTo("records of type Order could not be read to the end (DATA, TEST-BROKEN), so none of them is"
                        + " used; read before the failure: 1");
        assertThat(report.issues().get(0)).isEqualTo(issue);
        assertThat(stream(report, "crm", Order.class).complete()).isFalse();
        assertThat(stream(report, "crm", Order.class).surviving()).isZero();
        assertThat(source.open).hasValue(0);
    }

    @Test
    void ifNothingCanBeReadTheFailureIsThrown() {
        ListSource source = ListSource.of("crm", Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1"))
                .failing(
                        Order.class,
                        0,
                        new CkpiException(CkpiException.Kind.DATA, "TEST-BROKEN", "crm", "the cable is out"));
        assertThatThrownBy(() -> ckpi(source).build().measure(MAY))
                .isInstanceOf(CkpiException.class)
                .hasMessage("the cable is out");
        assertThat(source.open).hasValue(0);
    }

    @Test
    void tooManyRejectsLeaveTheStreamOutAndAreCounted() {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(Make.paid("crm", "" + i, "2026-05-03T00:00:00Z", "p" + i, "1"));
        }
        ListSource source = new ListSource("crm", records).onRead((type, config, context) -> {
            for (int row = 1; row <= 40; row++) {
                context.rejects()
                        .add(new Reject(
                                "crm", "Order", "orders.csv:" + row, row, RejectReason.BAD_NUMBER, "sum", null));
            }
        });
        CkpiReport report = ckpi(source).build().measure(MAY);
        assertThat(report.reading("sales.orders")).isInstanceOf(Absent.class);
        assertThat(report.indicators()).hasSize(80);
        assertThat(issue(report, "REJECTS").severity()).isEqualTo(DataIssue.Severity.ERROR);
        assertThat(issue(report, "REJECTS").count()).isEqualTo(40);
        assertThat(issue(report, "STREAM_LEFT_OUT").sentence().en()).contains("CKPI-SRC-REJECTS");
        SourceSummary summary = report.sources().get(0);
        assertThat(summary.rejectCount()).isEqualTo(40);
        assertThat(summary.rowCount()).isEqualTo(340);
        assertThat(summary.rows().get(0).reasons()).isEqualTo(Map.of(RejectReason.BAD_NUMBER, 40L));
        assertThat(summary.firstRejects()).hasSize(40);
        assertThat(summary.rows().get(0).rejectShare()).isEqualTo(40.0 / 340);
    }

    @Test
    void cancellingEndsSoonAndClosesEverything() throws Exception {
        ListSource source = new ListSource("crm", Company.of("crm", 2000, 1));
        AtomicInteger asked = new AtomicInteger();
        CkpiException thrown = catchThrowableOfType(CkpiException.class, () -> ckpi(source)
                .spoolDirectory(folder)
                .memoryBudget(0)
                .build()
                .measure(MAY, () -> asked.incrementAndGet() > 200));
        assertThat(thrown.kind()).isEqualTo(CkpiException.Kind.CANCELLED);
        assertThat(source.open).hasValue(0);
        assertEmptyFolder();
    }

    @Test
    void noTemporaryFileIsLeftAfterAFailure() throws Exception {
        ListSource source = new ListSource("crm", Company.of("crm", 300, 1))
                .failing(Task.class, 3, new CkpiException(CkpiException.Kind.CANCELLED, "TEST", "crm", "stop"));
        assertThatThrownBy(() -> ckpi(source)
                        .spoolDirectory(folder)
                        .memoryBudget(0)
                        .build()
                        .measure(MAY))
                .isInstanceOf(CkpiException.class);
        assertEmptyFolder();
        ckpi(new ListSource("crm", Company.of("crm", 300, 1)))
                .spoolDirectory(folder)
                .memoryBudget(0)
                .build()
                .measure(MAY);
        assertEmptyFolder();
    }

    private void assertEmptyFolder() throws Exception {
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void neitherPersonsNorSecretsShowAnywhere() {
        String person = "canary-person";
        String secret = "canary-secret";
        ListSource source = ListSource.of(
                        "crm",
                        Make.paid("crm", "canary-key", "2026-05-03T00:00:00Z", person, "1"),
                        Make.paid("crm", "canary-key", "2026-05-03T00:00:00Z", person, "2"),
                        Make.visit("crm", "canary-visit", "2026-05-03T00:00:00Z", person))
                .failing(Order.class, 1, new IllegalStateException("person " + person + " with " + secret));
        CkpiReport report = Ckpi.builder()
                .plugins(Sources.of())
                .clock(CLOCK)
                .source(source, Map.of("secret", secret))
                .build()
                .measure(MAY);
        assertThat(everything(report)).doesNotContain("canary");

        ListSource lost = ListSource.of("crm", Make.paid("crm", "k", "2026-05-03T00:00:00Z", person, "1"))
                .failing(Order.class, 0, new IllegalStateException("person " + person + " with " + secret));
        CkpiException thrown = catchThrowableOfType(CkpiException.class, () -> Ckpi.builder()
                .plugins(Sources.of())
                .source(lost, Map.of("secret", secret))
                .build()
                .measure(MAY));
        java.io.StringWriter trace = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("canary");
    }

    @Test
    void instancesOfOnePluginAreSourcesSideBySide() {
        ListSource north = ListSource.of("shop", Make.paid("north", "1", "2026-05-03T00:00:00Z", "token:a", "1"));
        ListSource south = ListSource.of("shop", Make.paid("south", "1", "2026-05-03T00:00:00Z", "token:b", "1"));
        CkpiReport report = Ckpi.builder()
                .plugins(Sources.of())
                .clock(CLOCK)
                .source(SourceSpec.of(north).named("north"))
                .source(SourceSpec.of(south).named("south"))
                .build()
                .measure(MAY);
        assertThat(report.sources()).extracting(SourceSummary::name).containsExactly("north", "south");

        assertThatThrownBy(() -> Ckpi.builder()
                        .plugins(Sources.of())
                        .source(north, Map.of())
                        .source(south, Map.of())
                        .build())
                .hasMessage("source shop: another source has the same name");
    }

    private static String everything(CkpiReport report) {
        StringBuilder all = new StringBuilder(report.toString());
        report.issues().forEach(all::append);
        report.sources().forEach(all::append);
        report.indicators().forEach(all::append);
        report.definitions().forEach(all::append);
        report.perspectives().forEach(all::append);
        report.effects().forEach(all::append);
        all.append(report.funnel()).append(report.cohorts()).append(report.evidence());
        report.factors().forEach(all::append);
        return all.toString();
    }

    @Test
    void allFaultsOfAConfigurationAreReportedTogether() {
        ListSource source = ListSource.of("crm");
        CkpiException thrown = catchThrowableOfType(CkpiException.class, () -> ckpi(source)
                .source("files", Map.of())
                .source("Not A Name", "crm", Map.of())
                .source("again", "crm", Map.of("sekret", "x"))
                .tokenKey("k", new byte[3])
                .threads(0)
                .memoryBudget(-1)
                .trendPeriods(25)
                .spoolDirectory(folder.resolve("missing"))
                .spendSource("ads", "nobody")
                .target(Target.of("no.such-indicator", 3))
                .target(Target.of("voice.neg-to-pos", 3))
                .build());
        assertThat(thrown.kind()).isEqualTo(CkpiException.Kind.CONFIG);
        assertThat(String.valueOf(thrown.getMessage()).split("\n", -1))
                .containsExactly(
                        "name is not a name of lower-case letters, digits and '-', at most 63: Not A Name",
                        "tokenKey: key is shorter than 32 bytes: 3",
                        "source files: no plugin is named \"files\"; there are crm",
                        "source again: option \"sekret\" is unknown; the nearest known one is \"secret\"",
                        "spendSource: no source is named nobody",
                        "memoryBudget is negative: -1",
                        "threads is below 1: 0",
                        "trendPeriods is not 1 to 24: 25",
                        "spoolDirectory is not a directory that can be written to: " + folder.resolve("missing"),
                        "there is a target for no.such-indicator, which is not in the catalogue");
        assertThat(source.opened).hasValue(0);
        assertThatThrownBy(() -> Ckpi.builder().build()).hasMessage("there is no source: add one with source(…)");
        assertThatThrownBy(() ->
                        ckpi(source).target(Target.of("voice.neg-to-pos", 3)).build())
                .hasMessageContaining("voice.neg-to-pos needs a baseline");
    }

    @Test
    void anUnknownIndicatorIsAnError() {
        CkpiReport report = may(Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1"));
        assertThatThrownBy(() -> report.reading("sales.order"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no indicator has the id sales.order");
        assertThatThrownBy(() -> report.indicator("Sales")).hasMessage("not an indicator id: Sales");
    }

    @Test
    void targetsDecideColours() {
        CkpiReport report = ckpi(ListSource.of(
                        "crm",
                        Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1"),
                        Make.paid("crm", "2", "2026-05-04T00:00:00Z", "a", "1")))
                .target(Target.of("customer.repeat-share", 1))
                .target(Target.of("sales.orders", 4))
                .build()
                .measure(MAY);
        IndicatorResult repeat = report.indicator("customer.repeat-share");
        assertThat(repeat.judgement().colour()).isEqualTo(io.ckpi.scoring.Colour.GREEN);
        assertThat(repeat.target()).isNotNull();
        IndicatorResult orders = report.indicator("sales.orders");
        assertThat(Objects.requireNonNull(orders.target()).attainment().value().orElseThrow())
                .isEqualTo(0.5);
        assertThat(orders.judgement().colour()).isEqualTo(io.ckpi.scoring.Colour.AMBER);
        assertThat(report.indicator("sales.revenue").judgement().colour()).isEqualTo(io.ckpi.scoring.Colour.NONE);
    }

    @Test
    void progressGoesForward() {
        List<Progress> heard = new ArrayList<>();
        AtomicLong concurrent = new AtomicLong();
        ckpi(new ListSource("crm", Company.of("crm", 200, 1)))
                .progress(progress -> {
                    assertThat(concurrent.incrementAndGet()).isEqualTo(1);
                    heard.add(progress);
                    concurrent.decrementAndGet();
                })
                .build()
                .measure(MAY);
        Progress.Phase phase = Progress.Phase.READING;
        long done = 0;
        for (Progress progress : heard) {
            assertThat(progress.phase()).isGreaterThanOrEqualTo(phase);
            if (progress.phase() == phase) {
                assertThat(progress.done()).isGreaterThanOrEqualTo(done);
            }
            phase = progress.phase();
            done = progress.done();
        }
        assertThat(heard).extracting(Progress::phase).contains(Progress.Phase.values());
    }

    @Test
    void withoutATokenKeyTheReportSaysSoIfOneWasNeeded() {
        ListSource source = ListSource.of("crm", Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1"))
                .onRead((type, config, context) -> {
                    try {
                        assertThat(context.tokens().token("clientId", "1")).isPresent();
                    } catch (io.ckpi.spi.BadIdentityException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(issue(ckpi(source).build().measure(MAY), "NO_TOKEN_KEY").severity())
                .isEqualTo(DataIssue.Severity.WARNING);
        CkpiReport keyed = ckpi(source).tokenKey("k1", new byte[32]).build().measure(MAY);
        assertThat(keyed.issues()).noneMatch(issue -> issue.code().equals("NO_TOKEN_KEY"));
    }

    @Test
    void aSeedFixesTheInterval() {
        ListSource source = new ListSource("crm", Company.of("crm", 300, 5));
        Period period = Period.ofMonth(YearMonth.of(2026, 4), Company.ZONE);
        CkpiReport one = ckpi(source).seed(7).threads(1).build().measure(period);
        CkpiReport two = ckpi(source).seed(7).threads(3).build().measure(period);
        assertThat(one.marc().value()).isEqualTo(two.marc().value());
        assertThat(one.marc().uncertainty().seed()).isEqualTo(7);
    }

    @Test
    void messagesDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            CkpiReport report = may(Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1"));
            assertThat(report.definitions()).isNotEmpty();
            assertThat(report.definitions().get(0).hash())
                    .isEqualTo(may(Make.paid("crm", "1", "2026-05-03T00:00:00Z", "a", "1"))
                            .definitions()
                            .get(0)
                            .hash());
        } finally {
            Locale.setDefault(before);
        }
        assertThat(Arrays.asList(Rung.values()))
                .allMatch(rung -> !rung.names().ru().isBlank());
    }
}
