package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.sdk.fixture.Company;
import io.ckpi.sdk.fixture.Feeds;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.Feed;
import io.ckpi.sdk.internal.engine.Setup;
import io.ckpi.sdk.internal.engine.Stream;
import io.ckpi.sdk.internal.measure.DataQuality;
import io.ckpi.sdk.internal.measure.MeasureContext;
import io.ckpi.spi.RecordSource;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs the engine alone, without loader and scoring. */
final class Rig {

    static final Period JUNE = Period.ofMonth(YearMonth.of(2026, 6), Company.ZONE);
    static final Instant NOW = Instant.parse("2026-07-15T00:00:00Z");
    private static final Evidence EVIDENCE = new Evidence(JUNE, List.of(), "test@1", "00", "00");

    int threads = 1;
    int partitions = 16;
    long memory = Long.MAX_VALUE;

    @Nullable
    Path folder;

    Period period = JUNE;
    Map<String, String> spend = Map.of();
    Set<String> forgotten = Set.of();
    final List<Stream> streams = new ArrayList<>();

    /** Everything the engine gives, in one comparable value. */
    record Outcome(
            Map<String, Reading> readings,
            Funnel funnel,
            Cohorts cohorts,
            List<Effect> effects,
            Map<String, String> digests,
            Map<String, Long> superseded,
            long merged,
            boolean spooled) {}

    Outcome run(ListSource... sources) {
        streams.clear();
        List<Feed> open = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            String name = sources[i].name();
            RecordSource source = sources[i].feed(name);
            open.add(Feeds.of(source));
            for (Class<? extends SourceRecord> type : Engine.recordTypes()) {
                if (source.describe().streams().contains(type)) {
                    streams.add(new Stream(streams.size(), i, name, type));
                }
            }
        }
        Setup setup = new Setup(
                period,
                NOW,
                null,
                null,
                spend,
                forgotten,
                memory,
                folder,
                partitions,
                (step, done, total, stream) -> {});
        Engine.Result<Fold> result = new Engine(setup, open, streams, threads, () -> false).run(known -> {
            List<MeasureContext> contexts = new ArrayList<>();
            for (Period each : List.of(period, period.previous(), period.yearBefore())) {
                contexts.add(new MeasureContext(
                        each,
                        each.end().isBefore(known.dataEnd()) ? each.end() : known.dataEnd(),
                        known.currency(),
                        MeasureParameters.defaults(),
                        ChannelRules.standard(),
                        known.reference().list(Spend.class),
                        known.reference().list(MarketMeasure.class),
                        known.reference().list(NumberPool.class),
                        known.reference().list(Employee.class),
                        known.reference().list(Campaign.class),
                        DataQuality.NONE));
            }
            return Fold.over(contexts);
        });
        Map<String, Reading> readings = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            int at = i;
            result.part().measures().readings(i).forEach((id, reading) -> readings.put(at + " " + id, reading));
        }
        Map<String, String> digests = new TreeMap<>();
        Map<String, Long> superseded = new TreeMap<>();
        long merged = 0;
        for (Stream stream : streams) {
            String key = stream.sourceName() + " " + stream.name();
            digests.put(key, result.survivors().of(stream).toString());
            superseded.put(key, stream.superseded());
            merged += stream.merged();
        }
        Unit money = result.known().currency() == null
                ? null
                : Unit.money(result.known().currency());
        return new Outcome(
                readings,
                result.part().ladder().funnel(Shares.withDefaults(), EVIDENCE),
                result.part().cohorts().cohorts(money, Ratios.withDefaults(), Absent.because(Reason.NO_DATA), EVIDENCE),
                new Effects("control", money, 0.95, EVIDENCE)
                        .of(result.part()
                                .experiments()
                                .experiments(result.known().currency())),
                digests,
                superseded,
                merged,
                result.spooled());
    }
}
