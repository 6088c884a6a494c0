package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.MappingHeader;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to make of the lists of a web service, by the schema {@code ckpi/rest-mapping@1}. Immutable.
 *
 * @param header what holds for all lists
 * @param tables the lists and their records
 * @param shipped whether it is our own, of which we know which time is whose
 */
record RestMapping(MappingHeader header, List<Table> tables, boolean shipped) {

    static final String SCHEMA = "ckpi/rest-mapping@1";

    /** A list and its records. */
    record Table(String list, RecordMapping records) {}

    /**
     * Reads the document of that path, or the shipped one of that name.
     *
     * @param lists the lists that there are
     * @throws io.ckpi.core.definition.DefinitionException with all faults
     */
    static RestMapping read(
            String shippedName, Optional<Path> own, Set<String> lists, Columns columns, RowSettings base) {
        if (own.isPresent()) {
            return Definitions.read(own.get(), root -> read(root, lists, columns, base, false));
        }
        String name = shippedName + ".yaml";
        try (InputStream in = RestMapping.class.getResourceAsStream("/io/ckpi/source/rest/mappings/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return Definitions.read(name, in, root -> read(root, lists, columns, base, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RestMapping read(Node root, Set<String> lists, Columns columns, RowSettings base, boolean shipped) {
        MappingHeader header = MappingHeader.read(root, SCHEMA, base);
        List<Table> tables = new ArrayList<>();
        for (Node node : root.objects("tables")) {
            String list = node.text("list");
            if (node.has("list") && !lists.contains(list)) {
                node.errorAt("list", "is none of " + String.join(", ", new TreeSet<>(lists)));
            }
            RowSettings settings = header.settings().and(node);
            tables.add(new Table(list, RecordMapping.read(node, settings, columns)));
        }
        if (root.has("tables") && tables.isEmpty()) {
            root.errorAt("tables", "names no list");
        }
        return new RestMapping(header, List.copyOf(tables), shipped);
    }

    /**
     * The lists of the mapping that {@code wanted} names, comma-separated, or all if it names none.
     *
     * @throws CkpiException of kind CONFIG if it names others
     */
    List<Table> chosen(String source, String code, @Nullable String wanted) {
        if (wanted == null) {
            return tables;
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : wanted.split(",", -1)) {
            names.add(name.strip());
        }
        Set<String> known = new LinkedHashSet<>();
        tables.forEach(table -> known.add(table.list()));
        if (!known.containsAll(names)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    code + "-OPTION",
                    source,
                    "option lists names what the mapping does not have; it has " + String.join(", ", known));
        }
        return tables.stream().filter(table -> names.contains(table.list())).toList();
    }
}
