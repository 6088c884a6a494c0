package io.ckpi.source.files.inspect;

import io.ckpi.source.files.inspect.ColumnProfile.Look;
import io.ckpi.source.files.inspect.Vocabulary.As;
import io.ckpi.source.files.inspect.Vocabulary.FieldWords;
import io.ckpi.source.files.inspect.Vocabulary.RecordWords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record that the columns of a file may make. Immutable.
 *
 * @param record its name
 * @param words what is known of it
 * @param columns the places of the columns by component, in the order of the vocabulary; several if it cannot be decided which
 * @param byValues components whose column was found by its values, not by its name
 * @param score how many names speak for it, strong ones twice
 */
record Recognition(
        String record, RecordWords words, Map<String, List<Integer>> columns, Set<String> byValues, int score) {

    /**
     * The records that the columns may make, the likeliest first.
     *
     * @param only the record to look for, or null; its needs need not be met
     */
    static List<Recognition> of(List<ColumnProfile> columns, @Nullable String only) {
        List<Recognition> found = new ArrayList<>();
        Vocabulary.STANDARD.records().forEach((record, words) -> {
            if (only == null || only.equals(record)) {
                Recognition recognition = new Matching(columns, words).recognition(record);
                if (only != null || recognition.score > 0) {
                    found.add(recognition);
                }
            }
        });
        found.sort((a, b) -> Integer.compare(b.score, a.score));
        return found;
    }

    /** Assigns columns to the components of one record. Mutable. */
    private static final class Matching {
        private final List<ColumnProfile> columns;
        private final List<String> names;
        private final RecordWords words;
        private final Map<String, List<Integer>> found = new LinkedHashMap<>();
        private final Set<Integer> used = new HashSet<>();
        private final Set<String> strong = new HashSet<>();

        Matching(List<ColumnProfile> columns, RecordWords words) {
            this.columns = columns;
            this.words = words;
            this.names = columns.stream().map(c -> Vocabulary.normal(c.name())).toList();
        }

        Recognition recognition(String record) {
            // strong names first, so that a weak one of another component does not take their column
            words.columns().forEach((field, of) -> match(field, of, strongNames(of), true));
            words.required().forEach(this::alternatives);
            words.columns().forEach((field, of) -> match(field, of, of.weak(), false));
            int score = found.keySet().stream()
                    .mapToInt(field -> strong.contains(field) ? 2 : 1)
                    .sum();
            boolean met = words.needs().stream().allMatch(need -> need.stream().anyMatch(found::containsKey));
            boolean sure = words.needs().stream().flatMap(List::stream).anyMatch(strong::contains);
            Set<String> byValues = byValues();
            Map<String, List<Integer>> ordered = new LinkedHashMap<>();
            words.columns().forEach((field, of) -> {
                String from = of.same() == null ? field : of.same();
                if (found.containsKey(from)) {
                    ordered.put(field, found.get(from));
                }
            });
            return new Recognition(record, words, ordered, byValues, met && sure ? score : 0);
        }

        private static List<String> strongNames(FieldWords of) {
            List<String> all = new ArrayList<>(of.names());
            of.tokens().forEach(type -> all.addAll(Vocabulary.STANDARD.tokens().getOrDefault(type, Set.of())));
            return all;
        }

        private void match(String field, FieldWords of, List<String> wanted, boolean isStrong) {
            if (found.containsKey(field) || of.same() != null) {
                return;
            }
            List<Integer> places = new ArrayList<>();
            for (String name : wanted) {
                for (int i = 0; i < columns.size(); i++) {
                    if (names.get(i).equals(name) && !used.contains(i) && can(of.as(), columns.get(i))) {
                        places.add(i);
                    }
                }
            }
            if (!places.isEmpty()) {
                found.put(field, of.as() == As.TIME ? List.copyOf(places) : List.of(places.get(0)));
                used.addAll(found.get(field));
                if (isStrong) {
                    strong.add(field);
                }
            }
        }

        /** Of several times that a weak name speaks for too, the data does not say which is meant. */
        private void alternatives(String field) {
            FieldWords of = words.columns().get(field);
            List<Integer> strongly = found.get(field);
            if (of == null || of.as() != As.TIME || strongly == null) {
                return;
            }
            List<Integer> all = new ArrayList<>(strongly);
            for (int i = 0; i < columns.size(); i++) {
                if (of.weak().contains(names.get(i)) && !used.contains(i) && can(As.TIME, columns.get(i))) {
                    all.add(i);
                }
            }
            found.put(field, List.copyOf(all));
            used.addAll(all);
        }

        /** Columns of times that no name speaks for, for the time that must be there. */
        private Set<String> byValues() {
            Set<String> byValues = new HashSet<>();
            for (String field : words.required()) {
                FieldWords of = words.columns().get(field);
                if (of == null || found.containsKey(field) || (of.as() != As.TIME && of.as() != As.DAY)) {
                    continue;
                }
                List<Integer> places = leftTimes(used);
                if (!places.isEmpty()) {
                    found.put(field, places);
                    used.addAll(places);
                    byValues.add(field);
                }
            }
            return byValues;
        }

        private List<Integer> leftTimes(Set<Integer> taken) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).look() == Look.TIME && !taken.contains(i)) {
                    places.add(i);
                }
            }
            return places;
        }

        private static boolean can(As as, ColumnProfile column) {
            if (column.filled() == 0 || column.look() == Look.NESTED) {
                return false;
            }
            return switch (as) {
                case TIME, DAY -> 2 * column.times().fitting() >= column.filled();
                case MONEY, COUNT, NUMBER ->
                    column.look() != Look.TIME && 2 * column.numbers().fitting() >= column.filled();
                case DURATION -> 2 * column.numbers().fitting() >= column.filled() || isClock(column);
                case CONSTANT -> column.distinct() < ColumnProfile.MANY && column.look() != Look.TIME;
                case ID, TEXT, TOKEN -> column.look() != Look.TIME;
            };
        }
    }

    /** True for lengths of time such as 0:01:30. */
    static boolean isClock(ColumnProfile column) {
        return 5 * column.shapes().getOrDefault("digits:digits:digits", 0L) >= 4 * column.filled();
    }

    /** Columns of times that have no place in the record. */
    List<Integer> leftTimes(List<ColumnProfile> all) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).look() == Look.TIME && !isUsed(i)) {
                left.add(i);
            }
        }
        return left;
    }

    boolean isUsed(int column) {
        return columns.values().stream().anyMatch(places -> places.contains(column));
    }
}
