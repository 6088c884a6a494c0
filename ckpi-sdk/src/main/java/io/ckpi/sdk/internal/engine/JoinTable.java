package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.internal.engine.Subjects.Subject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which visits, leads, deals and orders belong together, and to whom. Only records without a person open a place here; records
 * with one only say whose a known place is. Mutable, confined to one thread while it is filled.
 */
final class JoinTable {

    private final Subjects subjects;
    private final Map<String, Integer> places = new HashMap<>();
    private int[] parents = new int[64];
    private @Nullable String[] least = new @Nullable String[64];
    private @Nullable String[] persons = new @Nullable String[64];
    private int size;

    JoinTable(Subjects subjects) {
        this.subjects = subjects;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** True if a record without a person has opened a place under that key. */
    boolean knows(String key) {
        return places.containsKey(key);
    }

    /** Opens places for what a record without a person names. */
    void open(SourceRecord record) {
        if (record instanceof LeadStageChange change) {
            join(subjects.entityKey(change), subjects.leadKey(change));
        } else if (record instanceof Order order) {
            join(Subjects.orderKey(order), subjects.dealKey(order));
        } else {
            String key = key(record);
            if (key != null) {
                place(key);
            }
        }
    }

    /** The key of what a record is about. */
    private @Nullable String key(SourceRecord record) {
        if (record instanceof LeadStageChange change) {
            return subjects.entityKey(change);
        } else if (record instanceof Order order) {
            return Subjects.orderKey(order);
        } else if (record instanceof Feedback feedback) {
            return Subjects.orderKey(feedback);
        }
        return record instanceof Touch touch ? Subjects.visitKey(touch) : null;
    }

    /** Learns from a record with a person, if it names a known place. */
    void learn(SourceRecord record) {
        String token = Subjects.person(record);
        if (token == null) {
            return;
        }
        if (record instanceof LeadStageChange change) {
            learn(subjects.entityKey(change), token);
            learn(subjects.leadKey(change), token);
        } else if (record instanceof Order order) {
            learn(Subjects.orderKey(order), token);
            learn(subjects.dealKey(order), token);
        } else if (record instanceof Touch touch) {
            learn(Subjects.visitKey(touch), token);
        }
    }

    private void learn(@Nullable String key, String token) {
        Integer place = key == null ? null : places.get(key);
        if (place != null) {
            int root = root(place);
            persons[root] = smaller(persons[root], subjects.person(token).id());
        }
    }

    /** The subject of a record without a person. */
    Subject subject(SourceRecord record) {
        String key = key(record);
        Integer place = key == null ? null : places.get(key);
        if (place == null) {
            return Subjects.alone(record);
        }
        int root = root(place);
        String person = persons[root];
        if (person != null) {
            return subjects.person(person);
        }
        String name = least[root];
        return name == null ? Subjects.alone(record) : Subjects.joined(name);
    }

    private void join(String key, @Nullable String other) {
        int a = root(place(key));
        if (other == null) {
            return;
        }
        int b = root(place(other));
        if (a != b) {
            int low = Math.min(a, b);
            int high = Math.max(a, b);
            parents[high] = low;
            least[low] = smaller(least[low], least[high]);
            persons[low] = smaller(persons[low], persons[high]);
        }
    }

    private int place(String key) {
        Integer known = places.get(key);
        if (known != null) {
            return known;
        }
        if (size == parents.length) {
            parents = Arrays.copyOf(parents, size * 2);
            least = Arrays.copyOf(least, size * 2);
            persons = Arrays.copyOf(persons, size * 2);
        }
        parents[size] = size;
        least[size] = key;
        places.put(key, size);
        return size++;
    }

    private int root(int place) {
        int at = place;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    private static @Nullable String smaller(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }
}
