package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file of {@code --forget}: a line for each id of a person who is to be forgotten, its type and the id with a space between,
 * such as {@code phone +7 900 555-00-01} or {@code email ann@example.org}. Blank lines and lines that begin with {@code #} say
 * nothing. What is wrong is told by the numbers of the lines, never by what stands in them.
 */
final class ForgottenFile {

    private ForgottenFile() {}

    /**
     * The tokens of the persons.
     *
     * @throws CkpiException kind CONFIG if the file cannot be read, or naming all lines that are no id
     */
    static Set<String> read(Path file, Tokenizer tokenizer) {
        Set<String> tokens = new LinkedHashSet<>();
        List<String> faults = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] parts = text.split("\\s+", 2);
            try {
                Optional<String> token = parts.length < 2 ? Optional.empty() : tokenizer.token(parts[0], parts[1]);
                token.ifPresent(tokens::add);
                if (token.isEmpty()) {
                    faults.add("line " + number + " of " + file
                            + " is no id: write its type and the id, such as phone +7…");
                }
            } catch (BadIdentityException bad) {
                faults.add("line " + number + " of " + file + " is no id of its type: " + bad.reason());
            } catch (IllegalArgumentException bad) {
                faults.add("line " + number + " of " + file + " does not begin with a type of id, such as phone");
            }
        }
        if (!faults.isEmpty()) {
            throw new CkpiException(CkpiException.Kind.CONFIG, "CKPI-CLI-FORGET", null, String.join("\n", faults));
        }
        return tokens;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-FORGET",
                    null,
                    "the file " + file + " cannot be read as UTF-8",
                    e);
        }
    }
}
