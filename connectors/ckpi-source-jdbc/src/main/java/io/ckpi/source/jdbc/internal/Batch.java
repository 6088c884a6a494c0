package io.ckpi.source.jdbc.internal;

import java.util.List;

/**
 * Some rows of a query, one after another. Immutable.
 *
 * @param again true if they are read again as they may have become visible late
 * @param lines the rows
 * @param end true if no others follow
 */
record Batch(boolean again, List<Line> lines, boolean end) {}
