package io.ckpi.spi;

import java.util.Optional;

/**
 * Turns personal ids into tokens. The plugin never sees the key.
 *
 * <p>token = key id + "." + base64url without padding of the first 16 bytes of HMAC-SHA-256(key, type + U+001F +
 * normalised value, UTF-8). Equal ids give equal tokens whatever system they come from; ids of different types never do.
 *
 * <p><b>Thread-safety.</b> implementations may be used by many threads.
 */
public interface Tokenizer {

    /** The type of telephone numbers. */
    String PHONE = "phone";
    /** The type of e-mail addresses. */
    String EMAIL = "email";

    /**
     * The token of an id of that type.
     *
     * @param type {@link #PHONE}, {@link #EMAIL} or any other name such as {@code clientId} or {@code crm:bitrix24}
     * @param raw the id as the source has it
     * @return the token, or empty for a blank id
     * @throws BadIdentityException if the id cannot be normalised (BAD_PHONE, BAD_EMAIL); its message does not hold the id
     */
    Optional<String> token(String type, String raw) throws BadIdentityException;
}
