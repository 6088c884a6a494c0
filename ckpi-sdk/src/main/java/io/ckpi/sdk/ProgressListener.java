package io.ckpi.sdk;

/** Hears how far a measurement is. Called now and then, by one thread at a time; it must return soon. */
@FunctionalInterface
public interface ProgressListener {

    /** Something more is done. */
    void progress(Progress progress);
}
