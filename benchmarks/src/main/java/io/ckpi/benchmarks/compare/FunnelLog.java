package io.ckpi.benchmarks.compare;

import java.util.List;
import java.util.SplittableRandom;

/** A reproducible shop's log: skewed users, times in order, seven steps that become rarer, and noise. */
public final class FunnelLog {

    /** The names of the codes. */
    public static final List<String> NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7");

    /** The seed of the published levels. */
    public static final long SEED = 20260101;

    private static final double[] CUMULATIVE = {.30, .50, .62, .70, .76, .79, .80};

    /** The user of each row. */
    public final int[] users;

    /** The second of each row. */
    public final int[] seconds;

    /** The code of each row. */
    public final byte[] codes;

    private FunnelLog(int[] users, int[] seconds, byte[] codes) {
        this.users = users;
        this.seconds = seconds;
        this.codes = codes;
    }

    /** The log in order of time. */
    public static FunnelLog of(int events, int userCount) {
        SplittableRandom random = new SplittableRandom(SEED);
        FunnelLog log = new FunnelLog(new int[events], new int[events], new byte[events]);
        for (int i = 0; i < events; i++) {
            double r = random.nextDouble();
            log.users[i] = (int) (userCount * r * r);
            log.seconds[i] = (int) (1735689600L + (long) i * 7776000 / events);
            double e = random.nextDouble();
            for (int c = 0; c < CUMULATIVE.length && log.codes[i] == 0; c++) {
                log.codes[i] = (byte) (e < CUMULATIVE[c] ? c + 1 : 0);
            }
        }
        return log;
    }

    /** The same rows in random order. */
    public FunnelLog shuffled() {
        int n = users.length;
        SplittableRandom random = new SplittableRandom(7);
        FunnelLog log = new FunnelLog(users.clone(), seconds.clone(), codes.clone());
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int user = log.users[i];
            int second = log.seconds[i];
            byte code = log.codes[i];
            log.users[i] = log.users[j];
            log.seconds[i] = log.seconds[j];
            log.codes[i] = log.codes[j];
            log.users[j] = user;
            log.seconds[j] = second;
            log.codes[j] = code;
        }
        return log;
    }

    /** The same rows by user, then time. */
    public FunnelLog bySubject() {
        int most = 0;
        for (int user : users) {
            most = Math.max(most, user);
        }
        int[] at = new int[most + 2];
        for (int user : users) {
            at[user + 1]++;
        }
        for (int u = 0; u <= most; u++) {
            at[u + 1] += at[u];
        }
        FunnelLog log = new FunnelLog(new int[users.length], new int[users.length], new byte[users.length]);
        for (int i = 0; i < users.length; i++) {
            int to = at[users[i]]++;
            log.users[to] = users[i];
            log.seconds[to] = seconds[i];
            log.codes[to] = codes[i];
        }
        return log;
    }
}
