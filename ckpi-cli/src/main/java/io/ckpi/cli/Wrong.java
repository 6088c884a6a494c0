package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.Nearest;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors in one line: what is wrong, where, and what to do. What a user typed as a value may be a secret and is not repeated. */
final class Wrong {

    private Wrong() {}

    /** What is wrong with a command line. */
    static String words(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> left = unmatched.getUnmatched();
            String first = left.isEmpty() ? "" : left.get(0).split("=", 2)[0];
            if (unmatched.isUnknownOption()) {
                return "there is no option " + first
                        + near(first, command.optionsMap().keySet());
            }
            return command.subcommands().isEmpty()
                    ? "too much on the command line: everything from " + first + " on"
                    : "there is no command " + first
                            + near(first, command.subcommands().keySet());
        }
        String message = String.valueOf(wrong.getMessage());
        return message.contains("KEY=VALUE format") ? "--set takes KEY=VALUE" : message;
    }

    private static String near(String word, Collection<String> known) {
        return Nearest.of(word, known).map(near -> "; the nearest is " + near).orElse("");
    }

    /** What went wrong at work. */
    static String words(CkpiException failure) {
        String message = String.valueOf(failure.getMessage());
        String where = failure.source()
                .filter(source -> !message.startsWith("source "))
                .map(source -> "source " + source + ": ")
                .orElse("");
        String advice = where.isEmpty()
                ? ""
                : switch (failure.kind()) {
                    case AUTH -> "; see what it is given to sign in with, and what that may read";
                    case UNAVAILABLE -> "; see that it runs and can be reached from here";
                    default -> "";
                };
        return where + message + advice + " [" + failure.code() + "]";
    }
}
