/** The arithmetic behind the funnel module; not exported. */
package io.ckpi.funnel.internal;
