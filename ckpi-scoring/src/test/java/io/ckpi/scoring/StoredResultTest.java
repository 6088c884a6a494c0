package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Direction;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.definition.Canonical;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.stat.Shares;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Results that are kept, read back and computed again; tampering is named. */
class StoredResultTest {

    private static Reading ratio(double low, double value, double high) {
        return new Measured(Estimate.of(value, Unit.RATIO).withInterval(Interval.of(low, high, 0.95)));
    }

    private static Map<String, Reading> readings() {
        Map<String, Reading> readings = new HashMap<>();
        readings.put("economics.ltv-to-cac", ratio(2.9, 3.4, 4.0));
        readings.put(
                "economics.roi", new Measured(Estimate.of(250, Unit.PERCENT).withN(7)));
        readings.put("nurture.lift", ratio(1.15, 1.3, 1.47));
        readings.put("lead.acceptance", Shares.withDefaults().of(54, 100));
        readings.put("inbound.lead-share", Shares.withDefaults().of(550, 1000));
        readings.put("site.visitor-to-lead", Shares.withDefaults().of(300, 10_000));
        readings.put("content.conversion", Absent.because(Reason.NO_DATA, "no content", "нет контента"));
        readings.put(
                "mobile.parity",
                new Bounded(0.5, 0.9, Unit.RATIO, Reason.NOT_IDENTIFIED, Names.same("x"), 3, Set.of()));
        readings.put("another.indicator", ratio(1, 2, 3));
        return readings;
    }

    private static CompositeResult result() {
        return CkpiMarc.standard().withDraws(2000).withSeed(-7).score(readings());
    }

    private static List<String> paths(Verification verification) {
        return verification.differences().stream()
                .map(Verification.Difference::path)
                .toList();
    }

    /** The stored result with one text replaced, its digest left as it was. */
    private static StoredResult tampered(StoredResult stored, String target, String replacement) {
        String json = stored.json();
        assertThat(json).contains(target);
        return StoredResult.read("tampered", json.replace(target, replacement));
    }

    /** The stored result changed in its tree, with a digest that fits. */
    @SuppressWarnings("unchecked") // the shape of the document
    private static StoredResult forged(StoredResult stored, String object, UnaryOperator<Map<String, Object>> change) {
        Map<String, Object> tree = new LinkedHashMap<>(stored.tree());
        tree.remove("digest");
        tree.put(object, change.apply(new LinkedHashMap<>((Map<String, Object>) tree.get(object))));
        return StoredResult.ofTree(tree);
    }

    @Test
    void aResultIsKeptReadBackAndAgrees() {
        CompositeResult result = result();
        StoredResult stored = StoredResult.of(result);
        assertThat(stored.json()).startsWith("{\"dataHash\":\"" + result.dataHash() + "\",\"definition\":{");
        StoredResult again = StoredResult.read("kept.json", stored.json());
        assertThat(again).isEqualTo(stored).hasSameHashCodeAs(stored);
        assertThat(again.json()).isEqualTo(stored.json());
        assertThat(again.definitionHash()).isEqualTo(result.definitionHash());
        assertThat(again.dataHash()).isEqualTo(result.dataHash());
        assertThat(again.profile()).isEqualTo(result.profile());
        assertThat(again.readings()).isEqualTo(result.readings());
        assertThat(again.uncertainty()).isEqualTo(result.uncertainty());
        Verification verification = again.verify();
        assertThat(verification.differences()).isEmpty();
        assertThat(verification.agrees()).isTrue();
        assertThat(verification.sameGenerator()).isTrue();
        assertThat(verification.recomputed().value()).isEqualTo(result.value());
        assertThat(verification.recomputed().defaultCurveWeight()).isEqualTo(result.defaultCurveWeight());
        assertThat(again.toString())
                .startsWith("ckpi/result@1 ckpimarc-default-1, definition ")
                .contains(result.dataHash().substring(0, 8));
    }

