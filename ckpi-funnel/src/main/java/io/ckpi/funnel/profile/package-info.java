/**
 * How other engines count a funnel, for comparisons and migrations: ClickHouse 26.7, Apache Pinot and PostHog, reproduced
 * with their peculiarities. CKPI's own answer is {@link io.ckpi.funnel.Funnel}.
 */
package io.ckpi.funnel.profile;
