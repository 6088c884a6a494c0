package io.ckpi.sdk.internal.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The frequent texts of one field, numbered in the order of their arrival. Which texts get a number depends on that order;
 * what is read back does not.
 *
 * <p><b>Thread-safety.</b> may be used by many threads; a number read from bytes must have been handed over safely.
 */
final class StringTable {

    static final int CAPACITY = 2048;
    private static final int MAX_LENGTH = 64;

    private final ConcurrentHashMap<String, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable String> texts = new AtomicReferenceArray<>(CAPACITY);
    private final AtomicInteger next = new AtomicInteger();

    /** The number of a text, or -1 if it has none and the table is full. */
    int number(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        if (text.length() > MAX_LENGTH || next.get() >= CAPACITY) {
            return -1;
        }
        synchronized (this) {
            Integer again = numbers.get(text);
            if (again != null) {
                return again;
            }
            int number = next.get();
            if (number >= CAPACITY) {
                return -1;
            }
            texts.set(number, text);
            next.set(number + 1);
            numbers.put(text, number);
            return number;
        }
    }

    boolean isFull() {
        return next.get() >= CAPACITY;
    }

    String text(int number) {
        String text = texts.get(number);
        if (text == null) {
            throw new IllegalStateException("no text has the number " + number);
        }
        return text;
    }
}
