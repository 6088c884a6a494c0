package io.ckpi.source.mapping;

import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder below which all files of a source lie. A name that leaves it, also by a link, is refused.
 *
 * <p>Immutable.
 */
public final class FileRoot {

    private final Path real;
    private final String source;
    private final String code;

    private FileRoot(Path real, String source, String code) {
        this.real = real;
        this.source = source;
        this.code = code;
    }

    /**
     * The folder that the option {@code dir} names.
     *
     * @param source the configured name of the source, for errors
     * @param code what error codes begin with, such as {@code CKPI-FILES}
     * @throws CkpiException with kind CONFIG if it is no folder that can be read
     */
    public static FileRoot of(Path folder, String source, String code) {
        try {
            Path real = folder.toRealPath();
            if (!Files.isDirectory(real)) {
                throw new CkpiException(
                        CkpiException.Kind.CONFIG, code + "-DIR", source, "option dir is not a folder: " + folder);
            }
            return new FileRoot(real, source, code);
        } catch (IOException | SecurityException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    code + "-DIR",
                    source,
                    "option dir names a folder that does not exist or cannot be read: " + folder,
                    e);
        }
    }

    /** Why a name cannot be that of a file below the root, or null if it can. */
    public static @Nullable String faultOf(String name) {
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
    public List<Path> find(String name) {
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
                    CkpiException.Kind.CONFIG, code + "-PATH", source, name + ": cannot be looked for", e);
        }
        if (files.isEmpty()) {
            throw config("PATH", name, "matches no file in " + real);
        }
        return files;
    }

    /** Whether a name matches a pattern of {@code *} and {@code ?}; without backtracking over more than the last star. */
    public static boolean matches(String name, String pattern) {
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
            throw new CkpiException(CkpiException.Kind.CONFIG, code + "-PATH", source, name + ": cannot be read", e);
        }
    }

    private CkpiException config(String what, String name, String sentence) {
        return new CkpiException(CkpiException.Kind.CONFIG, code + "-" + what, source, name + ": " + sentence);
    }

    /** Its real path. */
    public Path path() {
        return real;
    }

    /** The name of a file below the root, with slashes. */
    public String nameOf(Path file) {
        return real.relativize(file).toString().replace('\\', '/');
    }
}
