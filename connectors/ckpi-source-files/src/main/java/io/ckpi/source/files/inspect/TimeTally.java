package io.ckpi.source.files.inspect;

import io.ckpi.source.mapping.ValueForms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts in which formats the values of a column can be read as times. Mutable, for one thread. */
final class TimeTally {

    private static final Pattern NUMERIC = Pattern.compile("(\\d{1,4})([-./])(\\d{1,2})\\2(\\d{1,4})"
            + "(?:(T| |, )(\\d{1,2}):\\d{2}(:\\d{2})?(?:\\.(\\d{1,9}))?( ?)([AaPp][Mm])?)?");
    private static final Pattern WORDS =
            Pattern.compile("(?i).*\\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*");
    private static final List<String> WITH_WORDS = List.of(
            "d MMM yyyy",
            "d-MMM-yyyy",
            "MMM d, yyyy",
            "d MMM yyyy H:mm",
            "d MMM yyyy H:mm:ss",
            "MMM d, yyyy h:mm a",
            "MMM d, yyyy h:mm:ss a",
            "EEE, d MMM yyyy HH:mm:ss Z",
            "EEE, d MMM yyyy HH:mm:ss z");
    private static final int LONGEST = 40;
    private static final int MOST_FORMATS = 200;

    private final Map<String, ValueForms.Times> formats = new HashMap<>();
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    /** What is known of the values that one format reads. */
    private static final class Tally {
        long fitting;
        long local;
        boolean clock;
        boolean shortDate;
        boolean shortHour;
        boolean whole;
        final TreeSet<Integer> fractions = new TreeSet<>();
    }

    void add(String text) {
        if (text.length() > LONGEST || text.length() < 6) {
            return;
        }
        boolean iso = tally("iso", "iso", text, text.length() > 10) != null;
        Matcher numeric = NUMERIC.matcher(text);
        if (numeric.matches()) {
            numeric(numeric, text);
        } else if (!iso && WORDS.matcher(text).matches()) {
            WITH_WORDS.forEach(format -> tally(format, format, text, format.indexOf(':') > 0));
        } else if (!iso && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            digits(text);
        }
    }

    private void digits(String text) {
        if (text.length() == 8 && (text.startsWith("19") || text.startsWith("20"))) {
            tally("yyyyMMdd", "yyyyMMdd", text, false);
        } else if (text.startsWith("1") && (text.length() == 10 || text.length() == 13 || text.length() == 16)) {
            String unit = text.length() == 10 ? "seconds" : text.length() == 13 ? "millis" : "micros";
            tally("epoch-" + unit, "epoch-" + unit, text, true);
        }
    }

    private void numeric(Matcher m, String text) {
        String mark = m.group(2);
        List<String> dates = new ArrayList<>();
        if (m.group(1).length() == 4) {
            dates.add("yyyy" + mark + "M" + mark + "d");
        } else if (m.group(4).length() == 4 || m.group(4).length() == 2) {
            String year = m.group(4).length() == 4 ? "yyyy" : "yy";
            dates.add("d" + mark + "M" + mark + year);
            dates.add("M" + mark + "d" + mark + year);
            if (year.equals("yy") && m.group(1).length() == 2) {
                dates.add("yy" + mark + "M" + mark + "d");
            }
        }
        String clock = "";
        String fraction = "";
        if (m.group(5) != null) {
            boolean half = m.group(10) != null;
            clock = (m.group(5).equals("T") ? "'T'" : m.group(5)) + (half ? "h:mm" : "H:mm")
                    + (m.group(7) == null ? "" : ":ss") + "#" + (half ? m.group(9) + "a" : "");
            fraction = m.group(8) == null ? "" : "." + "S".repeat(m.group(8).length());
        }
        for (String date : dates) {
            String key = date + clock;
            Tally tally = tally(key, key.replace("#", fraction), text, !clock.isEmpty());
            if (tally != null) {
                tally.shortDate |= date.indexOf('y') > 0
                        ? m.group(1).length() == 1 || m.group(3).length() == 1
                        : m.group(3).length() == 1 || m.group(4).length() == 1;
                tally.shortHour |= m.group(6) != null && m.group(6).length() == 1;
                tally.whole |= fraction.isEmpty();
                if (!fraction.isEmpty()) {
                    tally.fractions.add(fraction.length() - 1);
                }
            }
        }
    }

    private @Nullable Tally tally(String key, String format, String text, boolean clock) {
        if (formats.size() > MOST_FORMATS && !formats.containsKey(format)) {
            return null;
        }
        ValueForms.Fit fit = formats.computeIfAbsent(format, ValueForms::times).fit(text);
        if (fit == ValueForms.Fit.NONE) {
            return null;
        }
        Tally tally = tallies.computeIfAbsent(key, k -> new Tally());
        tally.fitting++;
        tally.local += fit == ValueForms.Fit.LOCAL ? 1 : 0;
        tally.clock |= clock;
        return tally;
    }

    /** The formats that read the most values. */
    ColumnProfile.Forms best() {
        long most = tallies.values().stream().mapToLong(t -> t.fitting).max().orElse(0);
        List<String> names = new ArrayList<>();
        long local = 0;
        boolean clock = false;
        for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            boolean isoIsAsGood = !names.isEmpty() && names.get(0).equals("iso");
            if (tally.fitting == most && !isoIsAsGood) {
                names.add(format(entry.getKey(), tally));
                local = Math.max(local, tally.local);
                clock |= tally.clock;
            }
        }
        return new ColumnProfile.Forms(most, names, local, !clock);
    }

    /** The pattern with as many letters as the values have digits. */
    private static String format(String key, Tally tally) {
        if (key.equals("iso") || key.startsWith("epoch") || key.indexOf("MMM") >= 0 || key.equals("yyyyMMdd")) {
            return key;
        }
        StringBuilder fraction = new StringBuilder();
        for (int digits : tally.fractions.descendingSet()) {
            String part = "." + "S".repeat(digits);
            fraction.append(tally.whole || tally.fractions.size() > 1 ? "[" + part + "]" : part);
        }
        String pattern = key.replace("#", fraction);
        if (!tally.shortDate) {
            pattern = pattern.replace("d", "dd").replace("M", "MM");
        }
        return tally.shortHour ? pattern : pattern.replace("H", "HH").replace("h", "hh");
    }
}
