package io.ckpi.funnel;

import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** The reproducible log of a shop: skewed users, times in order, seven steps that become rarer and noise. */
final class LogGenerator {

    static final List<String> NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7");
    private static final double[] CUMULATIVE = {.30, .50, .62, .70, .76, .79, .80};

    final int[] users;
    final int[] seconds;
    final byte[] codes;

    LogGenerator(long seed, int events, int userCount, int timeUnit) {
        this(seed, events, events, userCount, timeUnit);
    }

    /** The first {@code prefix} rows of the log of {@code events}. */
    LogGenerator(long seed, int events, int prefix, int userCount, int timeUnit) {
        SplittableRandom random = new SplittableRandom(seed);
        users = new int[prefix];
        seconds = new int[prefix];
        codes = new byte[prefix];
        for (int i = 0; i < prefix; i++) {
            double r = random.nextDouble();
            users[i] = (int) (userCount * r * r);
            long second = 1735689600L + (long) i * 7776000 / events;
            seconds[i] = (int) (second / timeUnit * timeUnit);
            double e = random.nextDouble();
            byte code = 0;
            for (int c = 0; c < CUMULATIVE.length; c++) {
                if (e < CUMULATIVE[c]) {
                    code = (byte) (c + 1);
                    break;
                }
            }
            codes[i] = code;
        }
    }

    Journeys journeys() {
        return Journeys.ofSeconds(users, seconds, codes, NAMES);
    }

    Journeys journeys(int threads) {
        return Journeys.ofSeconds(users, seconds, codes, NAMES, threads);
    }

    String crc() {
        CRC32 crc = new CRC32();
        byte[] row = new byte[9];
        for (int i = 0; i < users.length; i++) {
            for (int b = 0; b < 4; b++) {
                row[b] = (byte) (users[i] >>> 8 * b);
                row[4 + b] = (byte) (seconds[i] >>> 8 * b);
            }
            row[8] = codes[i];
            crc.update(row, 0, 9);
        }
        return Long.toHexString(crc.getValue());
    }
}
