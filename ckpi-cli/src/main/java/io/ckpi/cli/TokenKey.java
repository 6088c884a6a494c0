package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key that turns personal ids into tokens: from {@code --token-key FILE}, else from {@code CKPI_TOKEN_KEY}, else from
 * the user's configuration folder, where it is created once, readable by the user alone.
 */
final class TokenKey {

    /** The environment variable that may hold the key. */
    static final String VARIABLE = "CKPI_TOKEN_KEY";

    private static final int BYTES = 32;

    private TokenKey() {}

    static byte[] find(@Nullable Path file, Map<String, String> environment, Path home, PrintWriter notices) {
        if (file != null) {
            return read(file);
        }
        String fromEnvironment = environment.get(VARIABLE);
        if (fromEnvironment != null) {
            return checked(fromEnvironment, VARIABLE);
        }
        String configHome = environment.get("XDG_CONFIG_HOME");
        Path folder = (configHome == null || configHome.isBlank() ? home.resolve(".config") : Path.of(configHome))
                .resolve("ckpi");
        Path stored = folder.resolve("token.key");
        return Files.exists(stored, LinkOption.NOFOLLOW_LINKS) ? read(stored) : create(folder, stored, notices);
    }

    private static byte[] create(Path folder, Path stored, PrintWriter notices) {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        String text = HexFormat.of().formatHex(key) + System.lineSeparator();
        try {
            Files.createDirectories(folder);
            boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
            if (posix) {
                Files.createFile(
                        stored, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(stored);
            }
            Files.writeString(stored, text, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-TOKEN-KEY",
                    null,
                    "the token key cannot be created in " + folder + "; give one with --token-key FILE or " + VARIABLE,
                    e);
        }
        notices.println("A new key for personal tokens was created in " + stored + ", readable by you alone.");
        return key;
    }

    private static byte[] read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-TOKEN-KEY",
                    null,
                    Files.isDirectory(file)
                            ? "the token key file " + file + " is a folder"
                            : "there is no token key file " + file);
        }
        try {
            return checked(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-TOKEN-KEY",
                    null,
                    "the token key file " + file + " cannot be read",
                    e);
        }
    }

    /** A key is text: at least 64 hexadecimal digits are decoded, any other text of at least 32 bytes is taken as it is. */
    private static byte[] checked(String text, String where) {
        String trimmed = text.strip();
        if (trimmed.length() >= 2 * BYTES && trimmed.length() % 2 == 0 && trimmed.matches("[0-9a-fA-F]+")) {
            return HexFormat.of().parseHex(trimmed);
        }
        byte[] bytes = trimmed.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < BYTES) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-TOKEN-KEY",
                    null,
                    "the token key in " + where + " is shorter than " + BYTES
                            + " bytes; 64 random hexadecimal digits make one, for instance those of 'openssl rand -hex 32'");
        }
        return bytes;
    }
}
