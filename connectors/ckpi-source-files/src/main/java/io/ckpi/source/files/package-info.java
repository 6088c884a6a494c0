/** Records from files. */
package io.ckpi.source.files;
