package io.ckpi.source.files.inspect;

import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of columns that are recognised, see the resource {@code vocabulary.yaml}. Immutable.
 *
 * @param absent texts that mean nothing
 * @param totals how rows begin that sum up others
 * @param currency names of columns with currencies
 * @param states words that stand in the names of states, and hardly in those of persons
 * @param tokens names of columns with persons and employees, by the type of their tokens
 * @param records what a record can be recognised by, by its name
 */
record Vocabulary(
        Set<String> absent,
        Set<String> totals,
        Set<String> currency,
        Set<String> states,
        Map<String, Set<String>> tokens,
        Map<String, RecordWords> records) {

    /** The one that ships. */
    static final Vocabulary STANDARD = standard();

    /** How a component is read. */
    enum As {
        ID,
        TEXT,
        TIME,
        DAY,
        MONEY,
        COUNT,
        NUMBER,
        DURATION,
        CONSTANT,
        TOKEN
    }

    /**
     * A record.
     *
     * @param needs what must be there, each a list of components of which one does
     * @param required components without which there is no record
     * @param columns components by name
     */
    record RecordWords(List<List<String>> needs, Set<String> required, Map<String, FieldWords> columns) {}

    /**
     * A component of a record.
     *
     * @param as how it is read
     * @param names names of its column, the likeliest first
     * @param weak names that say little by themselves
     * @param tokens types of token, for a person
     * @param same another component whose column it shares
     */
    record FieldWords(
            As as,
            List<String> names,
            List<String> weak,
            List<String> tokens,
            @Nullable String same) {}

    private static Vocabulary standard() {
        try (InputStream in = Vocabulary.class.getResourceAsStream("vocabulary.yaml")) {
            if (in == null) {
                throw new IllegalStateException("no vocabulary");
            }
            return Definitions.read("vocabulary.yaml", in, Vocabulary::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vocabulary read(Node root) {
        root.schema("ckpi/inspect-vocabulary@1");
        Map<String, Set<String>> tokens = new LinkedHashMap<>();
        root.map("tokens").forEach((type, names) -> tokens.put(type, normal(names.asTexts())));
        Map<String, RecordWords> records = new LinkedHashMap<>();
        root.map("records").forEach((name, node) -> {
            Map<String, FieldWords> columns = new LinkedHashMap<>();
            node.map("columns")
                    .forEach((field, words) -> columns.put(
                            field,
                            new FieldWords(
                                    words.oneOf("as", As.class, As.TEXT),
                                    List.copyOf(normal(words.optionalTexts("names"))),
                                    List.copyOf(normal(words.optionalTexts("weak"))),
                                    words.optionalTexts("tokens"),
                                    words.optionalText("same").orElse(null))));
            List<List<String>> needs = new ArrayList<>();
            node.texts("needs").forEach(need -> needs.add(List.of(need.split("\\|", -1))));
            records.put(name, new RecordWords(needs, new LinkedHashSet<>(node.texts("required")), columns));
        });
        return new Vocabulary(
                new LinkedHashSet<>(root.texts("absent")),
                new LinkedHashSet<>(root.texts("totals")),
                normal(root.texts("currency")),
                normal(root.texts("states")),
                tokens,
                records);
    }

    private static Set<String> normal(List<String> names) {
        Set<String> normal = new LinkedHashSet<>();
        names.forEach(name -> normal.add(normal(name)));
        return normal;
    }

    /** A name as names are compared: lower case, words parted by one blank. */
    static String normal(String name) {
        StringBuilder text = new StringBuilder();
        char before = ' ';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean word = Character.isLetterOrDigit(c);
            if (c == '№') {
                text.append(" номер ");
            } else if (!word) {
                text.append(' ');
            } else {
                if (Character.isUpperCase(c) && Character.isLowerCase(before)) {
                    text.append(' ');
                }
                char lower = Character.toLowerCase(c);
                text.append(lower == 'ё' ? 'е' : lower);
            }
            before = c;
        }
        return text.toString().strip().replaceAll(" +", " ").toLowerCase(Locale.ROOT);
    }

    /** True for the name of a column with states, kinds or the like: its values are not those of one person. */
    boolean isCategory(String name) {
        String normal = normal(name);
        return currency.contains(normal)
                || (tokens.values().stream().noneMatch(names -> names.contains(normal))
                        && records.values().stream()
                                .flatMap(record -> record.columns().entrySet().stream())
                                .filter(field -> field.getValue().as() == As.CONSTANT
                                        || field.getKey().equals("toRaw"))
                                .anyMatch(field -> field.getValue().names().contains(normal)
                                        || field.getValue().weak().contains(normal)));
    }

    boolean hasStateWord(String text) {
        return Arrays.stream(normal(text).split(" ", -1)).anyMatch(states::contains);
    }

    /** True if any record knows a column of that name. */
    boolean knows(String name) {
        String normal = normal(name);
        return currency.contains(normal)
                || tokens.values().stream().anyMatch(names -> names.contains(normal))
                || records.values().stream()
                        .flatMap(record -> record.columns().values().stream())
                        .anyMatch(field ->
                                field.names().contains(normal) || field.weak().contains(normal));
    }
}
