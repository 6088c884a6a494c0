package io.ckpi.sdk;

import io.ckpi.core.Period;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the demo company of a given size from end to end and says what it took. No test: run it by hand with the heap and
 * the processors of interest, see docs/performance.md.
 *
 * <pre>{@code java -Xmx2g -cp … io.ckpi.sdk.EndToEnd CUSTOMERS THREADS TREND_PERIODS}</pre>
 */
final class EndToEnd {

    private EndToEnd() {}

    private record Mark(long wall, Duration cpu) {
        static Mark now() {
            return new Mark(
                    System.nanoTime(),
                    ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        }

        String since(Mark start) {
            return String.format(
                    Locale.ROOT,
                    "%7.1f s of wall time, %7.1f s of processor time",
                    (wall - start.wall) / 1e9,
                    cpu.minus(start.cpu).toMillis() / 1e3);
        }
    }

    public static void main(String[] args) throws IOException {
        Mark start = Mark.now();
        Map<Progress.Phase, Mark> begun = new EnumMap<>(Progress.Phase.class);
        CkpiReport report = Ckpi.builder()
                .source("demo", Map.of("customers", args[0]))
                .threads(Integer.parseInt(args[1]))
                .trendPeriods(Integer.parseInt(args[2]))
                .progress(progress -> begun.computeIfAbsent(progress.phase(), phase -> Mark.now()))
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));
        Mark end = Mark.now();
        long records = report.sources().stream()
                .flatMap(source -> source.streams().stream())
                .mapToLong(StreamSummary::records)
                .sum();
        System.out.println(report);
        Mark from = start;
        String name = "starting";
        for (Map.Entry<Progress.Phase, Mark> phase : begun.entrySet()) {
            System.out.printf(Locale.ROOT, "%-24s %s%n", name, phase.getValue().since(from));
            from = phase.getValue();
            name = phase.getKey().names().en();
        }
        System.out.printf(Locale.ROOT, "%-24s %s%n", name, end.since(from));
        System.out.printf(Locale.ROOT, "%-24s %s%n", "all", end.since(start));
        System.out.printf(
                Locale.ROOT,
                "%,d records, %,.0f a second of processor time%n",
                records,
                records / (end.cpu().minus(start.cpu()).toMillis() / 1e3));
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM")) {
                System.out.println("peak memory of the process" + line.substring(5));
            }
        }
    }
}
