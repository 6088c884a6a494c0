package io.ckpi.cli;

import io.ckpi.core.Period;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.JourneysBuilder;
import io.ckpi.sdk.JourneyEvents;
import io.ckpi.sdk.Sourced;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the events of journeys come from: a CSV file of events, or the records of sources. */
final class EventOptions {

    private static final int SECONDS_DIGITS = 11;

    @Option(names = "--events", paramLabel = "FILE", description = "CSV file of events, in place of a source")
    private @Nullable Path events;

    @Option(
            names = "--subject",
            paramLabel = "COLUMN",
            description = "column with the customer (default: ${DEFAULT-VALUE})",
            defaultValue = "user_id")
    private String subject = "user_id";

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description =
                    "column with the time: ISO 8601, or seconds or milliseconds since 1970 (default: ${DEFAULT-VALUE})",
            defaultValue = "timestamp")
    private String time = "timestamp";

    @Option(
            names = "--event",
            paramLabel = "COLUMN",
            description = "column with the name of the event (default: ${DEFAULT-VALUE})",
            defaultValue = "event")
    private String event = "event";

    @Mixin
    private FileOptions format = new FileOptions();

    @Mixin
    private SourceOptions sources = new SourceOptions();

    /**
     * The journeys, and when their observation ends.
     *
     * @param journeys the journeys
     * @param end the end of the period, or just after the last event of a file
     * @param zone the zone of days
     */
    record Read(Journeys journeys, Instant end, ZoneId zone) {}

    SourceOptions sources() {
        return sources;
    }

    /** Reads everything; of sources the events from the start of the period on, or from the beginning of the data. */
    Read read(Environment environment, Language language, boolean wholeHistory, String... properties) {
        Path file = events;
        return file == null
                ? records(environment, language, wholeHistory, properties)
                : file(file, environment, properties);
    }

    private Read records(Environment environment, Language language, boolean wholeHistory, String... properties) {
        Period period = sources.period();
        JourneyEvents wanted = JourneyEvents.until(period.end()).with(properties);
        Sourced<JourneysBuilder> read =
                sources.builder(environment).build().fold(period, wholeHistory ? wanted : wanted.from(period.start()));
        return new Read(SourceOptions.told(environment, language, read).build(), period.end(), period.zone());
    }

    private Read file(Path file, Environment environment, String... properties) {
        ZoneId zone = sources.zone();
        JourneysBuilder builder = Journeys.builder(properties);
        Rejects rejects = format.rejects();
        Instant[] last = {Instant.MIN};
        List<String> needed = new ArrayList<>(List.of(subject, time, event));
        needed.addAll(List.of(properties));
        @Nullable String[] values = new @Nullable String[properties.length];
        format.table(file).read(needed, row -> {
            String who = row.get(subject);
            String what = row.get(event);
            String when = row.get(time);
            if (who == null || what == null || when == null) {
                rejects.add(row.line(), who == null ? "no " + subject : what == null ? "no " + event : "no " + time);
                return;
            }
            Instant at = instant(when, zone);
            if (at == null) {
                rejects.add(row.line(), "column " + time + " is no time");
                return;
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(properties[i]);
            }
            add(builder, who, at, what, values);
            last[0] = at.isAfter(last[0]) ? at : last[0];
        });
        rejects.report(environment.err());
        return new Read(builder.build(), last[0].equals(Instant.MIN) ? Instant.EPOCH : last[0].plusMillis(1), zone);
    }

    /** The builder takes nulls among the values; javac 17 does not see that in the class file. */
    @SuppressWarnings("NullAway")
    private static void add(JourneysBuilder builder, String who, Instant at, String what, @Nullable String[] values) {
        builder.add(who, at, what, values);
    }

    /** The instant that a cell says, or null. A time without a zone is one of {@code zone}. */
    static @Nullable Instant instant(String text, ZoneId zone) {
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                long number = Long.parseLong(text);
                return text.length() <= SECONDS_DIGITS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
            }
            String iso = text.replace(' ', 'T');
            if (iso.indexOf('T') < 0) {
                return LocalDate.parse(iso).atStartOfDay(zone).toInstant();
            }
            String clock = iso.substring(iso.indexOf('T'));
            if (clock.endsWith("Z") || clock.indexOf('+') > 0 || clock.indexOf('-') > 0) {
                return DateTimeFormatter.ISO_DATE_TIME.parse(iso, Instant::from);
            }
            return LocalDateTime.parse(iso).atZone(zone).toInstant();
        } catch (DateTimeException | NumberFormatException wrong) {
            return null;
        }
    }
}
