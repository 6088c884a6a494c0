package io.ckpi.source.files.inspect;

import io.ckpi.core.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mapping document that files may be read by. What the files do not decide stands in it as {@code ???}, with which the plugin
 * refuses it: the order of day and month where both are possible, the zone, the currency, what a state means, which of several
 * times is meant. Immutable.
 *
 * @param yaml the document, with comments that say how sure each line is
 * @param questions what is to be answered, in the order of the document
 * @param unrecognised names of files whose columns tell of no record; the document asks which it is
 */
public record Proposal(String yaml, List<Names> questions, List<String> unrecognised) {

    /** Copies the lists. */
    public Proposal {
        questions = List.copyOf(questions);
        unrecognised = List.copyOf(unrecognised);
    }

    /**
     * A mapping for files.
     *
     * @param files what was seen in them
     * @param record the record that their rows are, such as {@code Order}; null to recognise it by the names of the columns
     * @param locale the language of the comments: Russian for {@code ru}, else English
     * @throws IllegalArgumentException if {@code files} is empty, or {@code record} is not one of {@link #records}
     */
    public static Proposal of(List<Inspection> files, @Nullable String record, Locale locale) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files is empty");
        }
        if (record != null && !records().contains(record)) {
            throw new IllegalArgumentException("record is not one of " + String.join(", ", records()) + ": " + record);
        }
        return new ProposalWriter(files, record, locale).write();
    }

    /** The records that can be proposed. */
    public static List<String> records() {
        return new ArrayList<>(Vocabulary.STANDARD.records().keySet());
    }
}
