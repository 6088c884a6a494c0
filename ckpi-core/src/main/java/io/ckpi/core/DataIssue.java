package io.ckpi.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something about the data that a reader of the result should know: counted and reported, never silently dropped.
 *
 * @param code stable code such as {@code REJECTS} or {@code CONTAMINATED}
 * @param severity how bad it is
 * @param source the configured source, or null if it concerns none in particular
 * @param location where the first case was found (file and line, key), or null
 * @param count how many cases, 1 or more
 * @param sentence what it is, in both languages, without customer data
 */
public record DataIssue(
        String code,
        Severity severity,
        @Nullable String source,
        @Nullable String location,
        long count,
        Names sentence) {

    /** How bad an issue is. */
    public enum Severity {
        /** Worth knowing. */
        INFO,
        /** A number may be off. */
        WARNING,
        /** Something is missing from the result. */
        ERROR
    }

    /** Checks code, count and sentence. */
    public DataIssue {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(sentence, "sentence");
        if (count < 1) {
            throw new IllegalArgumentException("count is below 1: " + count);
        }
    }
}
