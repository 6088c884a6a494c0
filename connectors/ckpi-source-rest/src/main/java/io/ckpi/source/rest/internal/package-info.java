/** HTTP, lists and the services' own ways; not part of the API. */
package io.ckpi.source.rest.internal;
