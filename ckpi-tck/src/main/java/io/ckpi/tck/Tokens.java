package io.ckpi.tck;

import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tokens of the kit's host: it remembers what they were made of. For many threads. */
final class Tokens {

    private static final byte[] KEY = new byte[HmacTokenizer.MIN_KEY_BYTES];

    private final HmacTokenizer tokenizer = HmacTokenizer.of("tck", KEY);
    private final Map<Id, String> made = new ConcurrentHashMap<>();
    private final Map<String, String> raw = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    private record Id(String type, String text) {}

    /** The token of an id of the kit or the vendor. */
    String token(String type, String id) {
        if (isToken(id)) {
            return id;
        }
        return made.computeIfAbsent(new Id(type, id), missing -> make(type, id));
    }

    private String make(String type, String id) {
        try {
            String token = tokenizer
                    .token(type, id)
                    .orElseThrow(() -> new IllegalArgumentException("a blank id of type " + type + " has no token"));
            raw.putIfAbsent(token, id);
            return token;
        } catch (BadIdentityException e) {
            throw new IllegalArgumentException("not a " + type + ": " + id, e);
        }
    }

    /** True if that text was made here as a token. */
    boolean isToken(@Nullable String text) {
        return text != null && raw.containsKey(text);
    }

    String raw(String token) {
        String id = raw.get(token);
        if (id == null) {
            throw new IllegalArgumentException("raw() is asked for a plain text of the record, which is no token: "
                    + token + "; write it as it is, or let fit() put token(type, raw) in its place");
        }
        return id;
    }

    /** What a plugin gets. */
    Tokenizer forPlugin() {
        return this::plugin;
    }

    private Optional<String> plugin(String type, String id) throws BadIdentityException {
        if (!id.isBlank()) {
            asked.add(id);
        }
        return tokenizer.token(type, id);
    }

    /** The ids for which plugins have asked a token. */
    Set<String> asked() {
        return asked;
    }
}
