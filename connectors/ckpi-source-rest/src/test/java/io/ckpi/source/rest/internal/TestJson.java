package io.ckpi.source.rest.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Lets the stubs read what is posted to them, and write their answers. */
public final class TestJson {

    private TestJson() {}

    /** Texts, lists and maps. */
    public static @Nullable Object read(byte[] bytes) {
        try {
            return Json.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON. */
    public static byte[] write(Object value) {
        return Json.write(value);
    }

    /** The value at these members. */
    public static @Nullable Object at(@Nullable Object root, String... members) {
        return Json.at(root, members);
    }
}
