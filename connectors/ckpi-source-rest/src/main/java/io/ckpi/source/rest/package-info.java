/** Plugins that read web services; tested against the documented shapes, not against a live account. */
package io.ckpi.source.rest;
