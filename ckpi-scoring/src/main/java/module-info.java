/**
 * Scores, the integral indicator CKPImarc and the scorecard: normalise, weigh, aggregate, explain. Takes readings or
 * plain arrays, gives back records; knows nothing of where the readings come from.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.scoring {
    requires transitive io.ckpi.core;
    requires org.apache.commons.statistics.distribution;
    requires static transitive org.jspecify;

    exports io.ckpi.scoring;
}
