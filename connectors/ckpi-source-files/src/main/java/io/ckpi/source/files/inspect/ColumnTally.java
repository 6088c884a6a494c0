package io.ckpi.source.files.inspect;

import io.ckpi.source.files.inspect.ColumnProfile.Look;
import io.ckpi.source.files.internal.RawRows;
import io.ckpi.source.mapping.RowSettings;
import io.ckpi.source.mapping.ValueForms;
import io.ckpi.spi.Reject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts what the values of a column look like, in memory that does not grow with them. Mutable, for one thread. */
final class ColumnTally {

    /** Ways to write a number: decimal mark, grouping mark; of ways that agree the first counts. */
    private static final String[] NUMBERS = {".", ",", ".,", ". ", ", ", ",.", ".'"};

    private static final int MOST_SHAPES = 50;
    private static final int MOST_COMPARED = 1000;
    private static final int LONGEST_VALUE = 40;
    private static final int MOST_DECIMALS = 6;
    private static final int LEAST_REPETITION = 3;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}\\.[^@\\s.]{2,63}");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()\\u00A0.-]{8,24}");
    private static final Pattern CURRENCY_SIGN =
            Pattern.compile("[$€£₽]\\s*-?[0-9][0-9.,\\s]*|-?[0-9][0-9.,\\s]*(?:[$€£₽]|руб\\.?|р\\.)");
    private static final Pattern NAME = Pattern.compile("\\p{Lu}[\\p{L}'-]*(?:\\s+\\p{Lu}[\\p{L}'.-]*){1,3}");
    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{10,40}");
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final Vocabulary vocabulary;
    private final TimeTally times = new TimeTally();
    private final long[] numbers = new long[NUMBERS.length];
    private final boolean[][] differ = new boolean[NUMBERS.length][NUMBERS.length];
    private final Map<String, Long> values = new HashMap<>();
    private final Map<String, Long> shapes = new HashMap<>();
    private final Map<String, Long> absent = new TreeMap<>();
    private final Set<Long> seen = new HashSet<>();
    private boolean manyValues;
    private long filled;
    private long padded;
    private long phones;
    private long emails;
    private long currencies;
    private long nested;
    private long blanks;
    private long scientific;
    private long zeroTails;
    private long compared;
    private long repeated;
    private long signs;
    private long fine;
    private long longNumbers;

    ColumnTally(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    void add(String cell) {
        String text = cell.strip();
        if (text.isEmpty()) {
            return;
        }
        if (vocabulary.absent().contains(text)) {
            absent.merge(text, 1L, Long::sum);
            return;
        }
        filled++;
        padded += text.length() < cell.length() ? 1 : 0;
        boolean array = text.charAt(0) == '[' && text.charAt(text.length() - 1) == ']';
        nested += array || text.equals(RawRows.NESTED) ? 1 : 0;
        times.add(text);
        number(text);
        looks(text);
        count(values, text, ColumnProfile.MANY);
        manyValues |= text.length() > LONGEST_VALUE || values.size() >= ColumnProfile.MANY;
        count(shapes, Reject.shape(text), MOST_SHAPES);
        if (compared < MOST_COMPARED) {
            compared++;
            repeated += seen.add(hash(text)) ? 0 : 1;
        }
    }

    private static void count(Map<String, Long> counts, String text, int most) {
        if (text.length() <= 2 * LONGEST_VALUE && (counts.size() < most || counts.containsKey(text))) {
            counts.merge(text, 1L, Long::sum);
        }
    }

    private static long hash(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    private void looks(String text) {
        blanks += text.indexOf(' ') >= 0 ? 1 : 0;
        if (text.length() > 256) {
            return;
        }
        emails += EMAIL.matcher(text).matches() ? 1 : 0;
        phones += isPhone(text) ? 1 : 0;
        currencies += CURRENCIES.contains(text) ? 1 : 0;
        scientific += ValueForms.isPrecisionLost(text) && text.indexOf('-') < 0 ? 1 : 0;
        zeroTails += ValueForms.hasZeroTail(text) ? 1 : 0;
        longNumbers += LONG_NUMBER.matcher(text).matches() ? 1 : 0;
        signs += CURRENCY_SIGN.matcher(text).matches() ? 1 : 0;
    }

    private static boolean isPhone(String text) {
        if (!PHONE.matcher(text).matches()) {
            return false;
        }
        String digits = text.replaceAll("[^0-9]", "");
        boolean written = text.charAt(0) == '+' || (text.indexOf('(') > 0 && text.indexOf(')') > 0);
        boolean russian = digits.length() == 11 && (digits.startsWith("79") || digits.startsWith("89"));
        return digits.length() >= 10 && digits.length() <= 15 && (written || russian);
    }

    private void number(String text) {
        if (text.length() > 60 || "0123456789-+.".indexOf(text.charAt(0)) < 0) {
            return;
        }
        @Nullable BigDecimal[] read = new BigDecimal[NUMBERS.length];
        for (int i = 0; i < NUMBERS.length; i++) {
            char grouping = NUMBERS[i].length() > 1 ? NUMBERS[i].charAt(1) : RowSettings.NO_GROUPING;
            read[i] = ValueForms.number(text, NUMBERS[i].charAt(0), grouping);
            BigDecimal number = read[i];
            if (number == null) {
                continue;
            }
            numbers[i]++;
            fine += i == 0 && number.scale() > MOST_DECIMALS ? 1 : 0;
            for (int k = 0; k < i; k++) {
                BigDecimal other = read[k];
                differ[i][k] |= other != null && other.compareTo(number) != 0;
            }
        }
    }

    /** How many values are amounts with a sign of a currency, which no mapping reads. */
    long signs() {
        return signs;
    }

    /** How many values have more decimals than an amount can have. */
    long fine() {
        return fine;
    }

    /** How many values a spreadsheet has rounded, if they are ids. */
    long rounded() {
        return scientific + (zeroTails > 2 ? zeroTails : 0);
    }

    ColumnProfile profile(String name) {
        ColumnProfile.Forms time = times.best();
        ColumnProfile.Forms number = numbers();
        Look look = look(time, number);
        long fitting =
                switch (look) {
                    case EMPTY -> 0;
                    case ROUNDED_ID -> rounded();
                    case TIME -> time.fitting();
                    case EMAIL -> emails;
                    case PHONE -> phones;
                    case CURRENCY -> currencies;
                    case NUMBER -> number.fitting();
                    case NESTED -> nested;
                    case CATEGORY, ID, TEXT -> filled;
                };
        return new ColumnProfile(
                name,
                filled,
                look,
                fitting,
                time,
                number,
                phones,
                emails,
                currencies,
                vocabulary.isCategory(name) ? shown() : Map.of(),
                manyValues ? ColumnProfile.MANY : values.size(),
                repeated,
                look == Look.TEXT ? Map.of() : top(shapes, 3),
                Map.copyOf(absent),
                padded);
    }

    private Look look(ColumnProfile.Forms time, ColumnProfile.Forms number) {
        boolean digits = !time.names().isEmpty()
                && (time.names().get(0).startsWith("epoch")
                        || time.names().get(0).equals("yyyyMMdd"));
        if (filled == 0) {
            return Look.EMPTY;
        } else if (5 * scientific >= 4 * filled || (zeroTails > 2 && 5 * zeroTails >= 4 * filled)) {
            return Look.ROUNDED_ID;
        } else if (!digits && 2 * time.fitting() >= filled) {
            return Look.TIME;
        } else if (isMost(emails)) {
            return Look.EMAIL;
        } else if (isMost(phones)) {
            return Look.PHONE;
        } else if (isMost(currencies)) {
            return Look.CURRENCY;
        } else if (isMost(nested)) {
            return Look.NESTED;
        } else if (isMost(longNumbers)) {
            return Look.ID;
        } else if (isMost(number.fitting())) {
            return Look.NUMBER;
        } else if (!manyValues && filled >= 2L * values.size()) {
            return Look.CATEGORY;
        }
        return blanks == 0 && 2 * repeated < compared ? Look.ID : Look.TEXT;
    }

    private boolean isMost(long count) {
        return 5 * count >= 4 * filled;
    }

    private ColumnProfile.Forms numbers() {
        long most = 0;
        for (long count : numbers) {
            most = Math.max(most, count);
        }
        List<Integer> best = new ArrayList<>();
        for (int i = 0; i < numbers.length && most > 0; i++) {
            int way = i;
            if (numbers[i] == most && best.stream().allMatch(k -> differ[way][k])) {
                best.add(i);
            }
        }
        return new ColumnProfile.Forms(most, best.stream().map(i -> NUMBERS[i]).toList(), 0, false);
    }

    /** The values, if they are few, short and repeated, and none looks personal; else none. */
    private Map<String, Long> shown() {
        if (manyValues || values.keySet().stream().anyMatch(this::looksPersonal)) {
            return Map.of();
        }
        boolean repeats = values.values().stream().allMatch(count -> count >= LEAST_REPETITION);
        return repeats || values.size() * 2L <= filled ? top(values, ColumnProfile.MANY) : Map.of();
    }

    private boolean looksPersonal(String text) {
        return text.length() > LONGEST_VALUE
                || isAddress(text)
                || (NAME.matcher(text).matches() && !vocabulary.hasStateWord(text));
    }

    /** True for what may be an address of mail, a telephone number or another long number. */
    static boolean isAddress(String text) {
        return text.chars().filter(Character::isDigit).count() >= 5 || text.indexOf('@') >= 0;
    }

    private static Map<String, Long> top(Map<String, Long> counts, int most) {
        Map<String, Long> top = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(entry -> top.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(top);
    }
}
