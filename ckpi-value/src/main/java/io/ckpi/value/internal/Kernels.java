package io.ckpi.value.internal;

/** Makes kernels. */
public final class Kernels {

    private Kernels() {}

    /** The kernel of a transaction model with these parameters. */
    public static Kernel of(Form form, double[] p) {
        return ParetoKernel.of(form, p.clone());
    }
}
