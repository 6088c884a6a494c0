/** The facade: sources in, one immutable report out. Start with {@code io.ckpi.sdk.Ckpi}. */
package io.ckpi.sdk;
