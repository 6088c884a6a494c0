package io.ckpi.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Times are read as {@code java.time} reads them, whatever the pattern and the zone; a part has no more digits than two. */
class TimesProperties {

    private static final List<String> PATTERNS = List.of(
            "uuuu-MM-dd HH:mm:ss",
            "uuuu-MM-dd HH:mm",
            "uuuu-MM-dd",
            "dd.MM.uuuu",
            "dd/MM/uuuu H:mm",
            "d.M.uuuu HH:mm",
            "uuuuMMddHHmm",
            "uuuuMMddHHmmss",
            "uuuu-MM-dd'T'HH:mm:ss.SSS",
            "M/d/uuuu",
            "uuuu-MM-dd HH:mm:ss.SSSSSSSSS",
            "HH:mm:ss dd.MM.uuuu");

    private static final List<String> ZONES = List.of(
            "UTC",
            "+05:30",
            "Europe/Moscow",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "Pacific/Apia",
            "Asia/Kathmandu");

    private static final Map<String, LocalZone> TABLES = new ConcurrentHashMap<>();

    private static LocalZone table(String zone) {
        return TABLES.computeIfAbsent(zone, name -> LocalZone.of(ZoneId.of(name)));
    }

    @Provide
    Arbitrary<LocalDateTime> times() {
        return Combinators.combine(
                        Arbitraries.of(0, 1, 1581, 1899, 1900, 1904, 1919, 1985, 2011, 2024, 2100, 2199, 2200, 9999),
                        Arbitraries.integers().between(1, 366),
                        Arbitraries.integers().between(0, 86_399),
                        Arbitraries.of(0, 0, 500_000_000, 999_999_999, 1_000_000))
                .as((year, day, second, nano) -> LocalDateTime.of(year, 1, 1, 0, 0)
                        .plusDays(day - 1)
                        .withYear(year)
                        .with(LocalTime.ofSecondOfDay(second))
                        .withNano(nano));
    }

    /** What may be put in the place of a character. */
    @Provide
    Arbitrary<Character> characters() {
        return Arbitraries.of(
                '0', '1', '2', '3', '6', '9', ' ', '-', '+', '.', ':', 'T', '/', ',', '٣', '\uFF11', 'x', '\0');
    }

    @Property
    void patternsAgreeWithTheLibrary(
            @ForAll("times") LocalDateTime time,
            @ForAll int place,
            @ForAll("characters") char other,
            @ForAll int kind,
            @ForAll int zone) {
        for (String pattern : PATTERNS) {
            DateTimeFormatter formatter =
                    DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
            String text = broken(time.format(formatter), place, other, kind);
            LocalDateTime expected = digits(pattern).matcher(text).matches() ? parsed(formatter, text) : null;
            agree(TimeFormat.of(pattern), text, expected, ZONES.get(Math.floorMod(zone, ZONES.size())));
            assertThat(TimeFormat.of(pattern.replace("uuuu", "yyyy")).parse(text))
                    .as(pattern + " " + text)
                    .isEqualTo(expected);
        }
    }

