package io.ckpi.report.internal.text;

import io.ckpi.core.Unit;
import java.math.BigDecimal;

/**
 * Readings in words. The last decimal shown is the second significant digit of the interval's half-width, a share has at
 * most three significant digits; without an interval a sensible number of digits for the unit.
 */
public final class Figures {

    private static final int LARGE = 1000;
    private static final int SHARE_DIGITS = 3;

    private final Words words;
    private final Numbers numbers;

    /** Readings in the language of {@code words}. */
    public Figures(Words words) {
        this.words = words;
        this.numbers = new Numbers(words);
    }

    /** The number with its unit. */
    public String value(Figure figure) {
        return withUnit(figure, figure.value(), decimals(figure));
    }

    /** The interval's ends without the unit: {@code 58.7 … 65.2}; empty if there is none. */
    public String interval(Figure figure) {
        int decimals = decimals(figure);
        String low = figure.low().map(x -> bare(figure, x, decimals)).orElse("");
        String high = figure.high().map(x -> bare(figure, x, decimals)).orElse("");
        if (low.isEmpty()) {
            return high.isEmpty() ? "" : "≤" + Numbers.NBSP + high;
        }
        return high.isEmpty() ? "≥" + Numbers.NBSP + low : range(low, high);
    }

    /** Two ends with the sign of a range between them. */
    public static String range(String low, String high) {
        return low + Numbers.NBSP + "…" + Numbers.NBSP + high;
    }

    /** The two bounds of a bounded reading with the unit. */
    public String bounds(Figure figure) {
        BigDecimal half = figure.greatest().subtract(figure.least()).divide(BigDecimal.valueOf(2));
        BigDecimal shown = shown(figure, half);
        int decimals = shown.signum() == 0 ? fallback(figure, figure.least()) : Math.max(0, Numbers.decimalsOf(shown));
        return range(bare(figure, figure.least(), decimals), withUnit(figure, figure.greatest(), decimals));
    }

    /** Value and interval in one line, the bounds, or the reason. */
    public String line(Figure figure) {
        return switch (figure.kind()) {
            case MEASURED -> {
                String interval = interval(figure);
                yield interval.isEmpty() ? value(figure) : value(figure) + " (" + interval + ")";
            }
            case BOUNDED -> bounds(figure) + " (" + figure.why(words) + ")";
            case ABSENT -> figure.why(words);
        };
    }

    /** Decimals of the shown value. */
    public int decimals(Figure figure) {
        BigDecimal value = shown(figure, figure.value());
        Unit.Kind unit = figure.unit().orElse(Unit.Kind.RATIO);
        if (unit == Unit.Kind.COUNT && value.stripTrailingZeros().scale() <= 0) {
            return 0;
        }
        BigDecimal half = figure.halfWidth().map(h -> shown(figure, h)).orElse(BigDecimal.ZERO);
        if (half.signum() <= 0) {
            return fallback(figure, figure.value());
        }
        int decimals = Numbers.decimalsOf(half);
        if (figure.share()) {
            decimals = Math.min(decimals, value.signum() == 0 ? 1 : Numbers.decimalsFor(value, SHARE_DIGITS));
            return Math.max(0, decimals);
        }
        if (decimals >= 0) {
            return decimals;
        }
        // rounding to tens and more never rounds the whole number away
        return value.signum() == 0 ? 0 : Math.min(0, Math.max(decimals, -Numbers.exponent(value)));
    }

    private int fallback(Figure figure, BigDecimal raw) {
        BigDecimal value = shown(figure, raw).abs();
        int three = Numbers.decimalsFor(value, SHARE_DIGITS);
        return switch (figure.unit().orElse(Unit.Kind.RATIO)) {
            case COUNT -> value.stripTrailingZeros().scale() <= 0 ? 0 : 1;
            case MONEY -> value.compareTo(BigDecimal.valueOf(LARGE)) >= 0 ? 0 : 2;
            case POINTS -> 1;
            case RATIO -> figure.share() ? clamp(three, 0, 1) : clamp(three, 0, 2);
            case PERCENT, SECONDS, HOURS, DAYS -> clamp(three, 0, 1);
        };
    }

    private static int clamp(int value, int least, int greatest) {
        return Math.max(least, Math.min(greatest, value));
    }

    /** A number of the figure's unit in the shown scale: shares in per cent. */
    private static BigDecimal shown(Figure figure, BigDecimal raw) {
        return figure.share() ? raw.movePointRight(2) : raw;
    }

    /** A number of the figure's unit, without the unit. */
    public String bare(Figure figure, BigDecimal raw, int decimals) {
        return numbers.plain(shown(figure, raw), decimals);
    }

    /** A number of the figure's unit, with the unit. */
    public String withUnit(Figure figure, BigDecimal raw, int decimals) {
        String text = bare(figure, raw, decimals);
        return switch (figure.unit().orElse(Unit.Kind.RATIO)) {
            case RATIO -> figure.share() ? text + numbers.percentSign() : text;
            case PERCENT -> text + numbers.percentSign();
            case MONEY -> numbers.money(raw, figure.currency(), decimals);
            case SECONDS -> text + Numbers.NBSP + words.get("unit.seconds");
            case HOURS -> text + Numbers.NBSP + words.get("unit.hours");
            case DAYS -> text + Numbers.NBSP + words.get("unit.days");
            case COUNT, POINTS -> text;
        };
    }

    /** A difference of the figure's unit with its sign; a difference of shares is in percentage points. */
    public String difference(Figure figure) {
        int decimals = decimals(figure);
        String text = withUnit(figure, figure.value(), decimals);
        if (figure.share()) {
            text = bare(figure, figure.value(), decimals) + Numbers.NBSP + words.get("unit.points");
        }
        boolean positive = !text.startsWith(Numbers.MINUS) && hasDigit(text);
        return positive ? "+" + text : text;
    }

    private static boolean hasDigit(String text) {
        return text.chars().anyMatch(c -> c >= '1' && c <= '9');
    }
}
