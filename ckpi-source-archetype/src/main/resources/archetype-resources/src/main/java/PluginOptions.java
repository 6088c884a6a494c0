package ${package};

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceOption.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;

/**
 * The options of one source. The host has checked their kinds already.
 *
 * @param source name of the source instance, which all records carry
 * @param file the file to read
 * @param currency the currency of its amounts
 */
record PluginOptions(String source, Path file, Currency currency) {

    static final List<SourceOption> DECLARED = List.of(
            SourceOption.required("file", Kind.PATH, new Names("файл с заказами", "the file of orders")),
            SourceOption.optional("currency", Kind.CURRENCY, "EUR", new Names("валюта сумм", "currency of the amounts")));

    static PluginOptions of(SourceConfig config) {
        Path file = config.path("file").orElseThrow(); // required, so it is there
        if (!Files.isReadable(file)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "PLUGIN-NO-FILE",
                    config.source(),
                    "option file: cannot read " + file);
        }
        return new PluginOptions(config.source(), file, config.currency("currency").orElseThrow());
    }
}
