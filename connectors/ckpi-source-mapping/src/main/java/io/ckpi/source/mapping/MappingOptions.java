package io.ckpi.source.mapping;

import io.ckpi.core.Names;
import io.ckpi.spi.SourceOption;

/** The options that connectors with a mapping share: what holds where the mapping says nothing, see {@link RowSettings#with}. */
public final class MappingOptions {

    /** The zone of times without one. */
    public static final SourceOption ZONE = SourceOption.optional(
            "zone",
            SourceOption.Kind.ZONE,
            null,
            new Names(
                    "Часовой пояс времён без пояса, если его не называет описание.",
                    "The zone of times without one, where the mapping states none."));

    /** The currency of amounts without one. */
    public static final SourceOption CURRENCY = SourceOption.optional(
            "currency",
            SourceOption.Kind.CURRENCY,
            null,
            new Names(
                    "Валюта сумм без валюты, если её не называет описание.",
                    "The currency of amounts without one, where the mapping states none."));

    private MappingOptions() {}
}
