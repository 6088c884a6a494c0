/** The records that a data source delivers. */
package io.ckpi.core.record;
