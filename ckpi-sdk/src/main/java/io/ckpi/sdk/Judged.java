package io.ckpi.sdk;

import io.ckpi.core.Indicator;
import io.ckpi.core.Perspective;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Node;
import io.ckpi.scoring.Provenance;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.ScoredIndicator;
import io.ckpi.scoring.StrategyMap;
import io.ckpi.scoring.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How every indicator of the catalogue is judged: a scorecard that shows them all. An indicator's curve is that of the
 * host's scorecard, else that of the profile; most have none.
 */
final class Judged {

    private Judged() {}

    /** What is wrong with the combination of catalogue, profile, scorecard and targets, in sentences. */
    static List<String> faults(Catalogue catalogue, CkpiMarc marc, Scorecard scorecard, Targets targets) {
        List<String> faults = new ArrayList<>();
        for (Node.Leaf leaf : marc.profile().tree().leaves()) {
            for (ScoredIndicator candidate : leaf.candidates()) {
                known(catalogue, "the profile " + marc.profile().reference(), candidate, faults);
            }
        }
        for (Scorecard.View view : scorecard.views()) {
            for (Scorecard.Item item : view.items()) {
                for (ScoredIndicator candidate : item.candidates()) {
                    known(catalogue, "the scorecard " + scorecard.reference(), candidate, faults);
                }
            }
        }
        for (StrategyMap.Link link : scorecard.map().links()) {
            for (String id : List.of(link.cause(), link.effect())) {
                if (!catalogue.contains(id)) {
                    faults.add("the strategy map names " + id + ", which is not in the catalogue");
                }
            }
        }
        targets.targets().forEach(target -> {
            if (!catalogue.contains(target.indicator())) {
                faults.add("there is a target for " + target.indicator() + ", which is not in the catalogue");
            }
        });
        if (faults.isEmpty()) {
            try {
                all(catalogue, marc, scorecard).check(targets);
            } catch (IllegalArgumentException wrong) {
                faults.add(String.valueOf(wrong.getMessage()));
            }
        }
        return faults;
    }

    private static void known(Catalogue catalogue, String where, ScoredIndicator scored, List<String> faults) {
        String id = scored.indicator();
        if (!catalogue.contains(id)) {
            faults.add(where + " names " + id + ", which is not in the catalogue");
        }
    }

    /** The scorecard of all indicators. */
    static Scorecard all(Catalogue catalogue, CkpiMarc marc, Scorecard scorecard) {
        Map<String, ScoredIndicator> scored = new HashMap<>();
        for (Node.Leaf leaf : marc.profile().tree().leaves()) {
            leaf.candidates().forEach(candidate -> scored.put(candidate.indicator(), candidate));
        }
        for (Scorecard.View view : scorecard.views()) {
            view.items().forEach(item -> item.candidates()
                    .forEach(candidate -> scored.put(candidate.indicator(), candidate)));
        }
        List<Scorecard.Item> items = new ArrayList<>();
        for (Indicator indicator : catalogue.indicators()) {
            ScoredIndicator known = scored.get(indicator.id());
            items.add(new Scorecard.Item(List.of(known != null ? known : withoutCurve(indicator))));
        }
        return new Scorecard(
                "all-indicators",
                1,
                scorecard.name(),
                List.of(new Scorecard.View(Perspective.SERVICE, List.of(), items)),
                StrategyMap.empty(),
                scorecard.thresholds(),
                items.size());
    }

    @SuppressWarnings(
            "NullAway") // the component is nullable; the annotation of a nested type is not read from class files
    private static ScoredIndicator withoutCurve(Indicator indicator) {
        return new ScoredIndicator(indicator.id(), indicator.direction(), null, Provenance.DEFAULT, List.of());
    }
}
