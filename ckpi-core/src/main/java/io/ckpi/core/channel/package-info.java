/** From the marketing tags of a contact to its channel. */
package io.ckpi.core.channel;
