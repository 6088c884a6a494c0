package io.ckpi.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads lengths of time: {@code 30s}, {@code 15m}, {@code 24h}, {@code 7d}, {@code 2w}, or ISO 8601 ({@code PT36H}). */
final class DurationArgument implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            String word = text.strip().toUpperCase(Locale.ROOT);
            if (word.startsWith("P")) {
                return Duration.parse(word);
            }
            long number = Long.parseLong(word.substring(0, word.length() - 1));
            return switch (word.charAt(word.length() - 1)) {
                case 'S' -> Duration.ofSeconds(number);
                case 'M' -> Duration.ofMinutes(number);
                case 'H' -> Duration.ofHours(number);
                case 'D' -> Duration.ofDays(number);
                case 'W' -> Duration.ofDays(Math.multiplyExact(number, 7));
                default -> throw wrong(text);
            };
        } catch (NumberFormatException | StringIndexOutOfBoundsException | DateTimeException | ArithmeticException e) {
            throw wrong(text);
        }
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is no length of time, such as 30m, 24h, 7d or PT36H");
    }
}
