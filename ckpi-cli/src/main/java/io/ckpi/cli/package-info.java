/** The {@code ckpi} command: one class per subcommand, errors in one line, stable exit codes. */
package io.ckpi.cli;
