package io.ckpi.elsewhere.internal;

/** Stands for a class that another CKPI module keeps internal. */
public final class Secret {}
