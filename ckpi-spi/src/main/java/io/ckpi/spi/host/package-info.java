/**
 * The host's side of the contract of a data source: {@link io.ckpi.spi.host.Sources} finds plugins and opens configured
 * sources, {@link io.ckpi.spi.host.HmacTokenizer} makes tokens, {@link io.ckpi.spi.host.RejectLog} counts rejects,
 * {@link io.ckpi.spi.host.Revisions} settles which revision of a record counts, {@link io.ckpi.spi.host.RecordDigest} and
 * {@link io.ckpi.spi.host.IdentityGraph} tell what was read and who is who.
 */
package io.ckpi.spi.host;
