/**
 * The settled records of one subject after another, for analyses of one's own: {@link io.ckpi.sdk.history.SubjectHistory} is
 * what {@link io.ckpi.sdk.history.HistoryFold} is fed with.
 */
package io.ckpi.sdk.history;
