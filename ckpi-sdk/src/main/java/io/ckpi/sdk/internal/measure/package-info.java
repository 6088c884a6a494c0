/** The measures: how each indicator is computed from the histories of subjects. */
package io.ckpi.sdk.internal.measure;
