/** The JSON tree of a record: strict reading, pointers. */
package io.ckpi.report.internal.tree;
