package io.ckpi.source.mapping;

import io.ckpi.core.definition.Node;
import io.ckpi.core.record.SourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What to make of the rows of a table: which records, from which columns. Immutable. */
public final class RecordMapping {

    private final RowSettings settings;
    private final List<String> names;
    private final int memos;
    private final List<Template> templates;
    private final Set<String> personal;
    private final @Nullable History history;
    private final boolean members;

    private RecordMapping(
            RowSettings settings, Scope scope, List<Template> templates, @Nullable History history, boolean members) {
        this.members = members;
        this.settings = settings;
        this.names = List.copyOf(scope.names());
        this.memos = scope.memos();
        this.templates = List.copyOf(templates);
        this.personal = Set.copyOf(scope.personal());
        this.history = history;
    }

    /**
     * Reads {@code history}, {@code ids} and {@code records} of a table's node. Faults are noted at their place in the
     * document.
     *
     * @param settings what holds for the table, see {@link RowSettings#and}
     * @param columns which columns the records may name
     */
    public static RecordMapping read(Node node, RowSettings settings, Columns columns) {
        Scope scope = new Scope(columns);
        History history = history(node, scope);
        Set<Integer> ids = new TreeSet<>();
        for (Node id : node.optionalList("ids")) {
            ids.add(scope.column(id, id.asText()));
        }
        List<Template> templates = new ArrayList<>();
        for (Node record : node.objects("records")) {
            Template template = new RecordReading(scope, settings, ids).read(record);
            if (template != null) {
                templates.add(template);
            }
        }
        if (node.has("records") && node.optionalList("records").isEmpty()) {
            node.errorAt("records", "names no record");
        }
        return new RecordMapping(settings, scope, templates, history, columns.areMembers());
    }

    private static @Nullable History history(Node node, Scope scope) {
        Node history = node.optionalObject("history").orElse(null);
        if (history == null) {
            return null;
        }
        String previous = history.text("as");
        int entity = scope.column(history.node("of"), history.text("of"));
        int state = scope.column(history.node("state"), history.text("state"));
        if (scope.isTaken(previous)) {
            history.errorAt("as", "is the name of a column");
        }
        return new History(entity, state, scope.add(previous));
    }

    /** The columns that are read, in the order in which {@link Cells} counts them; a column may be named twice. */
    public List<String> columns() {
        if (history == null) {
            return names;
        }
        List<String> lookups = new ArrayList<>(names);
        lookups.set(
                history.previous(), names.get(history.state())); // in the place of the previous state stands the state
        return lookups;
    }

    /** How texts are understood. */
    public RowSettings settings() {
        return settings;
    }

    /** The types of record that are made. */
    public Set<Class<? extends SourceRecord>> types() {
        Set<Class<? extends SourceRecord>> types = new LinkedHashSet<>();
        templates.forEach(template -> types.add(template.shape.type()));
        return types;
    }

    /** The columns that are turned into tokens. */
    public Set<String> personal() {
        return personal;
    }

    /** True if the records of a row do not depend on earlier rows. */
    public boolean isResumable() {
        return history == null;
    }

    /** True if it can tell of deletions. */
    boolean deletes() {
        return templates.stream().anyMatch(Template::deletes);
    }

    /** True if it numbers revisions. */
    boolean revises() {
        return templates.stream().anyMatch(Template::revises);
    }

    List<Template> of(Class<? extends SourceRecord> type) {
        return templates.stream().filter(t -> t.shape.type() == type).toList();
    }

    List<String> names() {
        return names;
    }

    /** True if the columns are members of JSON objects, which may be gone without a header that shows it. */
    boolean readsMembers() {
        return members;
    }

    int memos() {
        return memos;
    }

    @Nullable
    History history() {
        return history;
    }
}
