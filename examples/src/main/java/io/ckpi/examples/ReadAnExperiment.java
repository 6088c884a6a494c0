package io.ckpi.examples;

import io.ckpi.core.Period;
import io.ckpi.experiments.MetricReadout;
import io.ckpi.experiments.Readout;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.Experiment;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/** What did the nurturing mails of a demo company cause? A fifth of its leads got none. */
public final class ReadAnExperiment {

    private static final Period QUARTER =
            Period.ofMonths(YearMonth.of(2026, 7), YearMonth.of(2026, 9), ZoneId.of("Europe/Moscow"));

    private ReadAnExperiment() {}

    /**
     * Prints the read-out of the experiment.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.out.println(inWords(read()));
    }

    static Readout read() {
        Ckpi ckpi = Ckpi.builder().source("demo", Map.of("customers", "5000")).build();
        Experiment nurture = ckpi.experiments(QUARTER).value().stream()
                .filter(experiment -> experiment.name().equals("nurture"))
                .findFirst()
                .orElseThrow();
        return nurture.read("control");
    }

    static String inWords(Readout readout) {
        MetricReadout revenue = readout.of("revenue");
        return """
                revenue of a lead without mails  %s
                revenue of a lead with mails     %s
                caused by the mails, each        %s
                caused by the mails, all         %s
                verdict                          %s: %s""".formatted(
                        EmbedCkpi.inWords(revenue.control()),
                        EmbedCkpi.inWords(revenue.treated()),
                        EmbedCkpi.inWords(revenue.absolute()),
                        EmbedCkpi.inWords(revenue.incrementalTotal()),
                        readout.verdict().decision(),
                        readout.verdict().reasons().get(0).in(Locale.ENGLISH));
    }
}
