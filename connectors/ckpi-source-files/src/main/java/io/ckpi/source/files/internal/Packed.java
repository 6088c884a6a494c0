package io.ckpi.source.files.internal;

import io.ckpi.source.mapping.FileRoot;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Opens files; those whose name ends in {@code .gz} or {@code .zip} are unpacked while they are read, never to disk, and only as
 * far as the limits go: 100 times their size, 10 GB in all, 1,000 entries. Archives within archives are refused. What was packed is
 * checked by its checksum at the end.
 */
final class Packed {

    static final long MAX_UNPACKED = 10_000_000_000L;
    static final int MAX_RATIO = 100;
    static final int MAX_ENTRIES = 1000;

    private static final int FREE = 1 << 20;
    private static final List<String> REFUSED =
            List.of(".bz2", ".zst", ".xz", ".7z", ".rar", ".tar", ".tgz", ".lz4", ".z");

    private Packed() {}

    /** Why a file of that name cannot be read, or null if it can. */
    static @Nullable String faultOf(String name) {
        for (String ending : REFUSED) {
            if (hasEnding(name, ending)) {
                return "is packed as " + ending + ", which is not read: unpack it, or pack it as .gz or .zip";
            }
        }
        return null;
    }

    static boolean isZip(Path file) {
        return hasEnding(file.toString(), ".zip");
    }

    private static boolean hasEnding(String name, String ending) {
        return name.toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** The entries of an archive whose names match, in its order; folders are left out. */
    static List<String> entries(Path file, String pattern) throws IOException {
        try (ZipFile zip = open(file)) {
            if (zip.size() > MAX_ENTRIES) {
                throw new ZipException("has " + zip.size() + " entries, more than " + MAX_ENTRIES);
            }
            Set<String> names = new LinkedHashSet<>();
            long total = 0;
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
                String last = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (entry.isDirectory() || !FileRoot.matches(last, pattern)) {
                    continue;
                }
                if (isArchive(last)) {
                    throw new ZipException("holds another archive: " + shown(last));
                }
                total += Math.max(0, entry.getSize());
                if (!names.add(entry.getName())) {
                    throw new ZipException("holds two entries of the name " + shown(last));
                }
            }
            if (total > MAX_UNPACKED) {
                throw new ZipException("unpacks to more than " + MAX_UNPACKED + " bytes");
            }
            return List.copyOf(names);
        }
    }

    private static boolean isArchive(String name) {
        return hasEnding(name, ".zip") || hasEnding(name, ".gz") || hasEnding(name, ".jar") || faultOf(name) != null;
    }

    /** The name of an entry as it can be shown. */
    static String shown(String entry) {
        StringBuilder text = new StringBuilder();
        entry.codePoints().limit(200).forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return text.toString();
    }

    /** Names of entries that do not say their encoding are those of DOS, if the platform knows it; they are only shown. */
    private static ZipFile open(Path file) throws IOException {
        Charset names = Charset.isSupported("IBM866") ? Charset.forName("IBM866") : StandardCharsets.ISO_8859_1;
        return new ZipFile(file.toFile(), names);
    }

    /** Opens a file, or an entry of an archive. */
    static InputStream open(Path file, @Nullable String entry) throws IOException {
        if (entry != null) {
            return openEntry(file, entry);
        }
        InputStream in = Files.newInputStream(file);
        if (!hasEnding(file.toString(), ".gz")) {
            return in;
        }
        try {
            Counting packed = new Counting(in);
            return new Unpacking(new Parts(packed), packed);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream openEntry(Path file, String name) throws IOException {
        ZipFile zip = open(file);
        try {
            ZipEntry entry = zip.getEntry(name);
            InputStream in = entry == null ? null : zip.getInputStream(entry);
            if (entry == null || in == null) {
                throw new ZipException("has changed: an entry is gone");
            }
            // the archive's own word about the packed size is bounded by the file
            Counting packed = new Counting(InputStream.nullInputStream());
            packed.count = Math.min(Math.max(0, entry.getCompressedSize()), Files.size(file));
            CRC32 sum = new CRC32();
            return new Unpacking(new CheckedInputStream(in, sum), packed) {
                @Override
                void ended() throws IOException {
                    if (sum.getValue() != entry.getCrc()) {
                        throw new ZipException("is not what was packed: its checksum differs");
                    }
                }

                @Override
                public void close() throws IOException {
                    try {
                        super.close();
                    } finally {
                        zip.close();
                    }
                }
            };
        } catch (IOException | RuntimeException e) {
            zip.close();
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

    /** The parts of a GZIP file, one behind the other: as the library reads them, but it keeps silent on what follows them. */
    private static final class Parts extends GZIPInputStream {
        private static final int TRAILER = 8;

        private final Counting packed;
        /** How much of the file had been read when the buffer was filled. */
        private long filled;

        private boolean ended;

        Parts(Counting packed) throws IOException {
            super(packed, 1 << 16);
            this.packed = packed;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            filled = packed.count;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            if (n < 0 && !ended) {
                ended = true;
                checkEnd();
            }
            return n;
        }

        /** Behind the last part there may be zeros, as on tapes, but nothing else. */
        private void checkEnd() throws IOException {
            long end = filled - inf.getRemaining() + TRAILER;
            long seen = 0;
            int bits = 0;
            for (int i = len - inf.getRemaining() + TRAILER; i < len; i++, seen++) {
                bits |= buf[i];
            }
            for (int b = in.read(); b >= 0; b = in.read(), seen++) {
                bits |= b;
            }
            // the library may have looked at some bytes between those in vain
            if (bits != 0 || (seen == 0 && packed.count > end)) {
                throw new ZipException("something that cannot be unpacked follows the packed part");
            }
        }
    }

    /** Refuses to unpack more than the limits allow. */
    private static class Unpacking extends FilterInputStream {
        private final Counting packed;
        private long count;

        Unpacking(InputStream in, Counting packed) {
            super(in);
            this.packed = packed;
        }

        /** Called at the end of what is unpacked. */
        void ended() throws IOException {
            // nothing more to check
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
            if (n < 0) {
                ended();
            }
            if (count > MAX_UNPACKED || count > FREE + MAX_RATIO * packed.count) {
                throw new ZipException(
                        "unpacks to more than " + MAX_RATIO + " times its size or " + MAX_UNPACKED + " bytes");
            }
            return n;
        }
    }
}
