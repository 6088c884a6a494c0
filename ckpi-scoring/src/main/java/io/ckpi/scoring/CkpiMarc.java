package io.ckpi.scoring;

import io.ckpi.core.Reading;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The integral indicator of marketing: readings in, one weighted composite out that can be cross-examined.
 *
 * <pre>{@code
 * CompositeResult marc = CkpiMarc.standard().score(readings);
 * marc.value();          // Measured 62.2 (58.7 … 65.2, 90 %), or Absent and why
 * marc.contributions();  // adds up exactly
 * }</pre>
 *
 * <p><b>Definition.</b> Each factor's reading is scored 0 … 100 by its curve; factors are folded into groups and groups
 * into the composite by the {@link Profile}. The shipped profiles take the arithmetic mean inside a group (members can
 * stand in for each other) and the weighted geometric mean across groups (a strong site must not hide a loss on each
 * customer), groups below 1 raised to 1.
 *
 * <p><b>Missing factors.</b> The first candidate of a factor that is Measured is used. Without any, the weights are
 * renormalised; coverage and bounds tell what is missing, and below the profile's coverage threshold there is no value.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class CkpiMarc {

    private final Profile profile;
    private final Tree tree;
    private final String hash;
    private final Uncertainty uncertainty;
    private final Map<String, double[]> supplied;

    private CkpiMarc(Profile profile, Tree tree, String hash, Uncertainty uncertainty, Map<String, double[]> supplied) {
        this.profile = profile;
        this.tree = tree;
        this.hash = hash;
        this.uncertainty = uncertainty;
        this.supplied = supplied;
    }

    /** CKPImarc by the profile {@code ckpimarc-default-1}. */
    public static CkpiMarc standard() {
        return of(Profile.shipped("ckpimarc-default-1"));
    }

    /** CKPImarc by the profile {@code ckpimarc-equal-1}: every factor weighs a tenth. */
    public static CkpiMarc equalWeights() {
        return of(Profile.shipped("ckpimarc-equal-1"));
    }

    /** A composite by any profile. */
    public static CkpiMarc of(Profile profile) {
        return new CkpiMarc(profile, profile.tree(), profile.hash(), Uncertainty.DEFAULT, Map.of());
    }

    /** The profile. */
    public Profile profile() {
        return profile;
    }

    /** How uncertainty is drawn. */
    public Uncertainty uncertainty() {
        return uncertainty;
    }

    /** The same with other settings of the draws. */
    public CkpiMarc with(Uncertainty newUncertainty) {
        return new CkpiMarc(profile, tree, hash, newUncertainty, supplied);
    }

    /** The same with another seed. */
    public CkpiMarc withSeed(long seed) {
        return with(new Uncertainty(seed, uncertainty.draws(), uncertainty.concentration(), uncertainty.curveSpread()));
    }

    /** The same with another number of draws; 0 for none: then the value has no interval. */
    public CkpiMarc withDraws(int draws) {
        return with(new Uncertainty(uncertainty.seed(), draws, uncertainty.concentration(), uncertainty.curveSpread()));
    }

    /** The same with another concentration of the weights; null holds the weights. */
    public CkpiMarc withConcentration(@Nullable Double concentration) {
        return with(new Uncertainty(uncertainty.seed(), uncertainty.draws(), concentration, uncertainty.curveSpread()));
    }

    /** The same with another spread of the curves' anchors; 0 holds them. */
    public CkpiMarc withCurveSpread(double curveSpread) {
        return with(new Uncertainty(uncertainty.seed(), uncertainty.draws(), uncertainty.concentration(), curveSpread));
    }

    /**
     * The same with draws of an indicator that its producer has made (a bootstrap, a posterior sample). They are used as
     * they are, from the beginning again if the composite draws more often.
     *
     * @throws IllegalArgumentException if there are none or one is not finite
     */
    public CkpiMarc withReadingDraws(String indicator, double... draws) {
        Objects.requireNonNull(indicator, "indicator");
        if (draws.length == 0) {
            throw new IllegalArgumentException("there are no draws of " + indicator);
        }
        for (int i = 0; i < draws.length; i++) {
            Checks.finite("draw " + i, draws[i]);
        }
        Map<String, double[]> more = new HashMap<>(supplied);
        more.put(indicator, draws.clone());
        return new CkpiMarc(profile, tree, hash, uncertainty, more);
    }

    /**
     * Scores readings.
     *
     * @param readings readings by indicator id; others than the profile's are ignored, missing ones count as NO_DATA
     */
    public CompositeResult score(Map<String, Reading> readings) {
        return score(readings, Map.of());
    }

    /**
     * Scores readings, with those of an earlier period for the groups whose policy is {@link Missing#IMPUTE_LAST}.
     *
     * @param readings readings by indicator id
     * @param last readings of the earlier period by indicator id
     */
    public CompositeResult score(Map<String, Reading> readings, Map<String, Reading> last) {
        return CompositeResult.of(profile, tree, uncertainty, hash, supplied, readings, last);
    }
}
