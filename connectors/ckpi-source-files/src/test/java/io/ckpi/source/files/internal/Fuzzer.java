package io.ckpi.source.files.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a parser with well-formed inputs that it spoils: bytes turned, taken out, doubled, exchanged, words of the grammar put
 * in, inputs cut off and spliced. The same seed gives the same inputs. An input on which the parser fails, or twice takes more
 * than two seconds (once may be the machine's fault), is shortened before it is told; one on which it does not come back is
 * told as it is.
 */
final class Fuzzer {

    /** Reads an input; whatever it throws is a finding. */
    @FunctionalInterface
    interface Parser {
        void read(byte[] input) throws Exception;
    }

    private static final int MAX_SHRINKS = 4_000;
    private static final long TICK_MILLIS = 250;
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final byte[][] ANYWHERE = {
        {0},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
        {(byte) 0xFF, (byte) 0xFE},
        {(byte) 0xC3},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80},
        {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        {(byte) 0xC0, (byte) 0x80},
        "\r\n".getBytes(StandardCharsets.UTF_8),
        "\r".getBytes(StandardCharsets.UTF_8),
        "\n\n".getBytes(StandardCharsets.UTF_8),
        "\u2028".getBytes(StandardCharsets.UTF_8),
        "\u0085".getBytes(StandardCharsets.UTF_8),
        "\u00a0".getBytes(StandardCharsets.UTF_8),
        "\u202e\u0130\u0661".getBytes(StandardCharsets.UTF_8),
        "-9223372036854775809".getBytes(StandardCharsets.UTF_8),
        "1e-999999999".getBytes(StandardCharsets.UTF_8),
        "99999999999999999999999999999999999999999999999999".getBytes(StandardCharsets.UTF_8),
        "NaN".getBytes(StandardCharsets.UTF_8),
    };

    private final String name;
    private final long seed;
    private final List<byte[]> corpus;
    private final List<byte[]> words;
    private final Parser parser;
    private final RandomGenerator random;

    private volatile long count;
    private volatile byte[] present = {};
    private volatile boolean shrinking;
    private long patienceMillis = TimeUnit.SECONDS.toMillis(20);
    private @Nullable AssertionError finding;

    /**
     * A fuzzer.
     *
     * @param corpus well-formed inputs
     * @param words of the grammar
     */
    Fuzzer(String name, long seed, List<String> corpus, List<String> words, Parser parser) {
        this.name = name;
        this.seed = seed;
        this.corpus = corpus.stream().map(Fuzzer::bytes).toList();
        this.words = words.stream().map(Fuzzer::bytes).toList();
        this.parser = parser;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ name.hashCode());
    }

    /** A text as bytes, one a character up to U+00FF if it holds no others: so a text can stand for any bytes. */
    private static byte[] bytes(String text) {
        return text.startsWith("bytes:")
                ? text.substring("bytes:".length()).getBytes(StandardCharsets.ISO_8859_1)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits that long for the parser to come back. */
    Fuzzer patience(long millis) {
        patienceMillis = millis;
        return this;
    }

    String name() {
        return name;
    }

    /** Feeds so many inputs and returns their number; fails on the first finding. */
    long run(long inputs) throws InterruptedException {
        Thread worker = new Thread(() -> feed(inputs), "fuzz " + name);
        worker.setDaemon(true);
        worker.start();
        watch(worker);
        if (finding != null) {
            throw finding;
        }
        return count;
    }

    private void feed(long inputs) {
        for (byte[] one : corpus) {
            if (!feed(one)) {
                return;
            }
        }
        for (long i = corpus.size(); i < inputs; i++) {
            if (!feed(mutant())) {
                return;
            }
        }
    }

    private boolean feed(byte[] input) {
        present = input;
        count++; // written by this thread only
        Throwable thrown = fault(input);
        if (thrown != null) {
            shrinking = true;
            finding = finding(shrunk(input, thrown), thrown);
            return false;
        }
        return true;
    }

    private @Nullable Throwable fault(byte[] input) {
        try {
            long begun = System.nanoTime();
            parser.read(input);
            if (System.nanoTime() - begun > SLOW_NANOS) {
                begun = System.nanoTime();
                parser.read(input);
                if (System.nanoTime() - begun > SLOW_NANOS) {
                    return new IllegalStateException("takes more than two seconds");
                }
            }
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    private AssertionError finding(byte[] input, Throwable thrown) {
        return new AssertionError(
                name + " fails on input " + count + " of seed " + seed + " with " + thrown + ", shortened to "
                        + input.length + " bytes: " + shown(input) + " = 0x"
                        + HexFormat.of().formatHex(input),
                thrown);
    }

    private static String shown(byte[] input) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : new String(input, StandardCharsets.UTF_8).toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7F) {
                text.append(c);
            } else {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            }
        }
        return text.append('"').toString();
    }

    /** The input without what the fault does not need. */
    private byte[] shrunk(byte[] input, Throwable thrown) {
        byte[] best = input;
        int tries = 0;
        for (int size = Math.max(1, input.length / 2); size > 0 && tries < MAX_SHRINKS; size /= 2) {
            for (int at = 0; at < best.length && tries < MAX_SHRINKS; tries++) {
                byte[] shorter = without(best, at, Math.min(best.length, at + size));
                Throwable same = fault(shorter);
                if (same != null && same.getClass() == thrown.getClass()) {
                    best = shorter;
                } else {
                    at += size;
                }
            }
        }
        return best;
    }

    // ---- the watch

    private void watch(Thread worker) throws InterruptedException {
        long before = -1;
        long still = 0;
        while (worker.isAlive()) {
            worker.join(TICK_MILLIS);
            long now = count;
            still = now != before || shrinking ? 0 : still + TICK_MILLIS;
            before = now;
            if (still >= patienceMillis && worker.isAlive()) {
                AssertionError hang = new AssertionError(name + " hangs on input " + now + " of seed " + seed + ": "
                        + shown(present) + " = 0x" + HexFormat.of().formatHex(present));
                hang.setStackTrace(worker.getStackTrace());
                throw hang;
            }
        }
    }

    // ---- mutants

    private byte[] any(List<byte[]> of) {
        return of.get(random.nextInt(of.size()));
    }

    private byte[] mutant() {
        byte[] input = any(corpus);
        int mutations = 1 + random.nextInt(6);
        for (int i = 0; i < mutations; i++) {
            input = mutated(input);
        }
        return input;
    }

    private byte[] mutated(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 6));
        return switch (random.nextInt(12)) {
            case 0 -> without(input, from, to);
            case 1, 2, 3 -> with(input, from, from, words.isEmpty() ? any(corpus) : any(words));
            case 4 -> with(input, from, to, words.isEmpty() ? new byte[0] : any(words));
            case 5 -> with(input, from, from, ANYWHERE[random.nextInt(ANYWHERE.length)]);
            case 6 -> with(input, from, from, Arrays.copyOfRange(input, from, to)); // doubled
            case 7 -> Arrays.copyOf(input, from); // cut off
            case 8 -> {
                byte[] other = any(corpus);
                yield with(
                        input,
                        from,
                        input.length,
                        Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
            }
            case 9 -> repeated(input, from, to);
            case 10 -> turned(input);
            default -> with(input, from, from, new byte[] {(byte) random.nextInt(256)});
        };
    }

    /** A part of the input many times in its place: deep nesting, long fields, many columns. */
    private byte[] repeated(byte[] input, int from, int to) {
        if (from == to) {
            return input;
        }
        int times = random.nextInt(50) == 0 ? 300 : 1 + random.nextInt(9);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, from);
        for (int i = 0; i < times; i++) {
            out.write(input, from, to - from);
        }
        out.write(input, to, input.length - to);
        return out.toByteArray();
    }

    private byte[] turned(byte[] input) {
        if (input.length == 0) {
            return input;
        }
        byte[] other = input.clone();
        int at = random.nextInt(other.length);
        other[at] ^= (byte) (1 << random.nextInt(8));
        return other;
    }

    private static byte[] without(byte[] input, int from, int to) {
        return with(input, from, to, new byte[0]);
    }

    private static byte[] with(byte[] input, int from, int to, byte[] part) {
        byte[] other = new byte[input.length - (to - from) + part.length];
        System.arraycopy(input, 0, other, 0, from);
        System.arraycopy(part, 0, other, from, part.length);
        System.arraycopy(input, to, other, from + part.length, input.length - to);
        return other;
    }
}
