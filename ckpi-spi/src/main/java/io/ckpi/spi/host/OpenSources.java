package io.ckpi.spi.host;

import io.ckpi.core.DataIssue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sources that are open, and what became of their rows. Close it when done: every reader and every source is closed exactly
 * once, in the reverse order of opening, also after an error.
 *
 * <p><b>Thread-safety.</b> the sources may be read by many threads, each reader by one; {@link #close} is called when no
 * reader is in use any more.
 */
public final class OpenSources implements AutoCloseable {

    private final List<OpenSource> sources;
    private final RejectLog rejects;

    OpenSources(List<OpenSource> sources, RejectLog rejects) {
        this.sources = List.copyOf(sources);
        this.rejects = rejects;
    }

    /** All sources, in the order of opening. */
    public List<OpenSource> all() {
        return sources;
    }

    /** The source of that name. @throws IllegalArgumentException if there is none */
    public OpenSource source(String name) {
        return sources.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no source is named " + name));
    }

    /** The counts of rejected rows. */
    public RejectLog rejects() {
        return rejects;
    }

    /** What a report should say about the data: rejects, and flags of the records delivered. */
    public List<DataIssue> issues() {
        List<DataIssue> issues = new ArrayList<>(rejects.issues());
        sources.forEach(source -> issues.addAll(source.flagIssues()));
        issues.sort(Comparator.comparing(DataIssue::severity).reversed());
        return List.copyOf(issues);
    }

    /**
     * Closes everything; a second call does nothing.
     *
     * @throws io.ckpi.core.CkpiException if closing fails, after everything has been closed
     */
    @Override
    public void close() {
        closeAll(sources);
    }

    static void closeAll(List<OpenSource> sources) {
        Closing closing = new Closing();
        for (int i = sources.size() - 1; i >= 0; i--) {
            closing.close(sources.get(i)::close);
        }
        closing.finish();
    }
}
