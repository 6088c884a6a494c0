/**
 * What a host embeds: sources in, a report out. Start with {@link io.ckpi.sdk.Ckpi}.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.sdk {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.core;
    requires transitive io.ckpi.spi;
    requires transitive io.ckpi.scoring;
    requires transitive io.ckpi.funnel;
    requires transitive io.ckpi.value;
    requires transitive io.ckpi.experiments;
    requires org.apache.commons.statistics.distribution;
    requires org.slf4j;

    exports io.ckpi.sdk;
    exports io.ckpi.sdk.definition;
    exports io.ckpi.sdk.history;
}
