/**
 * Sources that read web services: Bitrix24, Yandex Metrica and HubSpot, turned into records by mapping documents. Tested
 * against the documented shapes, not against a live account.
 *
 * @provides io.ckpi.spi.SourceProvider the plugins {@code bitrix24}, {@code yandex-metrica} and {@code hubspot}
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.source.rest {
    requires static transitive org.jspecify;
    requires transitive io.ckpi.spi;
    requires io.ckpi.source.mapping;
    requires java.logging;
    requires java.net.http;

    exports io.ckpi.source.rest;

    provides io.ckpi.spi.SourceProvider with
            io.ckpi.source.rest.Bitrix24Provider,
            io.ckpi.source.rest.YandexMetricaProvider,
            io.ckpi.source.rest.HubSpotProvider;
}
