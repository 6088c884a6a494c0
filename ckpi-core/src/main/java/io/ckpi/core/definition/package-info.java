/** Definitions as data: strict YAML documents, their canonical form and hash. */
package io.ckpi.core.definition;
