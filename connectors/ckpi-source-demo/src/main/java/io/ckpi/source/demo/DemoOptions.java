package io.ckpi.source.demo;

import io.ckpi.core.record.SourceRecord;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the demo company looks like. Equal options give equal records, on every machine and in any order of reading.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param customers number of persons the company has contact with, {@value #MIN_CUSTOMERS} to {@value #MAX_CUSTOMERS};
 *     about two in five become leads and one in twenty buys
 * @param seed seed of all random draws
 * @param end first day without data, the first day of a month of the years 2018 to 2100
 * @param months months of data before {@code end}, {@value #MIN_MONTHS} to {@value #MAX_MONTHS}
 * @param without types of record that the company does not have, for instance {@code Call.class}
 */
public record DemoOptions(
        int customers, long seed, LocalDate end, int months, Set<Class<? extends SourceRecord>> without) {

    /** Fewest persons. */
    public static final int MIN_CUSTOMERS = 1_000;
    /** Most persons. */
    public static final int MAX_CUSTOMERS = 10_000_000;
    /** Fewest months. */
    public static final int MIN_MONTHS = 6;
    /** Most months. */
    public static final int MAX_MONTHS = 60;

    static final int DEFAULT_CUSTOMERS = 20_000;
    static final long DEFAULT_SEED = 1;
    static final LocalDate DEFAULT_END = LocalDate.of(2026, 11, 1);
    static final int DEFAULT_MONTHS = 24;

    private static final Pattern WITHOUT = Pattern.compile(",");
    private static final LocalDate FIRST_END = LocalDate.of(2018, 1, 1);
    private static final LocalDate LAST_END = LocalDate.of(2100, 12, 1);

    /** Checks the ranges. */
    public DemoOptions {
        Objects.requireNonNull(end, "end");
        without = Set.copyOf(without);
        List<String> faults = new ArrayList<>();
        if (customers < MIN_CUSTOMERS || customers > MAX_CUSTOMERS) {
            faults.add(rangeFault("customers", MIN_CUSTOMERS, MAX_CUSTOMERS, customers));
        }
        if (months < MIN_MONTHS || months > MAX_MONTHS) {
            faults.add(rangeFault("months", MIN_MONTHS, MAX_MONTHS, months));
        }
        endFault(end).ifPresent(faults::add);
        for (Class<? extends SourceRecord> type : without) {
            if (!DemoSource.STREAMS.containsValue(type)) {
                faults.add("without names a type that the demo does not deliver: " + type.getSimpleName());
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /** 20,000 persons, seed 1, 24 months up to and without 2026-11-01, every type of record. */
    public static DemoOptions withDefaults() {
        return new DemoOptions(DEFAULT_CUSTOMERS, DEFAULT_SEED, DEFAULT_END, DEFAULT_MONTHS, Set.of());
    }

    /** The same with another number of persons. */
    public DemoOptions withCustomers(int newCustomers) {
        return new DemoOptions(newCustomers, seed, end, months, without);
    }

    /** The same with another seed. */
    public DemoOptions withSeed(long newSeed) {
        return new DemoOptions(customers, newSeed, end, months, without);
    }

    /** The same with another end. */
    public DemoOptions withEnd(LocalDate newEnd) {
        return new DemoOptions(customers, seed, newEnd, months, without);
    }

    /** The same with another number of months. */
    public DemoOptions withMonths(int newMonths) {
        return new DemoOptions(customers, seed, end, newMonths, without);
    }

    /** The same without these types of record. */
    public DemoOptions withWithout(Set<Class<? extends SourceRecord>> newWithout) {
        return new DemoOptions(customers, seed, end, months, newWithout);
    }

    /** The first day of the data. */
    public LocalDate start() {
        return end.minusMonths(months);
    }

    /**
     * Reads texts as the configuration gives them.
     *
     * @throws IllegalArgumentException if any is wrong; its message names all faults
     */
    static DemoOptions parse(long customers, long seed, String end, long months, String without) {
        List<String> faults = new ArrayList<>();
        if (customers < MIN_CUSTOMERS || customers > MAX_CUSTOMERS) {
            faults.add(rangeFault("customers", MIN_CUSTOMERS, MAX_CUSTOMERS, customers));
        }
        if (months < MIN_MONTHS || months > MAX_MONTHS) {
            faults.add(rangeFault("months", MIN_MONTHS, MAX_MONTHS, months));
        }
        LocalDate day = DEFAULT_END;
        try {
            day = LocalDate.parse(end.strip());
            endFault(day).ifPresent(faults::add);
        } catch (DateTimeException e) {
            faults.add("end is not a date such as 2026-11-01: " + end);
        }
        Map<String, Class<? extends SourceRecord>> byName = new LinkedHashMap<>();
        DemoSource.STREAMS.forEach((name, type) -> byName.put(name.toLowerCase(Locale.ROOT), type));
        Set<Class<? extends SourceRecord>> types = new HashSet<>();
        for (String part : WITHOUT.split(without, -1)) {
            String name = part.strip();
            Class<? extends SourceRecord> type = byName.get(name.toLowerCase(Locale.ROOT));
            if (type != null) {
                types.add(type);
            } else if (!name.isEmpty()) {
                faults.add("without names no type of record: " + name + "; known are "
                        + String.join(", ", DemoSource.STREAMS.keySet()));
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new DemoOptions((int) customers, seed, day, (int) months, types);
    }

    /** The names of the missing types, sorted, as the option {@code without} takes them. */
    String withoutText() {
        return without.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining(","));
    }

    private static String rangeFault(String name, long least, long most, long value) {
        return name + " is not " + least + " to " + most + ": " + value;
    }

    private static Optional<String> endFault(LocalDate end) {
        if (end.isBefore(FIRST_END) || end.isAfter(LAST_END) || end.getDayOfMonth() != 1) {
            return Optional.of(
                    "end is not the first day of a month from " + FIRST_END + " to " + LAST_END + ": " + end);
        }
        return Optional.empty();
    }
}
