package io.ckpi.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What the command sees of the world around it, so that a test can give it another one.
 *
 * @param out where results go
 * @param err where progress, notices and errors go
 * @param variables environment variables
 * @param home the user's home folder
 * @param clock the clock
 * @param interactive whether a person watches: progress is shown
 */
record Environment(
        PrintWriter out, PrintWriter err, Map<String, String> variables, Path home, Clock clock, boolean interactive) {}
