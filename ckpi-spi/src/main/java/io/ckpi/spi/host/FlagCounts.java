package io.ckpi.spi.host;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.record.RecordFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the flags of delivered records: an accumulator that many threads may use. */
final class FlagCounts {

    private final Map<RecordFlag, LongAdder> counts = new ConcurrentHashMap<>();

    /** Counts a flag of a delivered record. */
    void count(RecordFlag flag) {
        LongAdder known = counts.get(flag);
        (known == null ? counts.computeIfAbsent(flag, f -> new LongAdder()) : known).increment();
    }

    /** An issue for every flag that occurred. */
    List<DataIssue> issues(String source) {
        List<DataIssue> issues = new ArrayList<>();
        for (RecordFlag flag : RecordFlag.values()) {
            LongAdder count = counts.get(flag);
            if (count != null) {
                boolean grave = flag != RecordFlag.SYNTHETIC_KEY;
                issues.add(new DataIssue(
                        flag.name(),
                        grave ? DataIssue.Severity.WARNING : DataIssue.Severity.INFO,
                        source,
                        null,
                        count.sum(),
                        sentence(flag, count.sum())));
            }
        }
        return issues;
    }

    private static Names sentence(RecordFlag flag, long count) {
        String ru =
                switch (flag) {
                    case ZONE_ASSUMED -> "источник не указал часовой пояс, он предположен";
                    case CLOCK_SKEW -> "событие позже своей записи более чем на пять минут";
                    case SYNTHETIC_KEY -> "у источника нет ключа, он образован из содержания";
                    case CURRENCY_ASSUMED -> "источник не указал валюту, она предположена";
                    case BINARY_AMOUNT -> "источник хранит деньги двоичными дробями";
                    case HISTORY_PARTIAL -> "известно только последнее состояние, без истории";
                    case PII_DROPPED -> "телефон или почта непригодны, связь отброшена";
                };
        String en =
                switch (flag) {
                    case ZONE_ASSUMED -> "the source gave no time zone, one was assumed";
                    case CLOCK_SKEW -> "it happened more than five minutes after it was recorded";
                    case SYNTHETIC_KEY -> "the source has no key, one was made from the content";
                    case CURRENCY_ASSUMED -> "the source gave no currency, one was assumed";
                    case BINARY_AMOUNT -> "the source stores money as binary fractions";
                    case HISTORY_PARTIAL -> "only the last state is known, not the way to it";
                    case PII_DROPPED -> "a phone or mail could not be used, the link was dropped";
                };
        return new Names("записей: " + count + ": " + ru, count + " records: " + en);
    }
}