    @Property
    void isoTimesAreThoseOfTheRule(
            @ForAll("times") LocalDateTime time,
            @ForAll int place,
            @ForAll("characters") char other,
            @ForAll int kind,
            @ForAll int zone) {
        for (String pattern : List.of(
                "uuuu-MM-dd",
                "uuuu-MM-dd HH:mm",
                "uuuu-MM-dd'T'HH:mm:ss",
                "uuuu-MM-dd't'HH:mm:ss.SSS",
                "uuuu-MM-dd HH:mm:ss,SSSSSSSSS",
                "uuuu-MM-dd HH:mm:ss'Z'",
                "uuuu-MM-dd HH:mm:ss.S '+03'",
                "uuuu-MM-dd'T'HH:mm'-0930'",
                "uuuu-MM-dd'T'HH:mm:ss'+18:00'",
                "uuuu-MM-dd'T'HH:mm:ss'+18:01'")) {
            String text = broken(time.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT)), place, other, kind);
            agree(TimeFormat.of("iso"), text, iso(text), ZONES.get(Math.floorMod(zone, ZONES.size())));
        }
    }

    /** The text with a character replaced, left out or put in; or as it is. */
    private static String broken(String text, int place, char other, int kind) {
        int at = Math.floorMod(place, text.length());
        return switch (Math.floorMod(kind, 6)) {
            case 0 -> text.substring(0, at) + other + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.substring(at + 1);
            case 2 -> text.substring(0, at) + other + text.substring(at);
            case 3 -> text.substring(0, at);
            default -> text;
        };
    }

    /** How many digits each part has: the library takes {@code 010} for {@code d} too, which is no day that a system writes. */
    private static Pattern digits(String pattern) {
        StringBuilder form = new StringBuilder();
        int end;
        for (int i = 0; i < pattern.length(); i = end) {
            char c = pattern.charAt(i);
            end = i + 1;
            while (end < pattern.length() && pattern.charAt(end) == c) {
                end++;
            }
            if ("uMdHmsS".indexOf(c) >= 0) {
                form.append("[0-9]").append(end - i == 1 ? "{1,2}" : "{" + (end - i) + "}");
            } else if (c != '\'') {
                form.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(form.toString());
    }

    private static @Nullable LocalDateTime parsed(DateTimeFormatter formatter, String text) {
        try {
            TemporalAccessor parsed = formatter.parse(text);
            LocalTime time = parsed.query(TemporalQueries.localTime());
            return parsed.query(TemporalQueries.localDate()).atTime(time == null ? LocalTime.MIDNIGHT : time);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Temporal iso(String text) {
        var rule = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})"
                        + "(?:[Tt ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
                        + "(?: ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?")
                .matcher(text);
        if (!rule.matches()) {
            return null;
        }
        try {
            LocalDateTime local = LocalDateTime.parse(rule.group(1) + "T"
                    + (rule.group(2) == null ? "00:00" : rule.group(2))
                    + (rule.group(3) == null ? "" : ":" + rule.group(3))
                    + (rule.group(4) == null ? "" : "." + rule.group(4)));
            return rule.group(5) == null
                    ? local
                    : local.atOffset(ZoneOffset.of(rule.group(5).toUpperCase(Locale.ROOT)));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The format reads what is expected; its quick way gives the same instant, or leaves it to the other. */
    private static void agree(TimeFormat format, String text, @Nullable Temporal expected, String zone) {
        assertThat(format.parse(text)).as(text).isEqualTo(expected);
        Instant quick = format.quick(text, table(zone));
        if (expected instanceof LocalDateTime local) {
            boolean inTable = local.getYear() >= LocalZone.FIRST_YEAR && local.getYear() <= LocalZone.LAST_YEAR;
            assertThat(quick)
                    .as(text + " " + zone)
                    .isEqualTo(inTable ? local.atZone(ZoneId.of(zone)).toInstant() : null);
        } else {
            assertThat(quick).as(text).isNull();
            assertThat(expected).isIn((Object) null, expected instanceof OffsetDateTime ? expected : null);
        }
    }

    @Example
    void theTablesOfAllZonesAgreeWithTheLibrary() {
        LocalDateTime first = LocalDateTime.of(LocalZone.FIRST_YEAR, 1, 1, 0, 0);
        LocalDateTime last = LocalDateTime.of(LocalZone.LAST_YEAR, 12, 31, 23, 59, 59);
        for (String name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneId zone = ZoneId.of(name);
            LocalZone table = LocalZone.of(zone);
            check(name, zone, table, first);
            check(name, zone, table, last);
            ZoneOffsetTransition change = zone.getRules()
                    .nextTransition(first.atZone(zone).toInstant().minusSeconds(1));
            while (change != null && change.getDateTimeAfter().isBefore(last.minusDays(1))) {
                if (change.getDateTimeBefore().isAfter(first.plusDays(1))) {
                    for (LocalDateTime edge : List.of(change.getDateTimeBefore(), change.getDateTimeAfter())) {
                        check(name, zone, table, edge.minusSeconds(1));
                        check(name, zone, table, edge);
                        check(name, zone, table, edge.plusSeconds(1));
                        check(name, zone, table, edge.plusMinutes(31));
                        check(name, zone, table, edge.minusMinutes(31));
                    }
                }
                change = zone.getRules().nextTransition(change.getInstant());
            }
        }
    }

    private static void check(String name, ZoneId zone, LocalZone table, LocalDateTime local) {
        long second = local.toEpochSecond(ZoneOffset.UTC);
        if (second - table.offsetAt(second) != local.atZone(zone).toEpochSecond()) {
            throw new AssertionError(
                    name + " " + local + ": " + table.offsetAt(second) + " is not the offset of " + local.atZone(zone));
        }
    }

    @Example
    void aCountOfSecondsBeyondAllInstantsIsNoTime() {
        TimeFormat seconds = TimeFormat.of("epoch-seconds");
        assertThat(seconds.parse("31556889864403199")).isEqualTo(Instant.MAX.minusNanos(999_999_999));
        assertThat(seconds.parse("-31557014167219200")).isEqualTo(Instant.MIN);
        assertThat(seconds.parse("31556889864403200")).isNull();
        assertThat(seconds.parse("-31557014167219200.5")).isNull();
        assertThat(seconds.parse("202617900000000001")).isNull();
        assertThat(seconds.parse("1e17")).isNull();
        assertThat(TimeFormat.of("epoch-micros").parse("202617900000000001"))
                .isEqualTo(Instant.ofEpochSecond(202_617_900_000L, 1_000));
    }
}
