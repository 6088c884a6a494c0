package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.source.mapping.EndingReader;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.spi.Capability;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A database as a source of records and moments. Each reader has a connection and a transaction of its own.
 *
 * <p><b>Thread-safety.</b> may be shared between threads; each reader belongs to one.
 */
public final class JdbcSource implements RecordSource, MomentsSource {

    private final String source;
    private final JdbcMapping mapping;
    private final Database database;
    private final SourceContext context;
    private final List<QueryPlan> plans;
    private final Map<String, String> moments;
    private final MappedSource whole;
    private final SourceDescription description;
    private final Set<MappedSource> reading = new HashSet<>();

    private JdbcSource(
            String source,
            JdbcMapping mapping,
            Database database,
            SourceContext context,
            List<QueryPlan> plans,
            Map<String, String> moments) {
        this.source = source;
        this.mapping = mapping;
        this.database = database;
        this.context = context;
        this.plans = plans;
        this.moments = moments;
        int page = database.options().page();
        this.whole = new MappedSource(
                source,
                "CKPI-JDBC",
                mapping.header(),
                plans.stream().map(plan -> new QueryTable(plan, page, null)).toList(),
                context,
                () -> {});
        SourceDescription told = whole.describe();
        Set<Capability> capabilities = EnumSet.of(Capability.GROUPED_MOMENTS);
        capabilities.addAll(told.capabilities());
        this.description = new SourceDescription(
                told.streams(), told.zone(), told.money(), told.lateness(), capabilities, told.personalFields());
    }

    /**
     * Connects and compares the tables with the mapping.
     *
     * @throws CkpiException kind CONFIG with all that does not fit; kinds AUTH and UNAVAILABLE if there is no connection
     */
    public static RecordSource open(String source, JdbcMapping mapping, Database database, SourceContext context) {
        try (Session session = database.begin(context.clock().instant(), () -> {})) {
            Tables tables = Tables.probe(source, session, database.options(), mapping.tables());
            List<QueryPlan> plans = new ArrayList<>();
            List<CkpiException> faults = new ArrayList<>();
            for (JdbcMapping.Query query : mapping.queries()) {
                try {
                    plans.add(QueryPlan.of(source, session, tables, query));
                } catch (CkpiException e) {
                    if (e.kind() != CkpiException.Kind.CONFIG) {
                        throw e;
                    }
                    faults.add(e);
                    session.restart();
                }
            }
            Map<String, String> moments = new LinkedHashMap<>();
            mapping.moments().forEach((name, sql) -> {
                String text = sql.of(session.dialect());
                if (text != null) {
                    moments.put(name, SqlText.expand(text, tables::text));
                }
            });
            if (!faults.isEmpty()) {
                throw all(source, faults);
            }
            return new JdbcSource(source, mapping, database, context, List.copyOf(plans), Map.copyOf(moments));
        }
    }

    private static CkpiException all(String source, List<CkpiException> faults) {
        if (faults.size() == 1) {
            return faults.get(0);
        }
        CkpiException all = new CkpiException(
                CkpiException.Kind.CONFIG,
                "CKPI-JDBC-OPEN",
                source,
                String.join(
                        "\n",
                        faults.stream().map(e -> String.valueOf(e.getMessage())).toList()));
        faults.forEach(all::addSuppressed);
        return all;
    }

    @Override
    public SourceDescription describe() {
        whole.describe(); // fails once the source is closed
        return description;
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        whole.check();
        List<QueryPlan> wanted = plans.stream()
                .filter(plan -> plan.query.records().types().contains(request.type()))
                .toList();
        if (wanted.isEmpty()) {
            return whole.read(request);
        }
        Session session = database.begin(context.clock().instant(), whole::check);
        MappedSource part = null;
        try {
            int page = database.options().page();
            part = new MappedSource(
                    source,
                    "CKPI-JDBC",
                    mapping.header(),
                    plans.stream()
                            .map(plan -> new QueryTable(plan, page, session))
                            .toList(),
                    context,
                    () -> {});
            MappedSource opened = part;
            RecordReader<R> reader = opened.read(request);
            synchronized (reading) {
                reading.add(opened);
            }
            return new EndingReader<>(reader, () -> {
                synchronized (reading) {
                    reading.remove(opened);
                }
                session.close();
            });
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    @Override
    public Optional<MomentsTable> moments(MomentsRequest request) {
        whole.check();
        if (request.layout().thirdMoments()) {
            return Optional.empty();
        }
        try (Session session = database.begin(context.clock().instant(), whole::check)) {
            return Optional.of(new MomentsQuery(source, session, database.options(), moments).run(request));
        }
    }

    /** Closes the source; readers that are still open fail from now on, and end their transactions when they are closed. */
    @Override
    public void close() {
        whole.close();
        List<MappedSource> open;
        synchronized (reading) {
            open = List.copyOf(reading);
        }
        open.forEach(MappedSource::close);
    }
}
