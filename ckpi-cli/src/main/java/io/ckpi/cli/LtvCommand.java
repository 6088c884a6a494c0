package io.ckpi.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Models of customer lifetime value. */
@Command(
        name = "ltv",
        header = "Fits models of customer lifetime value and predicts with them.",
        description = {
            "Customer lifetime value: fit models to purchases, predict what customers will bring, and weigh",
            "it against what winning them cost."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class LtvCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
