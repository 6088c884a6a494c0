/** The compatibility kit for source plugins: {@link io.ckpi.tck.SourceTck} and what it loads into a vendor's system. */
package io.ckpi.tck;
