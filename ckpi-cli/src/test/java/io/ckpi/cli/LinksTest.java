package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link of the documents to a file of the project, and to a heading in it, leads somewhere. */
class LinksTest {

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```\\s*?$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(\\s*<?([^)\\s>]+)>?[^)]*\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}[ \\t]+(.+?)[ \\t]*#*[ \\t]*$");
    private static final Pattern MARK = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");
    private static final Predicate<String> ELSEWHERE =
            Pattern.compile("^[a-z][a-z0-9+.-]*:", Pattern.CASE_INSENSITIVE).asPredicate();

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/architecture.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the documents are not here");
        }
        return folder;
    }

    private static List<Path> documents(Path root) throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(documents::add);
        }
        return documents;
    }

    /**
     * The names of a document's headings as code hosts make them (lower case, punctuation left out, spaces become hyphens), and
     * of its marks.
     */
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        String text = FENCE.matcher(Files.readString(document)).replaceAll("");
        Matcher heading = HEADING.matcher(text);
        while (heading.find()) {
            String name = heading.group(1)
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "")
                    .replace(' ', '-');
            int times = seen.merge(name, 1, Integer::sum);
            anchors.add(times == 1 ? name : name + "-" + (times - 1));
        }
        Matcher mark = MARK.matcher(text);
        while (mark.find()) {
            anchors.add(mark.group(1));
        }
        return anchors;
    }

    /** What is wrong with the links of a document. */
    private static List<String> faults(Path root, Path document) throws IOException {
        List<String> faults = new ArrayList<>();
        Matcher link = LINK.matcher(FENCE.matcher(Files.readString(document)).replaceAll(""));
        while (link.find()) {
            String target = link.group(1);
            if (ELSEWHERE.test(target)) {
                continue;
            }
            String[] parts = target.split("#", 2);
            Path file = parts[0].isEmpty()
                    ? document
                    : document.resolveSibling(parts[0]).normalize();
            String place = root.relativize(document) + ": " + target;
            if (!file.startsWith(root)) {
                faults.add(place + " leaves the project");
            } else if (!Files.exists(file)) {
                faults.add(place + " is not there");
            } else if (parts.length == 2
                    && !(file.toString().endsWith(".md") && anchors(file).contains(parts[1]))) {
                faults.add(place + " has no such heading");
            }
        }
        return faults;
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Path root = root();
        List<String> faults = new ArrayList<>();
        List<Path> documents = documents(root);
        assertThat(documents).contains(root.resolve("README.md"), root.resolve("docs/guide/mapping.md"));
        for (Path document : documents) {
            faults.addAll(faults(root, document));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void everyGuideIsLinkedFromTheFrontPageOrFromAnotherGuide() throws IOException {
        Path root = root();
        Set<Path> linked = new HashSet<>();
        List<Path> documents = documents(root);
        for (Path document : documents) {
            Matcher link =
                    LINK.matcher(FENCE.matcher(Files.readString(document)).replaceAll(""));
            while (link.find()) {
                String target = link.group(1).split("#", 2)[0];
                if (!target.isEmpty() && !ELSEWHERE.test(target)) {
                    Path file = document.resolveSibling(target).normalize();
                    if (!file.equals(document)) {
                        linked.add(file);
                    }
                }
            }
        }
        assertThat(documents)
                .filteredOn(document -> document.startsWith(root.resolve("docs")) && !linked.contains(document))
                .isEmpty();
    }

    @Test
    void brokenLinksAreSeen(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("there.md"),
                "# The `first` one: yes!\n\n## Twice\n\n## Twice\n\n<a id=\"l-1\"></a>L-1\n\n```\n# no heading\n```\n");
        Path page = Files.writeString(folder.resolve("page.md"), """
                # Page
                [a](there.md) [b](there.md#the-first-one-yes) [c](there.md#twice-1) [l](there.md#l-1) [d](#page) [e](https://example.org/x#y)
                [f](gone.md) [g](there.md#no-heading) [h](#absent) [i](../outside.md) [j](there.md#twice-2)
                ```
                [k](in-a-fence.md)
                ```
                """);
        assertThat(faults(folder, page))
                .containsExactly(
                        "page.md: gone.md is not there",
                        "page.md: there.md#no-heading has no such heading",
                        "page.md: #absent has no such heading",
                        "page.md: ../outside.md leaves the project",
                        "page.md: there.md#twice-2 has no such heading");
    }
}
