/** What the tests of our own modules share: the rules of docs/architecture.md, and the reader of conformance cases. */
@NullMarked
package io.ckpi.testing;

import org.jspecify.annotations.NullMarked;
