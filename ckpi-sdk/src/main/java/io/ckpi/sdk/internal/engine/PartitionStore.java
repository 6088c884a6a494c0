package io.ckpi.sdk.internal.engine;

import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes cut into partitions: appended in any order, taken out once. They stay in memory while the budget lasts; then the
 * store writes what it holds to one temporary file, which the system removes with the store, also after a crash.
 *
 * <p><b>Thread-safety.</b> may be used by many threads; whoever takes a partition must be the last to touch it.
 */
final class PartitionStore implements AutoCloseable {

    private static final int FIRST_CHUNK = 1024;
    private static final int GREATEST_CHUNK = 1 << 16;

    private final Partition[] partitions;
    private final MemoryBudget budget;
    private final @Nullable Path folder;
    private final Object spoolLock = new Object();
    private volatile @Nullable FileChannel file;
    private final AtomicLong memory = new AtomicLong();
    private long fileEnd;
    private boolean closed;

    /** A store whose temporary file, if it needs one, is made in {@code folder}, or in the system's own if null. */
    PartitionStore(int partitions, MemoryBudget budget, @Nullable Path folder) {
        this.partitions = new Partition[partitions];
        for (int i = 0; i < partitions; i++) {
            this.partitions[i] = new Partition();
        }
        this.budget = budget;
        this.folder = folder;
        budget.add(this);
    }

    private static final class Partition {
        private final List<Chunk> chunks = new ArrayList<>();
        private final List<Segment> segments = new ArrayList<>();
        private long size;
    }

    private static final class Chunk {
        private final byte[] data;
        private int used;

        Chunk(int size) {
            data = new byte[size];
        }
    }

    private record Segment(long position, int length) {}

    int size() {
        return partitions.length;
    }

    /** Appends bytes that belong together; they are read back without a gap and in the order of one thread's appending. */
    void append(int partition, byte[] data, int from, int length) {
        Partition target = partitions[partition];
        synchronized (target) {
            Chunk last = target.chunks.isEmpty() ? null : target.chunks.get(target.chunks.size() - 1);
            if (last == null || last.data.length - last.used < length) {
                int next = last == null ? FIRST_CHUNK : Math.min(last.data.length * 2, GREATEST_CHUNK);
                last = new Chunk(Math.max(next, length));
                target.chunks.add(last);
                grow(last.data.length);
            }
            System.arraycopy(data, from, last.data, last.used, length);
            last.used += length;
            target.size += length;
        }
        if (budget.isOver()) {
            budget.relieve();
        }
    }

    /** A copy of all bytes of a partition. */
    byte[] read(int partition) {
        Partition source = partitions[partition];
        synchronized (source) {
            if (source.size > Integer.MAX_VALUE - 16) {
                throw new CkpiException(
                        CkpiException.Kind.INTERNAL,
                        "CKPI-SDK-PARTITION",
                        null,
                        "a partition of " + source.size + " bytes is too large");
            }
            byte[] all = new byte[(int) source.size];
            int position = 0;
            for (Segment segment : source.segments) {
                read(segment, all, position);
                position += segment.length();
            }
            for (Chunk chunk : source.chunks) {
                System.arraycopy(chunk.data, 0, all, position, chunk.used);
                position += chunk.used;
            }
            return all;
        }
    }

    /** All bytes of a partition; the store forgets them. */
    byte[] take(int partition) {
        byte[] all = read(partition);
        forget(partitions[partition]);
        return all;
    }

    private void forget(Partition partition) {
        synchronized (partition) {
            for (Chunk chunk : partition.chunks) {
                grow(-chunk.data.length);
            }
            partition.segments.clear();
            partition.chunks.clear();
            partition.size = 0;
        }
    }

    /** Bytes in a partition. */
    long bytes(int partition) {
        Partition source = partitions[partition];
        synchronized (source) {
            return source.size;
        }
    }

    /** True if the store had to write to a file. */
    boolean isSpooled() {
        return file != null;
    }

    /** Bytes held in memory. */
    long memory() {
        return memory.get();
    }

    private void grow(long bytes) {
        memory.addAndGet(bytes);
        budget.take(bytes);
    }

    /** Writes everything held in memory to the file; called by the budget. */
    void spool() {
        synchronized (spoolLock) {
            if (closed) {
                return;
            }
            try {
                FileChannel channel = open();
                for (Partition partition : partitions) {
                    synchronized (partition) {
                        write(partition, channel);
                    }
                }
            } catch (IOException failed) {
                throw failure("cannot write", failed);
            }
        }
    }

    private void write(Partition partition, FileChannel channel) throws IOException {
        long freed = 0;
        long length = 0;
        ByteBuffer[] buffers = new ByteBuffer[partition.chunks.size()];
        for (int i = 0; i < buffers.length; i++) {
            Chunk chunk = partition.chunks.get(i);
            buffers[i] = ByteBuffer.wrap(chunk.data, 0, chunk.used);
            freed += chunk.data.length;
            length += chunk.used;
        }
        if (length == 0) {
            return;
        }
        channel.position(fileEnd);
        long written = 0;
        while (written < length) {
            written += channel.write(buffers);
        }
        if (length > Integer.MAX_VALUE) {
            throw new IOException("a segment of " + length + " bytes");
        }
        partition.segments.add(new Segment(fileEnd, (int) length));
        fileEnd += length;
        partition.chunks.clear();
        grow(-freed);
    }

    private FileChannel open() throws IOException {
        FileChannel channel = file;
        if (channel == null) {
            Path path = folder == null
                    ? Files.createTempFile("ckpi-", ".spool")
                    : Files.createTempFile(folder, "ckpi-", ".spool");
            try {
                channel = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (IOException failed) {
                Files.deleteIfExists(path);
                throw failed;
            }
            file = channel;
        }
        return channel;
    }

    private void read(Segment segment, byte[] target, int at) {
        FileChannel channel = file;
        if (channel == null) {
            throw new IllegalStateException("the store is closed");
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(target, at, segment.length());
            long position = segment.position();
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, position);
                if (count < 0) {
                    throw new IOException("the file ends early");
                }
                position += count;
            }
        } catch (IOException failed) {
            throw failure("cannot read", failed);
        }
    }

    private static CkpiException failure(String what, IOException cause) {
        return new CkpiException(
                CkpiException.Kind.UNAVAILABLE, "CKPI-SDK-SPOOL", null, what + " the temporary file", cause);
    }

    /** Forgets everything and removes the file. */
    @Override
    public void close() {
        budget.remove(this);
        synchronized (spoolLock) {
            closed = true;
            for (Partition partition : partitions) {
                forget(partition);
            }
            FileChannel channel = file;
            file = null;
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException failed) {
                    throw failure("cannot remove", failed);
                }
            }
        }
    }
}
