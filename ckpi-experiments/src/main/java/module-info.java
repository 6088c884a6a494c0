/**
 * What marketing caused, measured against a control group: read-outs of holdouts and A/B tests, sizing before, monitoring
 * during, decisions after. Takes moments or plain arrays, gives back records.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.experiments {
    requires transitive io.ckpi.core;
    requires org.apache.commons.statistics.distribution;
    requires static transitive org.jspecify;

    exports io.ckpi.experiments;
    exports io.ckpi.experiments.assignment;
    exports io.ckpi.experiments.bayes;
    exports io.ckpi.experiments.power;
    exports io.ckpi.experiments.proportion;
    exports io.ckpi.experiments.rows;
    exports io.ckpi.experiments.sequential;
    exports io.ckpi.experiments.uplift;
}
