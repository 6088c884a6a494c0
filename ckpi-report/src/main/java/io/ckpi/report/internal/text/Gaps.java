package io.ckpi.report.internal.text;

import io.ckpi.report.internal.tree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a record does not rest on and what that means for CKPImarc, in words for people who know no source. */
public final class Gaps {

    private final Node record;
    private final Words words;

    /** The gaps of a record in one language. */
    public Gaps(Node record, Words words) {
        this.record = record;
        this.words = words;
    }

    /** Which records are missing, of which sources; empty if none is. */
    public Optional<String> missing() {
        List<String> streams = new ArrayList<>();
        for (Node stream : record.at("missing/streams").items()) {
            streams.add(type(stream.text("type")) + " (" + stream.text("source") + ")");
        }
        return streams.isEmpty()
                ? Optional.empty()
                : Optional.of(words.get("gaps.missing", String.join(", ", streams)));
    }

    /** What that means for CKPImarc: which factors rest on the remaining records, and which are not measured. */
    public List<String> consequences() {
        List<String> sentences = new ArrayList<>();
        if (missing().isEmpty()) {
            return sentences;
        }
        String partial = factors("partial");
        String unmeasured = factors("unmeasured");
        if (!partial.isEmpty()) {
            Numbers numbers = new Numbers(words);
            sentences.add(words.get(
                    "gaps.partial",
                    partial,
                    numbers.share(record.at("missing/weight").number())));
        }
        if (!unmeasured.isEmpty()) {
            sentences.add(words.get("gaps.unmeasured", unmeasured));
        }
        if (sentences.isEmpty()) {
            sentences.add(words.get("gaps.harmless"));
        }
        return sentences;
    }

    /** Which sources may still change what happened in the period; empty if none may. */
    public Optional<String> provisional() {
        List<String> names = new ArrayList<>();
        for (Node source : record.get("sources").items()) {
            if (source.get("provisional").isTrue()) {
                names.add(source.text("name"));
            }
        }
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(words.get("gaps.provisional", String.join(", ", names)));
    }

    /** An issue with its source, if the sentence does not name it, and its file and line; a type of record is in the sentence. */
    public String issue(Node issue) {
        String sentence = Figure.inLanguage(issue.get("sentence"), words);
        String source = issue.get("source")
                .optionalText()
                .filter(name -> !sentence.contains(name))
                .map(name -> name + ": ")
                .orElse("");
        String place = issue.get("location")
                .optionalText()
                .filter(location -> location.indexOf(':') >= 0)
                .map(location -> " (" + location + ")")
                .orElse("");
        return source + sentence + place;
    }

    /** A type of record in words; its own name if it has none. */
    public String type(String type) {
        String name = words.texts().get("record." + type);
        return name == null ? type : name;
    }

    private String factors(String which) {
        List<String> names = new ArrayList<>();
        for (Node id : record.get("missing").get(which).items()) {
            for (Node factor : record.at("marc/factors").items()) {
                if (factor.text("id").equals(id.text())) {
                    Node brief = factor.get("short");
                    names.add(Figure.inLanguage(brief.present() ? brief : factor.get("names"), words));
                }
            }
        }
        return String.join(", ", names);
    }
}
