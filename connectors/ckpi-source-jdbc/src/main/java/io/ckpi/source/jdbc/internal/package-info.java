/** How the plugin works; not exported. */
package io.ckpi.source.jdbc.internal;
