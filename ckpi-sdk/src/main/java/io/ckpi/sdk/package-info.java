/** The facade: sources in, one immutable report out. Start with {@link io.ckpi.sdk.Ckpi}. */
package io.ckpi.sdk;
