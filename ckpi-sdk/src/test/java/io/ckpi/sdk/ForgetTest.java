package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.fixture.Company;
import io.ckpi.sdk.fixture.FaultySource;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import io.ckpi.sdk.internal.engine.Stream;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.host.Sources;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Persons who are to be forgotten leave no trace: everything is as if the sources had never known them. */
class ForgetTest {

    private static final Period MAY = Period.ofMonth(YearMonth.of(2026, 5), Company.ZONE);

    // ---- what is theirs, found without the engine

    private static Set<String> everyId(List<SourceRecord> records, Set<String> persons) {
        Set<String> ids = new HashSet<>(persons);
        for (boolean grown = true; grown; ) {
            grown = false;
            for (SourceRecord record : records) {
                if (record instanceof IdentityLink link
                        && (ids.contains(link.person()) || ids.contains(link.token()))) {
                    grown |= ids.add(link.person()) | ids.add(link.token());
                }
            }
        }
        return ids;
    }

    private static List<String> names(SourceRecord record) {
        // every component of every type that can hold the token of a person, whatever it is called
        List<String> texts = new ArrayList<>();
        for (var component : record.getClass().getRecordComponents()) {
            if (component.getType() == String.class
                    && Set.of("person", "token", "referrer", "referee", "unit").contains(component.getName())) {
                try {
                    texts.add((String) component.getAccessor().invoke(record));
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
        }
        texts.removeIf(Objects::isNull);
        return texts;
    }

    /** The visits, leads, deals and orders that a record is about, or that it joins. */
    private static List<String> things(SourceRecord record) {
        List<String> keys = new ArrayList<>();
        if (record instanceof Touch touch && touch.visit() != null) {
            keys.add("visit " + touch.visit());
        } else if (record instanceof LeadStageChange change) {
            keys.add(change.entity() + " " + change.entityRef());
            if (change.leadRef() != null) {
                keys.add("LEAD " + change.leadRef());
            }
        } else if (record instanceof Order order) {
            keys.add("order " + order.orderRef());
            if (order.dealRef() != null) {
                keys.add("DEAL " + order.dealRef());
            }
        } else if (record instanceof Feedback feedback && feedback.orderRef() != null) {
            keys.add("order " + feedback.orderRef());
        }
        return keys;
    }

    private static List<SourceRecord> without(List<SourceRecord> records, Set<String> persons) {
        Set<String> ids = everyId(records, persons);
        Set<SourceRecord> theirs = new HashSet<>();
        Set<String> things = new HashSet<>();
        for (boolean grown = true; grown; ) {
            grown = false;
            for (SourceRecord record : records) {
                List<String> named = names(record);
                boolean mine = named.stream().anyMatch(ids::contains)
                        || (named.isEmpty() && things(record).stream().anyMatch(things::contains));
                if (mine && theirs.add(record)) {
                    grown = true;
                    if (!(record instanceof Feedback)) {
                        things.addAll(things(record));
                    }
                }
            }
        }
        List<SourceRecord> rest = new ArrayList<>(records);
        rest.removeAll(theirs);
        return rest;
    }

    // ---- the engine

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everythingIsAsIfTheyHadNeverBeenThere(long seed) {
        List<SourceRecord> company = Company.of("crm", 200, seed);
        // by the token of the person, and by that of a telephone where there is one
        Set<String> asked = new HashSet<>(Set.of("p3", "p50", "p117", "nobody"));
        Set<String> ids =
                everyId(company, Set.of("p20", "p21", "p22", "p23", "p24", "p25", "p26", "p27", "p28", "p29"));
        ids.stream().filter(id -> id.startsWith("alias-")).forEach(asked::add);
        assertThat(asked).hasSizeGreaterThan(4);
        List<SourceRecord> rest = without(company, asked);

        Rig never = new Rig();
        Rig.Outcome expected = never.run(new ListSource("crm", rest));
        for (int threads = 1; threads <= 2; threads++) {
            Rig rig = new Rig();
            rig.threads = threads;
            rig.memory = threads == 1 ? Long.MAX_VALUE : 0;
            rig.forgotten = asked;
            List<SourceRecord> twice = new ArrayList<>(company);
            company.stream().filter(record -> !rest.contains(record)).forEach(twice::add);
            Rig.Outcome outcome = rig.run(new ListSource("crm", threads == 1 ? company : twice));
            assertThat(outcome.digests()).isEqualTo(expected.digests());
            assertThat(outcome.readings()).isEqualTo(expected.readings());
            assertThat(outcome.funnel()).isEqualTo(expected.funnel());
            assertThat(outcome.cohorts()).isEqualTo(expected.cohorts());
            assertThat(outcome.effects()).isEqualTo(expected.effects());
            assertThat(outcome.merged()).isEqualTo(expected.merged());
            assertThat(rig.streams.stream().mapToLong(Stream::forgotten).sum()).isEqualTo(company.size() - rest.size());
            if (threads == 1) {
                assertThat(outcome.superseded()).isEqualTo(expected.superseded());
                assertThat(rig.streams.stream().map(Stream::records))
                        .containsExactlyElementsOf(
                                never.streams.stream().map(Stream::records).toList());
                assertThat(rig.streams.stream().map(Stream::firstAt))
                        .containsExactlyElementsOf(
                                never.streams.stream().map(Stream::firstAt).toList());
            }
        }
    }

    @Test
    void anOrderThatAnotherSourceSaysIsTheirsGoesInAllSources() {
        Order named = Make.paid("shop", "1", "2026-06-02T00:00:00Z", "p1", "70");
        Order nameless = Make.paid("crm", "1", "2026-06-02T00:00:00Z", null, "70");
        Order other = Make.paid("crm", "2", "2026-06-02T00:00:00Z", "p2", "30");
        Rig rig = new Rig();
        rig.forgotten = Set.of("p1");
        Rig.Outcome outcome =
                rig.run(new ListSource("crm", List.of(nameless, other)), new ListSource("shop", List.of(named)));
        Rig.Outcome expected = new Rig().run(new ListSource("crm", List.of(other)), new ListSource("shop", List.of()));
        assertThat(outcome.readings()).isEqualTo(expected.readings());
        assertThat(outcome.merged()).isZero();
        assertThat(rig.streams.stream().mapToLong(Stream::forgotten).sum()).isEqualTo(2);
    }

    @Test
    void anOrderThatWasGivenToSomebodyElseStays() {
        Order first = Make.order(
                Make.at("crm", "1", "2026-06-02T00:00:00Z").revision(1).build(), "N-1", "p1", amount("70"));
        Order corrected = Make.order(
                Make.at("crm", "1", "2026-06-02T00:00:00Z").revision(2).build(), "N-1", "p2", amount("70"));
        Rig rig = new Rig();
        rig.forgotten = Set.of("p1");
        assertThat(rig.run(new ListSource("crm", List.of(first, corrected))).readings())
                .isEqualTo(
                        new Rig().run(new ListSource("crm", List.of(corrected))).readings());
        rig.forgotten = Set.of("p2");
        assertThat(rig.run(new ListSource("crm", List.of(first, corrected))).readings())
                .as("the order is theirs now, whoever had it before")
                .isEqualTo(new Rig().run(new ListSource("crm", List.of())).readings());
    }

    private static Money amount(String amount) {
        return Money.of(amount, "RUB");
    }

    // ---- the facade

    private static CkpiBuilder ckpi(Collection<SourceRecord> records) {
        return Ckpi.builder()
                .plugins(Sources.of())
                .clock(Clock.fixed(Instant.parse("2026-07-15T00:00:00Z"), ZoneOffset.UTC))
                .tokenKey("k1", new byte[32])
                .trendPeriods(2)
                .source(new FaultySource("crm", records), Map.of());
    }

    @Test
    void theReportKnowsNothingOfThem() {
        List<SourceRecord> company = Company.of("crm", 150, 9);
        Set<String> asked = Set.of("p7", "p8", "p9");
        List<SourceRecord> rest = without(company, asked);
        Ckpi forgetful = ckpi(company).forget(asked).build();
        CkpiReport report = forgetful.measure(MAY);
        CkpiReport expected = ckpi(rest).build().measure(MAY);
        expected.indicators().forEach(one -> assertThat(report.reading(one.id()).toString())
                .isEqualTo(one.reading().toString()));
        assertThat(report.marc().value()).isEqualTo(expected.marc().value());
        assertThat(report.sources().get(0).streams())
                .isEqualTo(expected.sources().get(0).streams());
        assertThat(report.issues())
                .filteredOn(issue -> issue.code().equals("FORGOTTEN"))
                .singleElement()
                .satisfies(issue -> {
                    assertThat(issue.count()).isEqualTo(company.size() - rest.size());
                    assertThat(issue.severity()).isEqualTo(DataIssue.Severity.INFO);
                    assertThat(issue.source()).isNull();
                });
        assertThat(report.issues())
                .filteredOn(issue -> !issue.code().equals("FORGOTTEN"))
                .isEqualTo(expected.issues());
    }

    @Test
    void analysesAndSlicesForgetThemToo() {
        List<SourceRecord> company = Company.of("crm", 150, 9);
        Set<String> asked = Set.of("p7", "p8", "p9");
        Ckpi forgetful = ckpi(company).forget(asked).build();
        Ckpi never = ckpi(without(company, asked)).build();
        assertThat(forgetful.slices(MAY, Dimension.CHANNEL).value())
                .isEqualTo(never.slices(MAY, Dimension.CHANNEL).value());
        assertThat(customers(forgetful)).isEqualTo(customers(never)).isNotEmpty();
    }

    private static Map<String, Referrals.Customer> customers(Ckpi ckpi) {
        return ((Outcome.Computed<Referrals>) ckpi.referrals(MAY).value())
                .result()
                .customers();
    }

    @Test
    void tokensWithoutTheirKeyAreRefused() {
        assertThatThrownBy(() -> Ckpi.builder()
                        .plugins(Sources.of())
                        .source(new FaultySource("crm", List.of()), Map.of())
                        .forget(List.of("k1.abc"))
                        .build())
                .isInstanceOf(CkpiException.class)
                .hasMessageContaining("forget: the tokens of persons mean nothing without the key that made them")
                .hasMessageNotContaining("k1.abc");
        assertThatThrownBy(() -> Ckpi.builder().forget(Arrays.asList("a", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("persons holds a blank token");
    }

    @Test
    void momentsThatASourceComputesAreRefused() {
        Ckpi forgetful = ckpi(List.of()).forget(List.of("p1")).build();
        MomentsRequest request = new MomentsRequest("spend", MomentsLayout.of("revenue"), "arm", null);
        assertThatThrownBy(() -> forgetful.moments("crm", request))
                .isInstanceOf(CkpiException.class)
                .hasMessageContaining("cannot leave out the persons who are to be forgotten");
    }
}
