package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.UnavailableException;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns whatever a plugin throws into an exception of ours that shows no secret. Immutable. */
final class Mask {

    static final int LEAST = 4;
    private static final String MASKED = "****";
    private static final int MAX_CHAIN = 100;

    private final String source;
    private final List<Secret> secrets;

    Mask(String source, List<Secret> secrets) {
        this.source = source;
        this.secrets = secrets.stream() // a long one first, of which another may be a part
                .filter(secret -> length(secret) >= LEAST)
                .sorted(Comparator.comparing(Mask::length).reversed())
                .toList();
    }

    private static int length(Secret secret) {
        return secret.use(chars -> chars.length);
    }

    /** The text with {@code ****} for every secret of at least four characters, however it is written, see {@link Disguise}. */
    String text(String text) {
        String masked = text;
        for (Secret secret : secrets) {
            String before = masked;
            masked = secret.use(chars -> Disguise.masked(before, chars, MASKED));
        }
        return masked;
    }

    /** The issue under this source's name, with its secrets masked. */
    DataIssue issue(DataIssue issue) {
        String location = issue.location();
        Names sentence = issue.sentence();
        return new DataIssue(
                text(issue.code()),
                issue.severity(),
                source,
                location == null ? null : text(location),
                issue.count(),
                new Names(text(sentence.ru()), text(sentence.en())));
    }

    /** The description with its secrets masked. */
    SourceDescription description(SourceDescription given) {
        return new SourceDescription(
                given.streams(),
                text(given.zone()),
                text(given.money()),
                given.lateness(),
                given.capabilities(),
                given.personalFields().stream().map(this::text).collect(Collectors.toSet()));
    }

    /** Adds {@code second} to {@code first}, unless a plugin threw the same twice. */
    static void suppress(Throwable first, Throwable second) {
        if (first != second) {
            first.addSuppressed(second);
        }
    }

    private boolean isClean(Throwable thrown) {
        try {
            return clean(thrown.getMessage())
                    && clean(thrown.getLocalizedMessage())
                    && clean(thrown.toString())
                    && (!(thrown instanceof CkpiException ours)
                            || (clean(ours.code()) && clean(ours.source().orElse(null))));
        } catch (RuntimeException broken) {
            return false;
        }
    }

    /** The message, if it can be told. */
    private static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException broken) {
            return null;
        }
    }

    private boolean clean(@Nullable String text) {
        return text == null || text(text).equals(text);
    }

    /**
     * The exception to throw in place of {@code thrown}: a {@link CkpiException} as it is if it has the source's name and
     * neither it nor its causes show a secret, else rebuilt with the name and masked messages; anything else as kind INTERNAL.
     *
     * <p>Of an exception that is not ours the host cannot know whether its message holds customer data, as that of a
     * {@link NumberFormatException} does; so such causes keep their class and stack trace, and lose their message. Messages of
     * linkage errors name classes only and are kept.
     *
     * @throws VirtualMachineError if {@code thrown} is one
     */
    @SuppressWarnings("CatchingUnchecked") // an exception of a plugin may do anything when it is asked
    CkpiException translate(Throwable thrown, String doing) {
        if (thrown instanceof VirtualMachineError error) {
            throw error;
        }
        try {
            return translated(thrown, doing);
        } catch (VirtualMachineError error) {
            throw error;
        } catch (Throwable broken) {
            return failed(thrown, doing, "", null);
        }
    }

    private CkpiException failed(Throwable thrown, String doing, String detail, @Nullable Throwable cause) {
        return new CkpiException(
                CkpiException.Kind.INTERNAL,
                "CKPI-SRC-PLUGIN",
                source,
                text("the plugin of source " + source + " failed " + doing + " with "
                        + thrown.getClass().getName() + detail),
                cause);
    }

    private CkpiException translated(Throwable thrown, String doing) {
        if (thrown instanceof CkpiException ours) {
            boolean clean = allClean(ours, newSet());
            return clean && ours.source().isPresent() ? ours : rebuilt(ours, clean);
        }
        String detail = thrown instanceof LinkageError && message(thrown) != null ? ": " + message(thrown) : "";
        return failed(thrown, doing, detail, copy(thrown, newSet(), false));
    }

    private static Set<Throwable> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** The same with the source's name, and masked if it is not clean; a clean one becomes the cause. */
    private CkpiException rebuilt(CkpiException ours, boolean clean) {
        Throwable cause = clean ? ours : ours.getCause() == null ? null : copy(ours.getCause(), newSet(), true);
        String message = text(String.valueOf(message(ours)));
        String name = text(ours.source().orElse(source));
        String code = text(ours.code());
        CkpiException result = ours instanceof UnavailableException busy
                ? new UnavailableException(
                        code, name, message, busy.retryAfter().orElse(null), cause)
                : new CkpiException(ours.kind(), code, name, message, cause);
        result.setStackTrace(ours.getStackTrace());
        if (!clean) {
            Set<Throwable> seen = newSet();
            seen.add(ours);
            for (Throwable suppressed : ours.getSuppressed()) {
                result.addSuppressed(copy(suppressed, seen, true));
            }
        }
        return result;
    }

    private boolean allClean(Throwable thrown, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return true;
        }
        if (seen.size() > MAX_CHAIN || !isClean(thrown)) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!allClean(suppressed, seen)) {
                return false;
            }
        }
        return thrown.getCause() == null || allClean(thrown.getCause(), seen);
    }

    private Throwable copy(Throwable thrown, Set<Throwable> seen, boolean keepMessages) {
        seen.add(thrown);
        boolean keep = keepMessages || thrown instanceof LinkageError || thrown instanceof CkpiException;
        String name = thrown.getClass().getName();
        String message = message(thrown);
        Throwable cause = thrown.getCause();
        boolean more = seen.size() < MAX_CHAIN;
        Throwable result = new MaskedException(
                keep && message != null ? name + ": " + text(message) : name,
                cause != null && more && !seen.contains(cause) ? copy(cause, seen, keepMessages) : null);
        result.setStackTrace(thrown.getStackTrace());
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (seen.size() < MAX_CHAIN && !seen.contains(suppressed)) {
                result.addSuppressed(copy(suppressed, seen, keepMessages));
            }
        }
        return result;
    }

    /** Stands for an exception whose text must not be shown as it is. */
    private static final class MaskedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MaskedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
