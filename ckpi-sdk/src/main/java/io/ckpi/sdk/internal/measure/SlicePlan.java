package io.ckpi.sdk.internal.measure;

import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Spend;
import io.ckpi.sdk.definition.Dimension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which slices there are, and what each of them may look at besides the histories: its own spend and measures of the market, so
 * a cost that names no value is in the slice of what has none. Immutable, shared by all threads.
 */
public final class SlicePlan {

    final Dimension dimension;
    final MeasureContext whole;
    private final Map<String, SliceKey> named = new LinkedHashMap<>();
    private final Map<SliceKey, List<Spend>> spend = new HashMap<>();
    private final Map<SliceKey, List<MarketMeasure>> market = new HashMap<>();
    private final Map<SliceKey, Frame> frames = new ConcurrentHashMap<>();
    private final Frame frameOfWhole;

    /** What one slice looks at. */
    record Frame(MeasureContext context, Window window, Spending spending) {}

    /**
     * A plan.
     *
     * @param dimension what is cut by
     * @param whole what the whole looks at
     * @param values the values that get a slice of their own
     */
    public SlicePlan(Dimension dimension, MeasureContext whole, Set<String> values) {
        this.dimension = dimension;
        this.whole = whole;
        values.forEach(value -> named.put(value, SliceKey.of(value)));
        Shared shared = new Shared(whole);
        Belonging belonging = new Belonging(dimension, shared, whole.employees());
        for (Spend one : whole.spend()) {
            spend.computeIfAbsent(key(belonging.of(one)), key -> new ArrayList<>())
                    .add(one);
        }
        for (MarketMeasure one : whole.market()) {
            market.computeIfAbsent(key(dimension == Dimension.REGION ? one.region() : null), key -> new ArrayList<>())
                    .add(one);
        }
        Window window = new Window(whole);
        this.frameOfWhole = new Frame(whole, window, new Spending(window, shared));
    }

    /** The slice of a value, or of no known value. */
    SliceKey key(@Nullable String value) {
        return value == null ? SliceKey.UNKNOWN : named.getOrDefault(value, SliceKey.OTHER);
    }

    Frame frame() {
        return frameOfWhole;
    }

    Frame frame(SliceKey key, Shared shared) {
        return frames.computeIfAbsent(
                key,
                missing -> frame(
                        new MeasureContext(
                                whole.period(),
                                whole.dataEnd(),
                                whole.currency(),
                                whole.parameters(),
                                whole.channels(),
                                spend.getOrDefault(missing, List.of()),
                                market.getOrDefault(missing, List.of()),
                                whole.numberPools(),
                                whole.employees(),
                                whole.campaigns(),
                                whole.quality()),
                        shared));
    }

    private Frame frame(MeasureContext context, Shared shared) {
        Window window = new Window(context);
        return new Frame(context, window, new Spending(window, shared, frameOfWhole.spending()));
    }

    /** True if there is spend or a measure of the market in that slice. */
    boolean holds(SliceKey key) {
        return spend.containsKey(key) || market.containsKey(key);
    }

    /** The slices of values, in the order of their size. */
    public List<SliceKey> named() {
        return List.copyOf(named.values());
    }

    /** The values that have a slice. */
    public Set<String> values() {
        return named.keySet();
    }
}
