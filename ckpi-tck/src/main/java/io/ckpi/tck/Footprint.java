package io.ckpi.tck;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The threads and open files of the virtual machine at one moment, to find what a plugin leaves behind. */
final class Footprint {

    /** Linux lists open files and connections here; elsewhere only threads are counted. */
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** An HTTP client's thread looks only every three seconds whether it is still needed. */
    private static final int PATIENCE_MILLIS = 8_000;

    private static final String PATIENCE = "ckpi.tck.patience.millis";
    private static final int PAUSE_MILLIS = 50;
    private static final int COLLECT_EVERY = 10;

    private final Set<Thread> threads;
    private final long files;

    private Footprint(Set<Thread> threads, long files) {
        this.threads = threads;
        this.files = files;
    }

    static Footprint now() {
        return new Footprint(Thread.getAllStackTraces().keySet(), descriptors());
    }

    private static long descriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        long count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path ignored : all) {
                count++;
            }
        } catch (IOException e) {
            return 0;
        }
        return count;
    }

    /** Threads of the virtual machine itself come and go. */
    private Set<String> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threads.contains(thread))
                .filter(thread -> thread.isAlive() && !thread.getName().startsWith("process reaper"))
                .filter(thread -> thread.getThreadGroup() == null
                        || !thread.getThreadGroup().getName().equals("InnocuousThreadGroup"))
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    /**
     * Fails if there are new threads, or as many more open files as there were rounds. What ends by itself, or with the next
     * garbage collection, is given some seconds.
     */
    void check(String when, int rounds) {
        await(() -> {
            Set<String> started = newThreads();
            if (!started.isEmpty()) {
                return Optional.of(when + " there are threads left: " + started);
            }
            long opened = descriptors() - files;
            return opened < rounds
                    ? Optional.empty()
                    : Optional.of(when + " " + opened + " more files or connections are open");
        });
    }

    /** Fails with the sentence of what is wrong if that does not end within some seconds and with the next collections. */
    static void await(Supplier<Optional<String>> wrong) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Integer.getInteger(PATIENCE, PATIENCE_MILLIS));
        for (int pause = 1; ; pause++) {
            Optional<String> sentence = wrong.get();
            if (sentence.isEmpty()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(sentence.get());
            }
            if (pause % COLLECT_EVERY == 0) {
                System.gc(); // an HTTP client's thread ends with its client
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
