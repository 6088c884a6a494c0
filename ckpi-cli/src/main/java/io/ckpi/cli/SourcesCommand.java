package io.ckpi.cli;

import io.ckpi.core.DataIssue;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.host.Plugin;
import io.ckpi.spi.host.Sources;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the plugins found, their options, and what failed to load. */
@Command(
        name = "sources",
        header = "Lists the data-source plugins.",
        description = "Lists the data-source plugins found, their options, and any that failed to load.",
        mixinStandardHelpOptions = true)
final class SourcesCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(names = "--lang", description = "en or ru (default: ${DEFAULT-VALUE})", defaultValue = "en")
    private Language language = Language.EN;

    SourcesCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = environment.out();
        Locale locale = language.locale();
        Sources sources = Plugins.discover();
        for (Plugin plugin : sources.plugins()) {
            out.println(plugin.name() + " " + plugin.version() + "  (" + plugin.location() + ")");
            for (SourceOption option : plugin.options()) {
                out.printf(
                        Locale.ROOT,
                        "  --set %-22s %s%n",
                        option.key() + "=" + option.kind(),
                        option.help().in(locale) + note(option));
            }
            out.println();
        }
        for (DataIssue issue : sources.issues()) {
            String where = issue.location() == null ? "" : " (" + issue.location() + ")";
            out.println("! " + issue.sentence().in(locale) + where + " [" + issue.code() + "]");
        }
        return ExitCode.OK;
    }

    private String note(SourceOption option) {
        boolean russian = language == Language.RU;
        if (option.required()) {
            return russian ? " (обязательно)" : " (required)";
        }
        String value = option.defaultValue();
        return value == null ? "" : (russian ? " (по умолчанию " : " (default ") + value + ")";
    }
}
