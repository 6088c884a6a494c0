package io.ckpi.cli;

import io.ckpi.value.Cadence;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The unit of time of a model. */
final class CadenceOption {

    /** Units of time. */
    enum Word {
        DAYS(Cadence.DAYS),
        WEEKS(Cadence.WEEKS),
        MONTHS(Cadence.MONTHS);

        private final Cadence cadence;

        Word(Cadence cadence) {
            this.cadence = cadence;
        }
    }

    @Option(
            names = "--cadence",
            description = "unit of time of the model: days, weeks or months (default: ${DEFAULT-VALUE})",
            defaultValue = "weeks")
    private Word word = Word.WEEKS;

    Cadence cadence() {
        return word.cadence;
    }

    String word() {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
