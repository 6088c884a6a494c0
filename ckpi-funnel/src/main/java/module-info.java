/**
 * How customers move: journeys as columns, funnels, the stages as one state machine, retention, paths, patterns and
 * attribution. Takes plain columns or subjects and instants, gives back records; knows nothing of where they come from.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.funnel {
    requires transitive io.ckpi.core;
    requires org.apache.commons.statistics.distribution;
    requires static transitive org.jspecify;

    exports io.ckpi.funnel;
    exports io.ckpi.funnel.attribution;
    exports io.ckpi.funnel.profile;
}
