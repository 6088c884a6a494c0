/** Looks at a file of one's own and proposes a mapping for it; nothing is guessed in silence. */
package io.ckpi.source.files.inspect;
