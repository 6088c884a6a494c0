/**
 * Definitions as data: {@link io.ckpi.core.definition.Definitions} reads YAML documents strictly and reports all their
 * faults together, {@link io.ckpi.core.definition.Canonical} gives values their one canonical form and its hash.
 */
package io.ckpi.core.definition;
