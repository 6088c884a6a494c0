package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command line of the guide, with the files that it shows. */
class CliGuideTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final String COMMAND = "./ckpi ";

    @TempDir
    Path folder = Path.of("");

    @Test
    void everyCommandOfTheGuideWorks() throws IOException {
        List<String> commands = new ArrayList<>();
        StringBuilder file = new StringBuilder();
        String name = null;
        boolean code = false;
        for (String line : Files.readAllLines(Path.of("..", "docs", "guide", "cli.md"), StandardCharsets.UTF_8)) {
            if (line.startsWith("```")) {
                if (name != null) {
                    Files.writeString(folder.resolve(name), file);
                }
                name = !code && line.startsWith("```csv ") ? line.substring("```csv ".length()) : null;
                code = !code;
                file.setLength(0);
            } else if (name != null) {
                file.append(line).append('\n');
            } else if (code && line.startsWith(COMMAND)) {
                commands.add(line.substring(COMMAND.length()));
            }
        }
        assertThat(commands).hasSizeGreaterThan(20);
        for (String command : commands) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            Environment environment =
                    new Environment(new PrintWriter(out), new PrintWriter(err), Map.of(), folder, CLOCK, false);
            assertThat(Main.run(environment, arguments(command)))
                    .as(command + "\n" + err)
                    .isZero();
            assertThat(out.toString()).as(command).isNotBlank();
        }
    }

    private String[] arguments(String command) {
        List<String> arguments = new ArrayList<>(Arrays.stream(command.split(" "))
                .map(word -> Files.exists(folder.resolve(word)) && !word.isEmpty()
                        ? folder.resolve(word).toString()
                        : word)
                .toList());
        if (command.startsWith("report ")) {
            arguments.addAll(List.of("--out", folder.toString()));
        }
        return arguments.toArray(new String[0]);
    }
}
