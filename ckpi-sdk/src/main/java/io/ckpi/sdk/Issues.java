package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.DataIssue.Severity;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.Spend;
import io.ckpi.scoring.Scorecard;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.Stream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what a reader of the report should know about the data. Names counts, sources and types, never a customer's data. */
final class Issues {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final List<DataIssue> found = new ArrayList<>();

    void addAll(List<DataIssue> more) {
        found.addAll(more);
    }

    void add(
            String code,
            Severity severity,
            @Nullable String source,
            @Nullable String location,
            long count,
            String en,
            String ru) {
        if (count > 0) {
            found.add(new DataIssue(code, severity, source, location, count, new Names(ru, en)));
        }
    }

    /** The issues, each once, the worst first, then those of most cases. */
    List<DataIssue> sorted() {
        List<DataIssue> all = new ArrayList<>(new LinkedHashSet<>(found));
        all.sort(Comparator.comparing(DataIssue::severity, Comparator.reverseOrder())
                .thenComparing(DataIssue::count, Comparator.reverseOrder())
                .thenComparing(DataIssue::code)
                .thenComparing(issue -> String.valueOf(issue.source()))
                .thenComparing(issue -> issue.sentence().en()));
        return all;
    }

    /** What became of the streams, none of which was waited for longer than {@code timeout}. */
    void streams(List<Stream> streams, Duration timeout) {
        for (Stream stream : streams) {
            String source = stream.sourceName();
            String type = stream.name();
            CkpiException failure = stream.failure();
            if (failure != null && failure.code().equals("CKPI-SRC-REJECTS")) {
                add(
                        "STREAM_LEFT_OUT",
                        Severity.ERROR,
                        source,
                        type,
                        Math.max(1, stream.records()),
                        "too many rows of type " + type
                                + " were rejected (CKPI-SRC-REJECTS), so none of them is used; usable were: "
                                + stream.records(),
                        "отклонено слишком много строк типа " + type
                                + " (CKPI-SRC-REJECTS), поэтому они не использованы; пригодных: " + stream.records());
                continue;
            }
            if (failure != null) {
                boolean hung = failure.code().equals("CKPI-SRC-STALLED");
                add(
                        "STREAM_LEFT_OUT",
                        Severity.ERROR,
                        source,
                        type,
                        Math.max(1, stream.records()),
                        "records of type " + type + " could not be read to the end (" + failure.kind() + ", "
                                + failure.code()
                                + (hung ? ": the source gave no sign of life for " + words(timeout, "s", "min") : "")
                                + "), so none of them is used; read before the failure: " + stream.records(),
                        "записи типа " + type + " не удалось прочитать до конца (" + failure.kind() + ", "
                                + failure.code()
                                + (hung ? ": источник не подавал признаков жизни " + words(timeout, "с", "мин") : "")
                                + "), поэтому они не использованы; до сбоя прочитано: " + stream.records());
                continue;
            }
            found.addAll(stream.issues());
            repeated(stream, source, type);
            merged(stream, source, type);
            add(
                    "STAGE_UNKNOWN",
                    Severity.WARNING,
                    source,
                    type,
                    stream.unknownStages(),
                    "changes to a stage that the mapping does not know: " + stream.unknownStages(),
                    "переходы в стадию, которой нет в сопоставлении: " + stream.unknownStages());
            add(
                    "NEGATIVE_COST",
                    Severity.INFO,
                    source,
                    Spend.class.getSimpleName(),
                    stream.negativeCosts(),
                    "costs below 0, corrections of the platform: " + stream.negativeCosts(),
                    "отрицательные расходы, исправления площадки: " + stream.negativeCosts());
            add(
                    "FUTURE_TIME",
                    Severity.WARNING,
                    source,
                    type,
                    stream.future(),
                    "records of type " + type + " that happened after the time of this report: " + stream.future(),
                    "записи типа " + type + " позже времени этого отчёта: " + stream.future());
            add(
                    "CONVERTED",
                    Severity.INFO,
                    source,
                    type,
                    stream.converted(),
                    "amounts converted by the rate of the day: " + stream.converted(),
                    "суммы, пересчитанные по курсу дня: " + stream.converted());
        }
    }

    /** Records that were left out because their persons are to be forgotten. */
    void forgotten(List<Stream> streams) {
        long records = streams.stream().mapToLong(Stream::forgotten).sum();
        add(
                "FORGOTTEN",
                Severity.INFO,
                null,
                null,
                records,
                "records of persons who are to be forgotten, left out: " + records,
                "записи людей, которых следует забыть, не использованы: " + records);
    }

    /** A length of time in whole minutes, else in seconds. */
    private static String words(Duration time, String seconds, String minutes) {
        return time.toSeconds() % 60 == 0 && time.toSeconds() > 0
                ? time.toMinutes() + " " + minutes
                : BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " " + seconds;
    }

    private void repeated(Stream stream, String source, String type) {
        long superseded = stream.superseded();
        add(
                "SUPERSEDED",
                Severity.INFO,
                source,
                type,
                superseded,
                "records of type " + type + " repeated or replaced by a newer revision: " + superseded,
                "записи типа " + type + ", повторённые или заменённые новой версией: " + superseded);
        long withdrawn = stream.withdrawn();
        add(
                "WITHDRAWN",
                Severity.INFO,
                source,
                type,
                withdrawn,
                "records of type " + type + " deleted at the source: " + withdrawn,
                "записи типа " + type + ", удалённые в источнике: " + withdrawn);
    }

