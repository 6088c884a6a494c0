package io.ckpi.spi;

import java.util.Optional;

/**
 * Computes moments where the data lives, so that an experiment of millions of customers is read as one row per arm. A
 * {@link RecordSource} with the capability {@link Capability#MOMENTS} implements it.
 */
public interface MomentsSource {

    /**
     * The moments of a table's rows by group, equal to those of local accumulation to 10^-9 relative. From centred sums, never
     * from sums of squares.
     *
     * @return empty if this request cannot be computed there, for instance because it asks for third moments; never a part of it
     * @throws io.ckpi.core.CkpiException kind CONFIG if there is no such table or column; kind DATA if a value is missing that
     *     must not be
     */
    Optional<MomentsTable> moments(MomentsRequest request);
}
