package io.ckpi.sdk.internal.engine;

import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tokens for a host that gave no key: the key is made for one run and never leaves it. It remembers whether anybody needed
 * one. Thread-safe.
 */
public final class EphemeralTokens implements Tokenizer {

    private final HmacTokenizer tokens;
    private volatile boolean used;

    /** With a key of its own. */
    public EphemeralTokens() {
        byte[] key = new byte[HmacTokenizer.MIN_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        tokens = HmacTokenizer.of("run", key);
        Arrays.fill(key, (byte) 0);
    }

    /** True if anybody needed a token. */
    public boolean isUsed() {
        return used;
    }

    @Override
    public Optional<String> token(String type, String raw) throws BadIdentityException {
        used = true;
        return tokens.token(type, raw);
    }
}
