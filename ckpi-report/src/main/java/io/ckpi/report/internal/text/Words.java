package io.ckpi.report.internal.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The fixed words of one language: a bundle of texts by key, and the plural rules. Russian for {@code ru}, English for
 * every other language; the JDK's locale data is not used.
 */
public final class Words {

    /** English. */
    public static final Words EN = new Words("en");
    /** Russian. */
    public static final Words RU = new Words("ru");

    private final String language;
    private final Map<String, String> texts;

    private Words(String language) {
        this.language = language;
        this.texts = load("texts_" + language + ".properties");
    }

    /** The words for a locale. */
    public static Words of(Locale locale) {
        return "ru".equals(locale.getLanguage()) ? RU : EN;
    }

    private static Map<String, String> load(String name) {
        Properties properties = new Properties();
        try (InputStream in = Words.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource is missing: " + name);
            }
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            texts.put(key, properties.getProperty(key));
        }
        return Map.copyOf(texts);
    }

    /** {@code ru} or {@code en}. */
    public String language() {
        return language;
    }

    /** Whether this is Russian. */
    public boolean russian() {
        return "ru".equals(language);
    }

    /** All texts by key. */
    public Map<String, String> texts() {
        return texts;
    }

    /** The text of {@code key}, with {@code {0}}, {@code {1}} … replaced by the arguments. */
    public String get(String key, Object... arguments) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalStateException("no text for the key " + key + " in " + language);
        }
        return fill(text, arguments);
    }

    /** The text of {@code key.one}, {@code key.few} or {@code key.many}, as {@code count} demands. */
    public String plural(String key, long count, Object... arguments) {
        return get(key + "." + form(count), arguments);
    }

    /** The plural form a count demands: {@code one}, {@code few} or {@code many}. */
    String form(long count) {
        long n = Math.abs(count);
        if (!russian()) {
            return n == 1 ? "one" : "many";
        }
        long tens = n % 100;
        long units = n % 10;
        if (units == 1 && tens != 11) {
            return "one";
        }
        return units >= 2 && units <= 4 && (tens < 12 || tens > 14) ? "few" : "many";
    }

    private static String fill(String text, Object... arguments) {
        StringBuilder out = new StringBuilder(text.length() + 32);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '{' && i + 2 < text.length() && text.charAt(i + 2) == '}') {
                int index = text.charAt(i + 1) - '0';
                if (index < 0 || index >= arguments.length) {
                    throw new IllegalStateException("the text needs argument " + index + ": " + text);
                }
                out.append(arguments[index]);
                i += 3;
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }
}