    @Test
    void theDigestIsThatOfTheCanonicalFormWithoutIt() {
        StoredResult stored = StoredResult.of(result());
        Map<String, Object> tree = new LinkedHashMap<>(stored.tree());
        tree.remove("digest");
        assertThat(stored.digest()).isEqualTo(Canonical.sha256(tree));
    }

    @Test
    void everyKindOfReadingComesBackAsItWas() {
        Reading full = new Measured(new Estimate(
                0.1 + 0.2,
                Unit.money(Currency.getInstance("EUR")),
                new Interval(null, 1e300, 0.9),
                12,
                "wilson",
                new Estimate.Ratio(3, 7),
                5,
                Set.of(Flag.of(Flag.Code.PROXY), Flag.of(Flag.Code.SECONDARY_USED, "a.b"))));
        Map<String, Reading> given = new HashMap<>(readings());
        given.put("economics.roi", full);
        StoredResult stored = StoredResult.of(CkpiMarc.standard().withDraws(0).score(given));
        assertThat(StoredResult.read("x", stored.json()).readings()).isEqualTo(given);
        assertThat(stored.verify().differences()).isEmpty();
    }

    @Test
    void aResultWithoutAValueIsKeptToo() {
        CompositeResult result = CkpiMarc.standard().score(Map.of("economics.roi", ratio(1, 2, 3)));
        assertThat(result.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        StoredResult stored = StoredResult.of(result);
        assertThat(stored.verify().differences()).isEmpty();
        // a value that the data do not give
        StoredResult forged = forged(stored, "values", values -> {
            values.put("twin", 50);
            return values;
        });
        assertThat(paths(forged.verify())).containsExactly("values.twin");
    }

    @Test
    void lastReadingsAndSuppliedDrawsBelongToTheResult() {
        Node.Group root = new Node.Group(
                "root",
                1,
                Aggregator.arithmetic(),
                Missing.IMPUTE_LAST,
                0,
                List.of(
                        Node.leaf("a.one", 3, Normalizer.goalposts(0, 1)),
                        Node.leaf("a.two", 1, Normalizer.goalposts(0, 1))));
        CompositeResult result = CkpiMarc.of(Profile.of("imputing", 1, root))
                .withDraws(200)
                .withReadingDraws("a.one", 0.1, 0.2, 0.3)
                .score(Map.of("a.one", ratio(0.1, 0.2, 0.3)), Map.of("a.two", ratio(0.4, 0.5, 0.6)));
        StoredResult stored = StoredResult.of(result);
        assertThat(stored.verify().differences()).isEmpty();
        assertThat(stored.verify().recomputed().spread()).isEqualTo(result.spread());
        assertThat(paths(tampered(stored, "\"draws\":{\"a.one\":[0.10000000000000001,", "\"draws\":{\"a.one\":[0.5,")
                        .verify()))
                .contains("digest", "dataHash", "values.spread.mean");
    }

    @Test
    void aTamperedValueIsNamed() {
        StoredResult stored = StoredResult.of(result());
        Verification verification = forged(stored, "values", values -> {
                    values.put("coverage", 0.99);
                    return values;
                })
                .verify();
        assertThat(verification.differences()).hasSize(1);
        Verification.Difference difference = verification.differences().get(0);
        assertThat(difference.kind()).isEqualTo(Verification.Kind.VALUE);
        assertThat(difference.path()).isEqualTo("values.coverage");
        assertThat(difference.stored()).isEqualTo("0.99");
        assertThat(difference.sentence(Locale.ENGLISH))
                .startsWith("values.coverage: recomputing gives another value; stored 0.99, recomputed 0.");
        assertThat(difference.sentence(Locale.forLanguageTag("ru")))
                .startsWith("values.coverage: пересчёт даёт другое значение; записано 0.99, получено 0.");
        assertThat(verification.agrees()).isFalse();
    }

    @Test
    void numbersBeyondTheToleranceAreFoundAndThoseWithinAreNot() {
        StoredResult stored = StoredResult.of(result());
        double coverage = result().coverage();
        for (double factor : new double[] {1 + 1e-8, 1 - 1e-8}) {
            assertThat(paths(forged(stored, "values", values -> {
                                values.put("coverage", coverage * factor);
                                return values;
                            })
                            .verify()))
                    .containsExactly("values.coverage");
        }
        assertThat(forged(stored, "values", values -> {
                            values.put("coverage", coverage * (1 + 1e-10));
                            return values;
                        })
                        .verify()
                        .agrees())
                .isTrue();
    }

    @Test
    void aNumberBeyondEveryDoubleIsRefused() {
        StoredResult stored = StoredResult.of(result());
        assertThatThrownBy(() -> forged(stored, "values", values -> {
                    values.put("coverage", new java.math.BigDecimal("1e400"));
                    return values;
                }))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("values.coverage: is too large");
    }

    @Test
    void aTamperedReadingIsNamedByItsFactor() {
        StoredResult stored = StoredResult.of(result());
        Verification verification = tampered(
                        stored,
                        "\"economics.roi\":{\"kind\":\"MEASURED\",\"method\":\"exact\",\"n\":7,\"unit\":\"PERCENT\",\"value\":250}",
                        "\"economics.roi\":{\"kind\":\"MEASURED\",\"method\":\"exact\",\"n\":7,\"unit\":\"PERCENT\",\"value\":180}")
                .verify();
        assertThat(paths(verification))
                .contains("digest", "dataHash", "values.factors.economics.roi.score", "values.reading.value")
                .doesNotContain("definitionHash", "values.factors.lead.acceptance.score");
        // a reading's number of observations counts in the hash alone
        assertThat(paths(tampered(stored, "\"n\":7", "\"n\":8").verify())).containsExactly("digest", "dataHash");
    }

    @Test
    void aTamperedWeightOrCurveIsNamed() {
        StoredResult stored = StoredResult.of(result());
        Verification weight = tampered(
                        stored,
                        "\"missing\":\"RENORMALISE\",\"name\":{\"en\":\"Channels\"",
                        "\"missing\":\"RENORMALISE\",\"name\":{\"en\":\"Kanals\"")
                .verify();
        assertThat(paths(weight)).containsExactly("digest"); // names do not count
        Verification curve = tampered(stored, "[3,100],[5,100],[10,70]", "[3,90],[5,100],[10,70]")
                .verify();
        assertThat(paths(curve))
                .contains("digest", "definitionHash", "values.factors.economics.ltv-to-cac.score")
                .doesNotContain("dataHash");
    }

    @Test
    void aForgedDefinitionUnderAShippedNameIsNamed() {
        Profile shipped = Profile.shipped("ckpimarc-default-1");
        Profile forged = shipped.withWeights("ckpimarc-default", 1, "economics", 9, 1);
        StoredResult stored = StoredResult.of(CkpiMarc.of(forged).withDraws(0).score(readings()));
        assertThat(stored.verify().differences())
                .containsExactly(new Verification.Difference(
                        Verification.Kind.DEFINITION, "definition", forged.hash(), shipped.hash()));
    }

    @Test
    void aTamperedHashOrSeedIsNamed() {
        StoredResult stored = StoredResult.of(result());
        String hash = stored.definitionHash();
        String other = (hash.charAt(0) == '0' ? '1' : '0') + hash.substring(1);
        Verification verification = tampered(stored, hash, other).verify();
        assertThat(verification.differences())
                .extracting(Verification.Difference::kind)
                .contains(Verification.Kind.DIGEST, Verification.Kind.DEFINITION);
        assertThat(verification.differences().get(1).stored()).isEqualTo(other);
        assertThat(verification.differences().get(1).recomputed()).isEqualTo(hash);
        List<Verification.Difference> seed =
                tampered(stored, "\"seed\":-7", "\"seed\":8").verify().differences();
        assertThat(seed.stream().map(Verification.Difference::kind))
                .containsOnly(Verification.Kind.DIGEST, Verification.Kind.DRAWS)
                .contains(Verification.Kind.DRAWS);
    }

    @Test
    void drawsOfAnotherGeneratorAgreeWithinTheirErrors() {
        // another seed stands for another generator: independent draws of the same result
        StoredResult stored = StoredResult.of(result());
        UnaryOperator<Map<String, Object>> other = settings -> {
            settings.put("generator", "ckpi-draws-0");
            settings.put("seed", 99);
            return settings;
        };
        Verification verification = forged(stored, "uncertainty", other).verify();
        assertThat(verification.sameGenerator()).isFalse();
        assertThat(verification.differences()).isEmpty();
        StoredResult wrong = forged(forged(stored, "uncertainty", other), "values", values -> {
            @SuppressWarnings("unchecked")
            Map<String, Object> spread = new LinkedHashMap<>((Map<String, Object>) values.get("spread"));
            spread.put("mean", ((Number) spread.get("mean")).doubleValue() + 2);
            values.put("spread", spread);
            return values;
        });
        assertThat(paths(wrong.verify())).containsExactly("values.spread.mean");
    }

    @Test
    void unknownFieldsAreKeptAndIgnored() {
        StoredResult stored = StoredResult.of(result());
        Map<String, Object> tree = new LinkedHashMap<>(stored.tree());
        tree.remove("digest");
        tree.put("comment", Map.of("by", "a later version"));
        StoredResult later = StoredResult.ofTree(tree);
        assertThat(later.verify().agrees()).isTrue();
        assertThat(later.json()).contains("a later version");
        assertThat(later).isNotEqualTo(stored);
    }

    @Test
    void whatIsNoStoredResultIsRefusedWithAllFaults() {
        assertThatThrownBy(() -> StoredResult.read("x.json", "{\"schema\": \"ckpi/profile@1\"}"))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("is not ckpi/result@1");
        assertThatThrownBy(() -> StoredResult.read("x.json", "{\"schema\": \"ckpi/result@1\"}"))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("definition")
                .hasMessageContaining("readings")
                .hasMessageContaining("uncertainty");
        String json = StoredResult.of(result()).json();
        assertThatThrownBy(
                        () -> StoredResult.read("x.json", json.replace("\"kind\":\"BOUNDED\"", "\"kind\":\"OTHER\"")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("readings[\"mobile.parity\"].kind")
                .hasMessageContaining("must be MEASURED, BOUNDED or ABSENT");
        assertThatThrownBy(() -> StoredResult.read("x.json", json.replace("\"unit\":\"PERCENT\"", "\"unit\":\"X\"")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("a unit such as RATIO or MONEY:EUR");
    }

    // ---- documents of definitions

    @Test
    void everyCurveAndMeanComesBackFromItsDocument() {
        Node.Group root = Node.group(
                "root",
                2.5,
                new Aggregator.Power(-1, 0.5),
                Node.leaf("a.goalposts", 1, new Normalizer.Goalposts(0, 2, 50, true, Direction.LOWER_IS_BETTER)),
                Node.leaf("a.log", 1, new Normalizer.LogGoalposts(1, 2, 100, true, Direction.HIGHER_IS_BETTER)),
                Node.group(
                        "inner",
                        0.1,
                        new Aggregator.Ordered(List.of(0.6, 0.4)),
                        Node.leaf("a.best", 1, new Normalizer.BestWorst(5, 1, 80)),
                        Node.leaf("a.logistic", 1, new Normalizer.Logistic(3, 2, 90, Direction.LOWER_IS_BETTER))),
                Node.group(
                        "balance",
                        1.0 / 3,
                        new Aggregator.MazziottaPareto(true),
                        Node.leaf("a.piece", 1, Normalizer.piecewise(0, 0, 1.0 / 3, 100))));
        Profile profile = new Profile(
                "all-of-it",
                3,
                new Names("Всё", "All"),
                root,
                0.25,
                Thresholds.OKR,
                Map.of("inner", new Names("Внутри", "Inside")),
                Map.of("a.best", "B"));
        Profile again = Profile.read("again", Canonical.text(profile.document()));
        assertThat(again).isEqualTo(profile);
        assertThat(again.hash()).isEqualTo(profile.hash());
        for (String shipped : Profile.shipped()) {
            Profile one = Profile.shipped(shipped);
            assertThat(Profile.read(shipped, Canonical.text(one.document()))).isEqualTo(one);
        }
    }

    // ---- change

    @Test
    void aChangeOfDataAloneIsBusiness() {
        CkpiMarc marc = CkpiMarc.standard().withDraws(0);
        Map<String, Reading> later = readings();
        later.put("economics.roi", new Measured(Estimate.of(100, Unit.PERCENT).withN(9)));
        later.remove("nurture.lift");
        ResultChange change = ResultChange.between(marc.score(readings()), marc.score(later));
        Bridge bridge = change.bridge().value().orElseThrow();
        assertThat(bridge.method()).isZero();
        assertThat(bridge.business()).isCloseTo(bridge.total(), within(1e-12));
        Contributions why = change.contributions().value().orElseThrow();
        double lines =
                why.factors().stream().mapToDouble(Contributions.Line::points).sum();
        assertThat(why.coverageEffect()).isNotZero();
        assertThat(lines + why.coverageEffect()).isCloseTo(bridge.business(), within(1e-9));
        assertThat(change.readings())
                .extracting(ResultChange.ReadingChange::indicator)
                .containsExactlyInAnyOrder("economics.roi", "nurture.lift");
        assertThat(change.definitions()).isEmpty();
    }

    @Test
    void aChangeOfDefinitionNamesThePlacesThatChanged() {
        Profile standard = Profile.shipped("ckpimarc-default-1");
        Profile reweighed = standard.withWeights("other", 2, "economics", 3, 1);
        Map<String, Reading> later = readings();
        later.put("economics.roi", new Measured(Estimate.of(100, Unit.PERCENT)));
        CompositeResult from = CkpiMarc.of(standard).withDraws(0).score(readings());
        CompositeResult to = CkpiMarc.of(reweighed).withDraws(0).score(later);
        ResultChange change = ResultChange.between(from, to);
        Bridge bridge = change.bridge().value().orElseThrow();
        assertThat(bridge.method() + bridge.business()).isCloseTo(bridge.total(), within(1e-12));
        assertThat(bridge.method()).isNotZero();
        Contributions why = change.contributions().value().orElseThrow();
        double lines =
                why.factors().stream().mapToDouble(Contributions.Line::points).sum();
        assertThat(lines + why.coverageEffect()).isCloseTo(bridge.business(), within(1e-9));
        assertThat(why.points("economics.roi")).isCloseTo(bridge.business(), within(1e-9));
        assertThat(change.definitions())
                .extracting(ResultChange.DefinitionChange::path)
                .containsExactly("id", "version", "ckpimarc/economics/economics.ltv-to-cac.weight");
        assertThat(change.definitions().get(2).from()).isEqualTo("1");
        assertThat(change.definitions().get(2).to()).isEqualTo("3");
    }

    @Test
    void anAbsentCrossValueIsNamed() {
        Node.Group other =
                Node.group("root", 1, Aggregator.arithmetic(), Node.leaf("z.new", 1, Normalizer.goalposts(0, 1)));
        Map<String, Reading> later = readings();
        later.put("z.new", ratio(0.1, 0.2, 0.3));
        ResultChange change = ResultChange.between(
                CkpiMarc.standard().withDraws(0).score(readings()),
                CkpiMarc.of(Profile.of("new", 1, other)).withDraws(0).score(later));
        assertThat(change.bridge().toString())
                .startsWith("NotComputable")
                .contains("no value of the earlier data under the later definition");
        assertThat(change.contributions().value()).isEmpty();
        assertThat(change.definitions())
                .extracting(ResultChange.DefinitionChange::path)
                .contains("root/z.new[z.new].curve", "ckpimarc/economics.weight");
    }
}
