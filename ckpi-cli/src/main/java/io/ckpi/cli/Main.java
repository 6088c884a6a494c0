package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The {@code ckpi} command.
 *
 * <p>Results go to the standard output, progress and errors to the error output; an error is one clear line and an exit
 * code (see {@code ckpi --help}), never a stack trace.
 */
@Command(
        name = "ckpi",
        description = "How well marketing and customer work really do, how sure that is, and what to change.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 internal error, 2 wrong command line, 3 wrong configuration, 4 access refused,",
            "5 source unavailable, 6 unusable data, 7 cancelled,",
            "8 a kept result does not agree."
        })
public final class Main implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Environment environment = new Environment(
                out,
                err,
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                Clock.systemUTC(),
                Boolean.getBoolean("ckpi.interactive"));
        int code = run(environment, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs the command in that environment and returns its exit code. */
    static int run(Environment environment, String... args) {
        CommandLine command = new CommandLine(new Main())
                .addSubcommand(new ReportCommand(environment))
                .addSubcommand(new SlicesCommand(environment))
                .addSubcommand(new FunnelCommand(environment))
                .addSubcommand(new StagesCommand(environment))
                .addSubcommand(new RetentionCommand(environment))
                .addSubcommand(new AttributionCommand(environment))
                .addSubcommand(experiment(environment))
                .addSubcommand(new CohortsCommand(environment))
                .addSubcommand(new RfmCommand(environment))
                .addSubcommand(new CommandLine(new LtvCommand())
                        .addSubcommand(new LtvFitCommand(environment))
                        .addSubcommand(new LtvPredictCommand(environment))
                        .addSubcommand(new LtvBalanceCommand(environment)))
                .addSubcommand(new SourcesCommand(environment))
                .addSubcommand(new InspectCommand(environment))
                .addSubcommand(new IndicatorsCommand(environment))
                .addSubcommand(new ScoreCommand(environment))
                .addSubcommand(new VerifyCommand(environment))
                .addSubcommand(new DiffCommand(environment))
                .setOut(environment.out())
                .setErr(environment.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    environment.err().println("ckpi: " + oneLine(exception));
                    return exception instanceof CkpiException failure
                            ? ExitCode.of(failure.kind())
                            : exception instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.INTERNAL;
                })
                .setParameterExceptionHandler((exception, arguments) -> {
                    CommandSpec asked = exception.getCommandLine().getCommandSpec();
                    environment.err().println("ckpi: " + Wrong.words(exception));
                    environment.err().println("Try '" + asked.qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                });
        try {
            return command.execute(args);
        } catch (RuntimeException bug) {
            environment.err().println("ckpi: " + oneLine(bug));
            return ExitCode.INTERNAL;
        } catch (OutOfMemoryError full) {
            environment.err().println("ckpi: out of memory; give it more with CKPI_JAVA_OPTS=-Xmx4g");
            return ExitCode.INTERNAL;
        }
    }

    private static CommandLine experiment(Environment environment) {
        return new CommandLine(new ExperimentCommand())
                .addSubcommand(new AnalyzeCommand(environment))
                .addSubcommand(new SizeCommand(environment))
                .addSubcommand(new AssignCommand(environment))
                .addSubcommand(new MomentsSqlCommand(environment));
    }

    /** Without a subcommand the help is shown. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    private static String oneLine(Exception exception) {
        if (exception instanceof CkpiException failure) {
            return Wrong.words(failure);
        }
        if (exception instanceof IllegalArgumentException) {
            return String.valueOf(exception.getMessage());
        }
        return "internal error, please report it: " + exception;
    }
}
