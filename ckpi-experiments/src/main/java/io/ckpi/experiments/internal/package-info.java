/** The arithmetic of the module on plain numbers; knows nothing of its types. */
package io.ckpi.experiments.internal;
