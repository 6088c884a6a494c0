/** Small programs that use CKPI as a host would. */
package io.ckpi.examples;
