/**
 * Turns rows of text into records by a mapping document: the common part of connectors of files, databases and web services.
 * A vendor whose data come as rows can build a connector on it.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.source.mapping {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.spi;
    requires transitive com.fasterxml.jackson.core;

    exports io.ckpi.source.mapping;
}
