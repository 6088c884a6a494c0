package io.ckpi.cli;

import io.ckpi.core.CkpiException;

/** The stable exit codes of the command. */
final class ExitCode {

    /** All is well. */
    static final int OK = 0;
    /** A bug in CKPI or in a plugin. */
    static final int INTERNAL = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** The configuration is wrong. */
    static final int CONFIG = 3;
    /** Access was refused. */
    static final int AUTH = 4;
    /** A source does not answer. */
    static final int UNAVAILABLE = 5;
    /** The data are not what they claim to be. */
    static final int DATA = 6;
    /** The work was cancelled. */
    static final int CANCELLED = 7;

    /** A kept result does not agree with its recomputation. */
    static final int DIFFERENT = 8;

    private ExitCode() {}

    static int of(CkpiException.Kind kind) {
        return switch (kind) {
            case CONFIG -> CONFIG;
            case AUTH -> AUTH;
            case UNAVAILABLE -> UNAVAILABLE;
            case DATA -> DATA;
            case CANCELLED -> CANCELLED;
            case INTERNAL -> INTERNAL;
        };
    }
}
