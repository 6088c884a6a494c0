/**
 * What a person reads: the board page, the JSON record it is drawn from, CSV files and the terminal summary. Start with
 * {@link io.ckpi.report.Board}.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.report {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.sdk;
    requires com.fasterxml.jackson.core;

    exports io.ckpi.report;
}
