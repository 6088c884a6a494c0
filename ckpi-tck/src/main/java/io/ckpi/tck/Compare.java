package io.ckpi.tck;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.host.RecordDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares records as multisets and says what is missing and what is too much. */
final class Compare {

    private static final int SHOWN = 3;

    private Compare() {}

    /** Fails if the records differ; their order does not matter. */
    static void same(
            String what, Collection<? extends SourceRecord> expected, Collection<? extends SourceRecord> actual) {
        Map<SourceRecord, Integer> counts = new LinkedHashMap<>();
        expected.forEach(record -> counts.merge(record, 1, Integer::sum));
        actual.forEach(record -> counts.merge(record, -1, Integer::sum));
        List<SourceRecord> missing = new ArrayList<>();
        List<SourceRecord> unexpected = new ArrayList<>();
        counts.forEach((record, count) -> {
            for (int i = 0; i < Math.abs(count); i++) {
                (count > 0 ? missing : unexpected).add(record);
            }
        });
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new AssertionError(what + ": of " + expected.size() + " records " + missing.size()
                    + " did not come back as they should, and " + unexpected.size() + " came that should not"
                    + list("expected", missing) + list("came", unexpected));
        }
    }

    private static String list(String what, List<SourceRecord> records) {
        StringBuilder text = new StringBuilder();
        records.stream()
                .limit(SHOWN)
                .forEach(record ->
                        text.append("\n  ").append(what).append(' ').append(RecordDigest.canonicalText(record)));
        if (records.size() > SHOWN) {
            text.append("\n  and ").append(records.size() - SHOWN).append(" more");
        }
        return text.toString();
    }
}
