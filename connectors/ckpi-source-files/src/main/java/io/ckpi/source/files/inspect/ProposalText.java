package io.ckpi.source.files.inspect;

import io.ckpi.core.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text of a {@link Proposal} while it is written: lines with comments, and the questions. Mutable, for one thread. */
final class ProposalText {

    final StringBuilder yaml = new StringBuilder();
    final List<Names> questions = new ArrayList<>();
    private final Locale locale;
    /** The file that questions are about, if there are several. */
    private String asking = "";

    ProposalText(Locale locale) {
        this.locale = locale;
    }

    /** From now on questions are about that file. */
    void askOf(String file) {
        asking = file + ", ";
    }

    /** A sentence in the language of the comments. */
    String inLanguage(Names sentence) {
        return sentence.in(locale);
    }

    void line(String line, @Nullable String comment) {
        yaml.append(line).append(comment == null ? "" : "  # " + comment).append('\n');
    }

    /** Notes a question and gives the comment that points to it. */
    String ask(String ru, String en) {
        questions.add(new Names(asking + ru, asking + en));
        return text("вопрос ", "question ") + questions.size();
    }

    String text(String ru, String en) {
        return inLanguage(new Names(ru, en));
    }

    String share(long part, long whole, String ru, String en) {
        return percent(part, whole) + " % " + text(ru, en) + " (" + part + text(" из ", " of ") + whole + ")";
    }

    /** Whole per cent, rounded down, so that only all are 100. */
    static long percent(long part, long whole) {
        return whole == 0 ? 0 : part * 100 / whole;
    }
}
