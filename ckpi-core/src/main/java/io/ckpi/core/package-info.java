/** What a number is, and the vocabulary of CKPI. */
package io.ckpi.core;
