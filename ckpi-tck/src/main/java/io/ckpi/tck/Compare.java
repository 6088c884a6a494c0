package io.ckpi.tck;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.host.RecordDigest;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
                    + firstDifference(missing, unexpected)
                    + list("expected", missing) + list("came", unexpected));
        }
    }

    /** What differs in the first record that came under the key of one that is missing. */
    private static String firstDifference(List<SourceRecord> missing, List<SourceRecord> unexpected) {
        for (SourceRecord expected : missing) {
            for (SourceRecord came : unexpected) {
                if (expected.getClass() == came.getClass()
                        && expected.envelope()
                                .sourceKey()
                                .equals(came.envelope().sourceKey())) {
                    return "\n  of the one with the key " + expected.envelope().sourceKey() + " "
                            + differences(expected, came);
                }
            }
        }
        return "";
    }

    /** The components in which two records differ, with what was expected and what came. */
    static String differences(Object expected, Object came) {
        List<String> all = new ArrayList<>();
        differences("", expected, came, all);
        return String.join(", ", all);
    }

    private static void differences(String path, @Nullable Object expected, @Nullable Object came, List<String> all) {
        if (Objects.equals(expected, came)) {
            return;
        }
        if (expected instanceof Record && came != null && expected.getClass() == came.getClass()) {
            for (RecordComponent component : expected.getClass().getRecordComponents()) {
                String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
                differences(name, Parts.component(component, expected), Parts.component(component, came), all);
            }
            return;
        }
        all.add(path + " is " + came + " instead of " + expected);
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
