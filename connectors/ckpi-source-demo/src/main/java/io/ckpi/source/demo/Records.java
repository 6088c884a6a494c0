package io.ckpi.source.demo;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.SourceRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Tells the records of one type, unit by unit: a unit is a person, a day, a month or the whole.
 *
 * <p>Not thread-safe: every reader has its own.
 *
 * @param <R> the type of record
 */
abstract class Records<R extends SourceRecord> {

    private static final String[] PREFIX = {"sales", "service", "survey", "marketing"};

    final Model model;
    final String source;

    Records(Model model, String source) {
        this.model = model;
        this.source = source;
    }

    /** Number of units. */
    abstract long units();

    /** Adds the records of a unit to {@code out}. */
    abstract void tell(long unit, List<R> out);

    final Envelope envelope(String key, Instant at) {
        return Envelope.builder(source, key, at, Model.ZONE).build();
    }

    final Envelope envelope(String key, Instant at, Map<String, String> attributes) {
        return Envelope.builder(source, key, at, Model.ZONE)
                .attributes(attributes)
                .build();
    }

    /** Id of an employee: department 0 sales, 1 service, 2 survey, 3 marketing. */
    static String employee(int department, int number) {
        return PREFIX[department] + "-" + (number + 1);
    }

    static String department(int department) {
        return PREFIX[department];
    }

    /** Records of persons. */
    abstract static class OfPersons<R extends SourceRecord> extends Records<R> {

        final Life life;
        final Draws draws;

        OfPersons(Life life, String source) {
            super(life.model, source);
            this.life = life;
            this.draws = life.draws;
        }

        @Override
        final long units() {
            return model.persons;
        }

        @Override
        final void tell(long unit, List<R> out) {
            tell(life.of(unit), out);
        }

        abstract void tell(Life person, List<R> out);
    }
}
