/** Turns rows of text into records by a mapping document: the common part of connectors of files, databases and web services. */
package io.ckpi.source.mapping;
