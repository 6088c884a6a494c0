package io.ckpi.examples;

import io.ckpi.core.Absent;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.sdk.Ckpi;
import io.ckpi.value.Cadence;
import io.ckpi.value.Clv;
import io.ckpi.value.Fit;
import io.ckpi.value.GammaGamma;
import io.ckpi.value.ModelChoice;
import io.ckpi.value.Purchases;
import io.ckpi.value.Rate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** What will the customers of a demo company bring in the next twelve months? */
public final class WhatCustomersAreWorth {

    private static final Period QUARTER =
            Period.ofMonths(YearMonth.of(2026, 7), YearMonth.of(2026, 9), ZoneId.of("Europe/Moscow"));

    private WhatCustomersAreWorth() {}

    /**
     * Prints the repeat rate, the model and the value of all customers together.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Purchases log = log();
        System.out.println("customers: " + log.customers());
        System.out.println("came back: " + EmbedCkpi.inWords(log.repeatRate()));
        Optional<ModelChoice.Row> visits = model(log);
        System.out.println("model: " + visits.map(ModelChoice.Row::name).orElse("none"));
        System.out.println("worth in a year: " + EmbedCkpi.inWords(value(log, visits)));
    }

    static Purchases log() {
        return Ckpi.builder()
                .source("demo", Map.of("customers", "10000"))
                .build()
                .purchases(QUARTER)
                .value();
    }

    /** The model of visits that explains the log best, with as few parameters as it takes. */
    static Optional<ModelChoice.Row> model(Purchases log) {
        return ModelChoice.of(log.histories(Cadence.WEEKS)).recommended();
    }

    /** The discounted margin of all customers, or why there is none: a model is not to be had from every log. */
    static Reading value(Purchases log, Optional<ModelChoice.Row> visits) {
        Optional<Fit<GammaGamma>> spend = GammaGamma.fit(log.buyers()).value();
        if (visits.isEmpty() || spend.isEmpty() || log.currency().isEmpty()) {
            return Absent.because(Reason.INSUFFICIENT_DATA);
        }
        return Clv.of(visits.get().fit(), spend.get(), log.currency().get())
                .margin(0.4)
                .discount(Rate.perYear(0.15))
                .horizon(12, Cadence.MONTHS)
                .total(log.buyers());
    }
}
