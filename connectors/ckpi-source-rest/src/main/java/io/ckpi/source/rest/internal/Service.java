package io.ckpi.source.rest.internal;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a web service does in its own way: how it is addressed, and what its errors say. Immutable. */
interface Service {

    /**
     * A request to {@code path} with the secret that lets us in, where the service wants it.
     *
     * @param path path and query below the address of the service
     */
    HttpRequest.Builder request(String path);

    /** The code of an error in an answer of JSON, or null if the answer is none. */
    @Nullable
    String error(@Nullable Object answer);

    /** True if the error means that there is no access. */
    default boolean isAccess(String error) {
        return false;
    }

    /** True if the error means that there were too many requests. */
    default boolean isBusy(String error) {
        return false;
    }

    /** How long the answer asks us to stay away, where it says so otherwise than in a header; or null. */
    default @Nullable Duration retryAfter(int status, @Nullable Object answer, Instant now) {
        return null;
    }
}
