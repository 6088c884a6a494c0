package io.ckpi.core.definition;

import java.util.Objects;

/**
 * One fault of a definition document.
 *
 * @param document name of the document, usually its file name
 * @param path where in the document, such as {@code groups[2].weight} (positions count from 0); empty for the document
 *     as a whole
 * @param line line of the document, from 1
 * @param sentence what is wrong there
 */
public record DefinitionError(String document, String path, int line, String sentence) {

    /** Checks the parts. */
    public DefinitionError {
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sentence, "sentence");
        if (line < 1) {
            throw new IllegalArgumentException("line is below 1: " + line);
        }
    }

    /** {@code document:line: path: sentence}, without the path where there is none. */
    @Override
    public String toString() {
        return document + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + sentence;
    }
}
