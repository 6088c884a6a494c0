package io.ckpi.report.internal.record;

import io.ckpi.core.DataIssue;
import io.ckpi.sdk.Catalogue;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.sdk.DefinitionText;
import io.ckpi.sdk.FactorResult;
import io.ckpi.sdk.ReferenceValue;
import io.ckpi.sdk.SourceSummary;
import io.ckpi.sdk.StreamSummary;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the numbers rest on as the record holds it: sources, definitions, values of the source documents, issues. */
final class DataTree {

    private final CkpiReport report;

    DataTree(CkpiReport report) {
        this.report = report;
    }

    List<Object> sources() {
        List<Object> sources = new ArrayList<>();
        report.sources().forEach(source -> sources.add(source(source)));
        return sources;
    }

    /** What was left out and which factors of CKPImarc would rest on it; null if nothing was. */
    @Nullable
    Members missing() {
        List<Object> streams = new ArrayList<>();
        Set<String> types = new TreeSet<>();
        for (SourceSummary source : report.sources()) {
            for (StreamSummary stream : source.streams()) {
                if (!stream.complete()) {
                    types.add(stream.type());
                    streams.add(new Members()
                            .put("source", source.name())
                            .put("type", stream.type())
                            .map());
                }
            }
        }
        if (streams.isEmpty()) {
            return null;
        }
        List<String> partial = new ArrayList<>();
        List<String> unmeasured = new ArrayList<>();
        double weight = 0;
        for (FactorResult factor : report.factors()) {
            if (!restsOn(factor.indicator().id(), types)) {
                continue;
            }
            if (factor.factor().points().isPresent()) {
                partial.add(factor.factor().id());
                weight += factor.factor().weight();
            } else {
                unmeasured.add(factor.factor().id());
            }
        }
        return new Members()
                .put("streams", streams)
                .put("partial", partial)
                .put("unmeasured", unmeasured)
                .put("weight", weight);
    }

    /** Who is who decides about every number. */
    private static boolean restsOn(String indicator, Set<String> types) {
        return types.contains("IdentityLink")
                || Catalogue.standard().entry(indicator).records().stream().anyMatch(types::contains);
    }

    List<Object> references() {
        List<Object> references = new ArrayList<>();
        report.references().forEach(reference -> references.add(reference(reference)));
        return references;
    }

    List<Object> issues() {
        List<Object> issues = new ArrayList<>();
        report.issues().forEach(issue -> issues.add(issue(issue)));
        return issues;
    }

    private Map<String, Object> source(SourceSummary source) {
        Map<RejectReason, Long> rejects = new EnumMap<>(RejectReason.class);
        List<Object> rows = new ArrayList<>();
        for (SourceSummary.Rows part : source.rows()) {
            part.reasons().forEach((reason, count) -> rejects.merge(reason, count, Long::sum));
            rows.add(new Members()
                    .put("stream", part.stream())
                    .put("rows", part.rows())
                    .put("rejected", part.rejected())
                    .put("rejects", rejects(part.reasons()))
                    .put("overBudget", part.overBudget() ? true : null)
                    .map());
        }
        List<String> leftOut = new ArrayList<>();
        Instant through = null;
        boolean unknown = source.streams().isEmpty();
        long records = 0;
        List<Object> streams = new ArrayList<>();
        for (StreamSummary stream : source.streams()) {
            records += stream.records();
            if (!stream.complete()) {
                leftOut.add(stream.type());
            }
            Instant complete = stream.completeThrough();
            if (complete == null) {
                unknown = true;
            } else if (through == null || complete.isBefore(through)) {
                through = complete;
            }
            streams.add(stream(stream));
        }
        Instant end = report.period().end();
        Duration lateness = source.description().lateness();
        boolean late = lateness != null && report.asOf().isBefore(end.plus(lateness));
        boolean early = through != null && through.isBefore(end);
        return new Members()
                .put("name", source.name())
                .put("plugin", source.plugin())
                .put("version", source.version())
                .put("zone", source.description().zone())
                .put("money", source.description().money())
                .put("lateness", lateness == null ? null : lateness.toString())
                // a source that does not count rows still delivers records
                .put("rows", source.rows().isEmpty() ? records : source.rowCount())
                .put("rejected", source.rejectCount())
                .put("rejects", rejects(rejects))
                .put("parts", rows)
                .put("firstRejects", source.firstRejects().isEmpty() ? null : firstRejects(source.firstRejects()))
                .put("leftOut", leftOut.isEmpty() ? null : leftOut)
                .put("completeThrough", unknown ? null : through)
                .put("provisional", (late || early) ? true : null)
                .put("streams", streams)
                .map();
    }

    /** Where the first rejected rows stand and what is wrong with them, without a value of theirs. */
    private static List<Object> firstRejects(List<Reject> rejects) {
        List<Object> list = new ArrayList<>();
        rejects.forEach(reject -> list.add(new Members()
                .put("stream", reject.stream())
                .put("location", reject.location())
                .put("row", reject.row())
                .put("reason", reject.reason().name())
                .put("field", reject.field())
                .put("hint", reject.hint())
                .map()));
        return list;
    }

    private static Map<String, Object> stream(StreamSummary stream) {
        return new Members()
                .put("type", stream.type())
                .put("complete", stream.complete())
                .put("records", stream.records())
                .put("superseded", stream.superseded())
                .put("withdrawn", stream.withdrawn())
                .put("merged", stream.merged())
                .put("surviving", stream.surviving())
                .put("completeThrough", stream.completeThrough())
                .put("digest", stream.digest())
                .map();
    }

    private static List<Object> rejects(Map<RejectReason, Long> rejects) {
        List<Object> list = new ArrayList<>();
        rejects.forEach((reason, count) -> list.add(new Members()
                .put("reason", reason.name())
                .put("sentence", Readings.names(reason.names()))
                .put("count", count)
                .map()));
        return list;
    }

    Map<String, Object> definitions() {
        Map<String, Object> definitions = new TreeMap<>();
        for (DefinitionText definition : report.definitions()) {
            definitions.put(
                    definition.hash(),
                    new Members()
                            .put("id", definition.id())
                            .put("version", definition.version())
                            .put("kind", definition.kind())
                            .put("text", definition.text())
                            .map());
        }
        return definitions;
    }

    private static Map<String, Object> reference(ReferenceValue reference) {
        return new Members()
                .put("indicator", reference.indicator())
                .put("value", reference.value())
                .put("unit", reference.unit().name())
                .put("label", Readings.names(reference.label()))
                .put("source", reference.source())
                .map();
    }

    private static Map<String, Object> issue(DataIssue issue) {
        return new Members()
                .put("code", issue.code())
                .put("severity", issue.severity().name())
                .put("source", issue.source())
                .put("location", issue.location())
                .put("count", issue.count())
                .put("sentence", Readings.names(issue.sentence()))
                .map();
    }
}
