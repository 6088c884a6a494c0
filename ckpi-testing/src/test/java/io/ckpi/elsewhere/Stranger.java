package io.ckpi.elsewhere;

/** Stands for a class of another CKPI module. */
public final class Stranger {}
