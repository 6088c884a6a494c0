package io.ckpi.core.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Reads definition documents: YAML 1.2, and JSON as a part of it, strictly.
 *
 * <p>Faults are all reported together in one {@link DefinitionException}, each with its path and line: unknown and
 * repeated keys, aliases, anchors, tags, keys that are not texts, empty values, more than one document, depth over
 * {@value #MAX_DEPTH}, size over {@value #MAX_BYTES} bytes, text that is not UTF-8 or not YAML, and everything that the
 * reader asks for and does not find as it should be.
 *
 * <p>A reader takes values from a {@link Node}; a value that is missing or wrong is noted and replaced by a neutral one,
 * so that reading goes on and finds the other faults. An {@link IllegalArgumentException} of the reader becomes a fault of
 * the node it was reading. A key that the reader never asks for is unknown.
 *
 * <p><b>Thread-safety.</b> the methods are; a {@link Node} belongs to the thread that reads it.
 */
public final class Definitions {

    /** Greatest nesting of lists and maps. */
    public static final int MAX_DEPTH = 32;
    /** Greatest size in bytes of UTF-8. */
    public static final int MAX_BYTES = 1 << 20;

    private Definitions() {}

    /**
     * Reads a document.
     *
     * @param documentName its name in messages, usually the file name
     * @param text its text
     * @param reader makes the value from the root node; not null
     * @throws DefinitionException if anything is wrong with the document
     */
    public static <T> T read(String documentName, String text, Function<Node, T> reader) {
        Objects.requireNonNull(documentName, "documentName");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(reader, "reader");
        if (text.length() > MAX_BYTES || utf8Length(text) > MAX_BYTES) {
            throw tooLarge(documentName);
        }
        return new Document(documentName).read(text, reader);
    }

    /**
     * Reads a document from UTF-8 bytes; does not close the stream.
     *
     * @throws DefinitionException if anything is wrong with the document
     * @throws UncheckedIOException if the stream cannot be read
     */
    public static <T> T read(String documentName, InputStream in, Function<Node, T> reader) {
        Objects.requireNonNull(documentName, "documentName");
        Objects.requireNonNull(in, "in");
        byte[] bytes;
        try {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(documentName);
        }
        return read(documentName, decode(documentName, bytes), reader);
    }

    /**
     * Reads a document from a UTF-8 file; its name in messages is the file name.
     *
     * @throws DefinitionException if the file cannot be read, or anything is wrong with the document
     */
    public static <T> T read(Path file, Function<Node, T> reader) {
        Path name = file.getFileName();
        String documentName = name == null ? file.toString() : name.toString();
        try (InputStream in = Files.newInputStream(file)) {
            return read(documentName, in, reader);
        } catch (IOException | UncheckedIOException e) {
            String sentence = Files.isDirectory(file)
                    ? "is a directory, not a file"
                    : Files.exists(file) ? "cannot be read" : "does not exist: " + file;
            throw new DefinitionException(List.of(new DefinitionError(documentName, "", 1, sentence)), e);
        }
    }

    private static DefinitionException tooLarge(String documentName) {
        return fault(documentName, 1, "is larger than " + MAX_BYTES + " bytes");
    }

    private static DefinitionException fault(String documentName, int line, String sentence) {
        return new DefinitionException(List.of(new DefinitionError(documentName, "", line, sentence)));
    }

    private static String decode(String documentName, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                if (bytes[i] == '\n') {
                    line++;
                }
            }
            throw fault(documentName, line, "is not UTF-8 at byte " + (in.position() + 1));
        }
        decoder.flush(out);
        return out.flip().toString();
    }

    private static long utf8Length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // a surrogate pair has four bytes: two for each half
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
