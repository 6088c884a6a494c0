package io.ckpi.source.files.internal;

/**
 * How large the parts of a file may be.
 *
 * @param fieldChars characters of a field
 * @param lineBytes bytes of a line, or of a row that spans several lines
 * @param columns columns
 * @param jsonDepth nesting of JSON
 */
public record Limits(int fieldChars, int lineBytes, int columns, int jsonDepth) {

    /** 1 MiB a field, 4 MiB a line, 4,096 columns, 64 levels. */
    public static final Limits DEFAULT = new Limits(1 << 20, 4 << 20, 4096, 64);
}
