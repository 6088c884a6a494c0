package io.ckpi.funnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;

/** The synthetic shop of the retentioneering project, read from the data folder. */
final class Ecom {

    private Ecom() {}

    record Row(String user, String session, String event, Instant at) {}

    static List<Row> rows() {
        try {
            List<String> lines =
                    Files.readAllLines(CaseLines.data("retentioneering-ecom/ecom.csv"), StandardCharsets.UTF_8);
            return lines.subList(1, lines.size()).stream()
                    .map(line -> line.split(","))
                    .map(f -> new Row(f[0], f[1], f[2], Instant.parse(f[3].replace(' ', 'T') + "Z")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All rows, with the session as a property. */
    static Journeys journeys() {
        JourneysBuilder builder = Journeys.builder("session_id");
        rows().forEach(row -> builder.add(row.user, row.at, row.event, row.session));
        return builder.build();
    }
}
