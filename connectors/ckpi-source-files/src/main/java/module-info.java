/**
 * A source that reads files: comma- or tab-separated text, ClickHouse TSV and JSON lines, turned into records by a mapping
 * document.
 *
 * @provides io.ckpi.spi.SourceProvider the plugin {@code files}
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.source.files {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.spi;
    requires io.ckpi.source.mapping;

    exports io.ckpi.source.files;
    exports io.ckpi.source.files.inspect;

    provides io.ckpi.spi.SourceProvider with
            io.ckpi.source.files.FilesProvider;
}
