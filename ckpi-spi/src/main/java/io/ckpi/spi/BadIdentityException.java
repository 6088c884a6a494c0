package io.ckpi.spi;

/** A phone or mail that cannot be normalised. The message names the reason and never holds the value. */
public final class BadIdentityException extends Exception {

    private static final long serialVersionUID = 1L;

    private final RejectReason reason;

    /** For BAD_PHONE or BAD_EMAIL. */
    public BadIdentityException(RejectReason reason) {
        super(reason.name());
        this.reason = reason;
    }

    /** BAD_PHONE or BAD_EMAIL. */
    public RejectReason reason() {
        return reason;
    }
}
