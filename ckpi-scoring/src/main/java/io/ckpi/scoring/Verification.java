package io.ckpi.scoring;

import io.ckpi.core.Names;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What came out when a stored result was computed again, see {@link StoredResult#verify}.
 *
 * @param recomputed the result made from the stored definition, readings and seed by this library
 * @param differences everything that does not agree, in the order of the stored result
 * @param sameGenerator whether this library draws as the one that made the result; if not, quantiles were compared within
 *     four Monte-Carlo errors
 */
public record Verification(CompositeResult recomputed, List<Difference> differences, boolean sameGenerator) {

    /** What kind of thing differs. */
    public enum Kind {
        /** The whole: the document is not the one that was written. */
        DIGEST("документ изменён после записи", "the document was changed after it was written"),
        /** The definition is not the one that made the result. */
        DEFINITION("определение изменено", "the definition was changed"),
        /** The readings are not those that the result was made from. */
        DATA("показания изменены", "the readings were changed"),
        /** A number that follows from definition and readings. */
        VALUE("пересчёт даёт другое значение", "recomputing gives another value"),
        /** A number that follows from the draws. */
        DRAWS("розыгрыши дают другое значение", "the draws give another value");

        private final Names sentence;

        Kind(String ru, String en) {
            this.sentence = new Names(ru, en);
        }

        /** The kind in words. */
        public Names sentence() {
            return sentence;
        }
    }

    /**
     * Something that does not agree.
     *
     * @param kind what kind of thing it is
     * @param path where it stands in the stored result, such as {@code values.factors.lead.acceptance.score}
     * @param stored what is stored, or "nothing"
     * @param recomputed what came out, or "nothing"
     */
    public record Difference(Kind kind, String path, String stored, String recomputed) {
        /** Checks that nothing is missing. */
        public Difference {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(stored, "stored");
            Objects.requireNonNull(recomputed, "recomputed");
        }

        /** The difference in one line. */
        public String sentence(Locale locale) {
            boolean ru = "ru".equals(locale.getLanguage());
            return path + ": " + kind.sentence().in(locale) + (ru ? "; записано " : "; stored ") + stored
                    + (ru ? ", получено " : ", recomputed ") + recomputed;
        }
    }

    /** Copies the list. */
    public Verification {
        Objects.requireNonNull(recomputed, "recomputed");
        differences = List.copyOf(differences);
    }

    /** True if nothing differs. */
    public boolean agrees() {
        return differences.isEmpty();
    }

    /** The same with more differences in front. */
    public Verification with(List<Difference> more) {
        List<Difference> all = new java.util.ArrayList<>(more);
        all.addAll(differences);
        return new Verification(recomputed, all, sameGenerator);
    }
}
