package io.ckpi.scoring;

import io.ckpi.core.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names and labels of a tree's nodes, gathered while it is read. An accumulator for one thread. */
final class ProfileTexts {

    final Map<String, Names> names = new LinkedHashMap<>();
    final Map<String, String> labels = new LinkedHashMap<>();

    void read(io.ckpi.core.definition.Node node, String id) {
        node.optionalNames("name").ifPresent(name -> names.put(id, name));
        node.optionalText("label").ifPresent(label -> labels.put(id, label));
    }
}
