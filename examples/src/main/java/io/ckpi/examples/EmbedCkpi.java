package io.ckpi.examples;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.report.Board;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/** The ten lines of the README: measure a month of a demo company and draw its board. */
public final class EmbedCkpi {

    private EmbedCkpi() {}

    /**
     * Measures the demo company and writes its board into the folder given, or the current one.
     *
     * @param args a folder, or nothing
     * @throws IOException if the board cannot be written
     */
    public static void main(String[] args) throws IOException {
        CkpiReport report = measure();
        System.out.println(report.marc());
        System.out.println(inWords(report.reading("economics.ltv-to-cac")));
        Path folder = Path.of(args.length == 0 ? "." : args[0]);
        Files.writeString(folder.resolve("board.html"), Board.withDefaults().render(report));
    }

    static CkpiReport measure() {
        // readme-begin
        CkpiReport report = Ckpi.builder()
                .source("demo", Map.of("customers", "2000"))
                .profile(CkpiMarc.standard())
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));

        report.marc().value(); // a Reading: Measured with its interval, or Absent with the reason
        report.marc().contributions(); // exact, they add up
        report.reading("economics.ltv-to-cac"); // Measured, Bounded or Absent
        String page = Board.withDefaults().with(Locale.forLanguageTag("ru")).render(report);
        // readme-end
        if (page.isEmpty()) {
            throw new IllegalStateException("an empty page");
        }
        return report;
    }

    /** What a host does with a reading: there are exactly three cases. */
    static String inWords(Reading reading) {
        if (reading instanceof Measured measured) {
            return "%.2f, %s"
                    .formatted(measured.estimate().value(), measured.estimate().interval());
        }
        if (reading instanceof Bounded bounded) {
            return "between %.2f and %.2f".formatted(bounded.low(), bounded.high());
        }
        return ((Absent) reading).sentence(Locale.ENGLISH);
    }
}
