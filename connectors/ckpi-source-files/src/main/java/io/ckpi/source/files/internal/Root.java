package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The folder below which all files lie. A name that leaves it, also by a link, is refused.
 *
 * <p>Immutable.
 */
final class Root {

    private static final long MAX_UNPACKED = 10_000_000_000L;
    private static final int MAX_RATIO = 100;
    private static final int FREE = 1 << 20;

    private final Path real;
    private final String source;

    private Root(Path real, String source) {
        this.real = real;
        this.source = source;
    }

    /** @throws CkpiException with kind CONFIG if it is no folder that can be read */
    static Root of(Path folder, String source) {
        try {
            Path real = folder.toRealPath();
            if (!Files.isDirectory(real)) {
                throw new CkpiException(
                        CkpiException.Kind.CONFIG, "CKPI-FILES-DIR", source, "option dir is not a folder: " + folder);
            }
            return new Root(real, source);
        } catch (IOException | SecurityException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-FILES-DIR",
                    source,
                    "option dir names a folder that does not exist or cannot be read: " + folder,
                    e);
        }
    }

    /** Why a name cannot be that of a file below the root, or null if it can. */
    static @Nullable String faultOf(String name) {
        if (name.isBlank() || name.indexOf('\0') >= 0) {
            return "is not the name of a file";
        }
        if (name.startsWith("/") || name.startsWith("\\") || name.matches("[A-Za-z]:.*")) {
            return "is not below the folder of the source: it is absolute";
        }
        String[] steps = name.split("[/\\\\]", -1);
        for (int i = 0; i < steps.length; i++) {
            if (steps[i].equals("..")) {
                return "is not below the folder of the source: it holds ..";
            }
            if (i < steps.length - 1 && (steps[i].indexOf('*') >= 0 || steps[i].indexOf('?') >= 0)) {
                return "holds * or ? in the name of a folder; only the name of the file may";
            }
        }
        return null;
    }

    /**
     * The files of a mapping in the order of their names: one, or all that match {@code *} and {@code ?}.
     *
     * @throws CkpiException with kind CONFIG if there is none, or one is no file below the root
     */
    List<Path> find(String name) {
        String fault = faultOf(name);
        if (fault != null) {
            throw config("PATH", name, fault);
        }
        List<Path> files = new ArrayList<>();
        try {
            Path path = Path.of(name);
            String last = String.valueOf(path.getFileName());
            if (last.indexOf('*') < 0 && last.indexOf('?') < 0) {
                files.add(checked(name, real.resolve(path)));
                return files;
            }
            Path parent = path.getParent();
            Path folder = parent == null ? real : checkedFolder(name, real.resolve(parent));
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(folder, entry -> matches(String.valueOf(entry.getFileName()), last))) {
                for (Path entry : entries) {
                    files.add(entry);
                }
            }
            files.sort((a, b) -> a.toString().compareTo(b.toString()));
            files.replaceAll(file -> checked(String.valueOf(file.getFileName()), file));
        } catch (InvalidPathException e) {
            throw config("PATH", name, "is not the name of a file");
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-FILES-PATH", source, name + ": cannot be looked for", e);
        }
        if (files.isEmpty()) {
            throw config("PATH", name, "matches no file in " + real);
        }
        return files;
    }

    /** Matches without backtracking over more than the last star. */
    static boolean matches(String name, String pattern) {
        int n = 0;
        int p = 0;
        int star = -1;
        int after = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                after = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++after;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private Path checkedFolder(String name, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw config("PATH", name, "lies in a folder that does not exist");
        }
        Path found = folder.toRealPath();
        if (!found.startsWith(real)) {
            throw config("PATH", name, "leaves the folder of the source by a link");
        }
        return found;
    }

    private Path checked(String name, Path file) {
        try {
            if (!Files.exists(file)) {
                throw config("PATH", name, "does not exist in " + real);
            }
            Path found = file.toRealPath();
            if (!found.startsWith(real)) {
                throw config("PATH", name, "leaves the folder of the source by a link");
            }
            if (Files.isDirectory(found)) {
                throw config("PATH", name, "is a folder, not a file");
            }
            if (!Files.isRegularFile(found)) {
                throw config("PATH", name, "is not an ordinary file");
            }
            if (!Files.isReadable(found)) {
                throw config("PATH", name, "cannot be read: no permission");
            }
            return found;
        } catch (IOException e) {
            throw new CkpiException(CkpiException.Kind.CONFIG, "CKPI-FILES-PATH", source, name + ": cannot be read", e);
        }
    }

    private CkpiException config(String code, String name, String sentence) {
        return new CkpiException(CkpiException.Kind.CONFIG, "CKPI-FILES-" + code, source, name + ": " + sentence);
    }

    /** The name of a file below the root, with slashes. */
    String nameOf(Path file) {
        return real.relativize(file).toString().replace('\\', '/');
    }

    /** Opens a file; one whose name ends in {@code .gz} is unpacked while it is read. */
    InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return in;
        }
        try {
            Counting packed = new Counting(in);
            return new Unpacking(new GZIPInputStream(packed, 1 << 16), packed);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Counts the bytes that are read. */
    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            count += Math.max(0, n);
            return n;
        }
    }

    /** Refuses to unpack more than the limits allow: 100 : 1 and 10 GB. */
    private static final class Unpacking extends FilterInputStream {
        private final Counting packed;
        private long count;

        Unpacking(InputStream in, Counting packed) {
            super(in);
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            count += Math.max(0, n);
            if (count > MAX_UNPACKED || count > FREE + MAX_RATIO * packed.count) {
                throw new ZipException(
                        "unpacks to more than " + MAX_RATIO + " times its size or " + MAX_UNPACKED + " bytes");
            }
            return n;
        }
    }
}
