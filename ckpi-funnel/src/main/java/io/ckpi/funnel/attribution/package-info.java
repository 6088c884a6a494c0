/** Which channel brought the conversions: rules over touches, Markov chains, Shapley values, and the channel economics on top. */
package io.ckpi.funnel.attribution;
