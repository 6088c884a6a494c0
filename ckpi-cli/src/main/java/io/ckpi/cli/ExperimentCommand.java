package io.ckpi.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Control groups and A/B tests: before, during and after. */
@Command(
        name = "experiment",
        header = "Sizes, assigns and reads control groups and A/B tests.",
        description = "Control groups and A/B tests: size them, assign customers, read what they caused.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ExperimentCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
