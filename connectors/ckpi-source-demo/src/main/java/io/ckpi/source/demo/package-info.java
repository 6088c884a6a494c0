/**
 * A demo company: a seeded generator of two years of records of all kinds, whose true rates, effects and values are
 * known, so that what is measured can be compared with what is true.
 *
 * <p>{@link io.ckpi.source.demo.DemoProvider} is the data source, {@link io.ckpi.source.demo.DemoTruth} knows the truth,
 * {@link io.ckpi.source.demo.DemoFiles} writes the same records as files.
 */
package io.ckpi.source.demo;
