/** How files become records; not exported. */
package io.ckpi.source.files.internal;
