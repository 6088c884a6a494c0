/** The arithmetic on flat arrays behind the public types; not part of the API. */
package io.ckpi.scoring.internal;
