/**
 * What a number is, the vocabulary of the customer journey and the scorecard, the records a source delivers, the closed
 * formulas and the small statistics kernel. Everything else in CKPI builds on this module.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.core {
    requires org.apache.commons.statistics.distribution;
    requires static transitive org.jspecify;
    requires org.snakeyaml.engine;

    exports io.ckpi.core;
    exports io.ckpi.core.channel;
    exports io.ckpi.core.definition;
    exports io.ckpi.core.formula;
    exports io.ckpi.core.numeric;
    exports io.ckpi.core.record;
    exports io.ckpi.core.stat;
}