    private void merged(Stream stream, String source, String type) {
        long merged = stream.merged();
        if (merged == 0) {
            return;
        }
        String en = "records of type " + type + " merged: ";
        String ru = "объединённые записи типа " + type + ": ";
        if (stream.type() == Order.class) {
            en = "orders that a source of more authority has too: ";
            ru = "заказы, которые есть и в более авторитетном источнике: ";
        } else if (stream.type() == LeadStageChange.class) {
            en = "repetitions of the stage before: ";
            ru = "повторы предыдущей стадии: ";
        } else if (stream.type() == Assignment.class) {
            en = "repeated assignments to the same arm: ";
            ru = "повторные отнесения к той же группе: ";
        } else if (stream.type() == Referral.class) {
            en = "referrals of a person whom somebody had referred before, or by the person itself: ";
            ru = "рекомендации человека, которого уже рекомендовали, или рекомендации самого себя: ";
        } else if (stream.type() == Spend.class) {
            en = "costs of a platform for which another source was chosen: ";
            ru = "расходы площадки, для которой выбран другой источник: ";
        }
        add("MERGED", Severity.INFO, source, type, merged, en + merged, ru + merged);
    }

    void currencies(Engine.Known known) {
        if (known.currencies().size() > 1) {
            String list = known.currencies().entrySet().stream()
                    .map(entry -> entry.getKey().getCurrencyCode() + " " + entry.getValue())
                    .sorted()
                    .collect(Collectors.joining(", "));
            add(
                    "MIXED_CURRENCIES",
                    Severity.ERROR,
                    null,
                    null,
                    known.currencies().values().stream().mapToLong(n -> n).sum(),
                    "the amounts are in several currencies (" + list
                            + "), so nothing that needs money is measured; set the report's currency and give rates",
                    "суммы в нескольких валютах (" + list
                            + "), поэтому денежные показатели не измерены; задайте валюту отчёта и курсы");
        }
    }

    /** The period reaches into the time in which a source may still change, or beyond what it is complete for. */
    void lateness(
            String source,
            @Nullable Duration lateness,
            @Nullable Instant completeThrough,
            Period period,
            Instant asOf) {
        String now = minute(asOf, period);
        String through = completeThrough == null ? null : minute(completeThrough, period);
        String en = " (as of " + now + ", complete through " + (through == null ? "unknown" : through) + ")";
        String ru = " (на " + now + ", полно до " + (through == null ? "неизвестно" : through) + ")";
        boolean open = completeThrough != null && completeThrough.isBefore(period.end());
        boolean late = lateness != null
                && !lateness.isZero()
                && period.end().plus(lateness).isAfter(asOf);
        if (open || late) {
            add(
                    "PROVISIONAL",
                    Severity.WARNING,
                    source,
                    null,
                    1,
                    (open
                                    ? "the source is not complete to the end of the period"
                                    : "the source may still change what happened in the period")
                            + en,
                    (open ? "источник неполон до конца периода" : "источник ещё может изменить события периода") + ru);
        }
    }

    /** No event of any source lies in the period: most often the period, the zone or the source is a wrong one. */
    void empty(List<Stream> streams, Period period) {
        Instant last = null;
        for (Stream stream : streams) {
            Instant at = stream.isIncluded() && stream.isOfEvents() ? stream.lastAt() : null;
            last = at == null || (last != null && last.isAfter(at)) ? last : at;
        }
        if (last == null || last.isBefore(period.start())) {
            LocalDate day = last == null ? null : last.atZone(period.zone()).toLocalDate();
            add(
                    "PERIOD_EMPTY",
                    Severity.WARNING,
                    null,
                    null,
                    1,
                    "no record lies in the period " + period.from() + " to "
                            + period.until().minusDays(1)
                            + (day == null
                                    ? "; there is none before it either"
                                    : "; the last one before it is of " + day),
                    "в периоде с " + period.from() + " по " + period.until().minusDays(1) + " нет записей; "
                            + (day == null ? "до него их тоже нет" : "последняя до него сделана " + day));
        }
    }

    /** A time in the zone of the period, without its seconds. */
    private static String minute(Instant time, Period period) {
        return MINUTE.format(time.atZone(period.zone()));
    }

    void dataStart(@Nullable Instant dataStart, Period period) {
        if (dataStart != null
                && dataStart.isAfter(
                        period.from().plusDays(1).atStartOfDay(period.zone()).toInstant())) {
            LocalDate day = dataStart.atZone(period.zone()).toLocalDate();
            add(
                    "DATA_BEGIN_LATE",
                    Severity.WARNING,
                    null,
                    null,
                    1,
                    "the data begin on " + day + ", after the beginning of the period",
                    "данные начинаются " + day + ", позже начала периода");
        }
    }

    void scorecard(Scorecard scorecard) {
        scorecard
                .warnings()
                .forEach(warning ->
                        found.add(new DataIssue("LINK_POINTS_DOWN", Severity.INFO, null, null, 1, warning.sentence())));
    }
}
