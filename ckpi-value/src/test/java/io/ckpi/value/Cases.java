package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Reads conformance cases from the test resources, and data sets from the folder of {@code -Dckpi.data}. */
@NullUnmarked // a test knows what is there
final class Cases {

    private static final String FOLDER = "/conformance-files/value/";

    private Cases() {}

    /** A JSON file as maps, lists and values. */
    @SuppressWarnings("unchecked")
    static <T> T json(String file) {
        return (T) parse(text(file));
    }

    /** A JSON text as maps, lists and values. */
    static Object parse(String json) {
        return Definitions.read("case", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Node::tree);
    }

    /** The rows of a CSV file by column name. */
    static List<Map<String, String>> csv(String file) {
        return csv(text(file).lines().toList());
    }

    /** The rows of a file of the data folder; the test is skipped where there is none. */
    static List<Map<String, String>> data(String path) {
        try {
            return csv(Files.readAllLines(file(path), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the data folder; the test is skipped where there is none. */
    static Path file(String path) {
        Path file = Path.of(System.getProperty("ckpi.data", "no-such-folder"), path);
        assumeThat(Files.isRegularFile(file))
                .as("the data set %s is not in the folder of -Dckpi.data", path)
                .isTrue();
        return file;
    }

    private static List<Map<String, String>> csv(List<String> lines) {
        List<String> header = fields(lines.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = fields(line);
            assertThat(fields).as(line).hasSameSizeAs(header);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), fields.get(i));
            }
            rows.add(row);
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static String text(String file) {
        try (InputStream in = Cases.class.getResourceAsStream(FOLDER + file)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
