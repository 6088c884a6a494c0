package io.ckpi.source.mapping;

import io.ckpi.core.Money;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.FxRate;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.core.record.Vat;
import io.ckpi.spi.RejectReason;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping must know of a record type: its components, which of them must be there, what identifies it, and when it
 * happened. The components themselves come from the record by reflection, so they cannot drift apart.
 *
 * <p>Immutable.
 */
final class RecordShape {

    /** How a component is read. */
    enum Kind {
        TEXT,
        PERSON,
        TIME,
        DAY,
        MONEY,
        DECIMAL,
        DURATION,
        CONSTANT,
        FLAG,
        INT,
        LONG,
        DOUBLE,
        CURRENCY,
        ORIGIN,
        TEXTS,
        LINES
    }

    /**
     * A component of a record, without the envelope.
     *
     * @param name name
     * @param type its type
     * @param kind how it is read
     * @param required whether a record without it cannot be
     * @param id whether it is an id, which a spreadsheet may have rounded
     * @param signed whether a number below zero is in range
     * @param otherwise what it is if it is absent
     */
    record Part(
            String name,
            Class<?> type,
            Kind kind,
            boolean required,
            boolean id,
            boolean signed,
            @Nullable Object otherwise) {}

    private static final Set<String> IDS = Set.of(
            "orderRef",
            "dealRef",
            "entityRef",
            "leadRef",
            "callRef",
            "taskRef",
            "messageRef",
            "visit",
            "line",
            "employee",
            "owner",
            "actor",
            "creator",
            "supervisor",
            "account",
            "campaign",
            "adGroup",
            "product",
            "experiment",
            "code",
            "clickId");
    private static final Set<String> SIGNED = Set.of(
            "Spend.cost", "Touch.value", "LeadStageChange.value", "MarketMeasure.value", "StageDefinition.order");

    private static final Map<String, RecordShape> ALL = all();

    private final Class<? extends SourceRecord> type;
    private final List<Part> parts;
    private final List<String> naturalKey;
    private final boolean ownKey;
    private final @Nullable String time;
    private final boolean event;
    private final Constructor<?> constructor;

    private RecordShape(
            Class<? extends SourceRecord> type,
            Set<String> required,
            Set<String> persons,
            List<String> naturalKey,
            boolean ownKey,
            @Nullable String time,
            boolean event) {
        this.type = type;
        this.naturalKey = naturalKey;
        this.ownKey = ownKey;
        this.time = time;
        this.event = event;
        List<Part> found = new ArrayList<>();
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            if (i > 0) {
                found.add(part(components[i], required, persons));
            }
        }
        this.parts = List.copyOf(found);
        try {
            this.constructor = type.getConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("no canonical constructor: " + type.getSimpleName(), e);
        }
        if (types[0] != Envelope.class) {
            throw new IllegalStateException("no envelope: " + type.getSimpleName());
        }
    }

    private Part part(RecordComponent component, Set<String> required, Set<String> persons) {
        String name = component.getName();
        Class<?> componentType = component.getType();
        boolean isRequired = required.contains(name);
        Object otherwise = null;
        if (!isRequired) {
            if (componentType == Origin.class) {
                otherwise = Origin.UNKNOWN;
            } else if (componentType == Vat.class) {
                otherwise = Vat.UNKNOWN;
            } else if (componentType == List.class) {
                otherwise = List.of();
            } else if (componentType == Set.class) {
                otherwise = Set.of();
            } else if (componentType == boolean.class) {
                otherwise = false;
            } else if (componentType == int.class) {
                otherwise = 1; // the legs of a call
            }
        }
        return new Part(
                name,
                componentType,
                persons.contains(name) ? Kind.PERSON : kind(componentType),
                isRequired,
                IDS.contains(name),
                SIGNED.contains(type.getSimpleName() + "." + name),
                otherwise);
    }

    private static Kind kind(Class<?> type) {
        if (type == String.class) {
            return Kind.TEXT;
        } else if (type == Instant.class) {
            return Kind.TIME;
        } else if (type == LocalDate.class) {
            return Kind.DAY;
        } else if (type == Money.class) {
            return Kind.MONEY;
        } else if (type == BigDecimal.class) {
            return Kind.DECIMAL;
        } else if (type == Duration.class) {
            return Kind.DURATION;
        } else if (type.isEnum()) {
            return Kind.CONSTANT;
        } else if (type == boolean.class || type == Boolean.class) {
            return Kind.FLAG;
        } else if (type == int.class || type == Integer.class) {
            return Kind.INT;
        } else if (type == long.class || type == Long.class) {
            return Kind.LONG;
        } else if (type == double.class || type == Double.class) {
            return Kind.DOUBLE;
        } else if (type == Currency.class) {
            return Kind.CURRENCY;
        } else if (type == Origin.class) {
            return Kind.ORIGIN;
        } else if (type == Set.class) {
            return Kind.TEXTS;
        } else if (type == List.class) {
            return Kind.LINES;
        }
        throw new IllegalStateException("a component of type " + type.getSimpleName() + " cannot be mapped");
    }

    private static Map<String, RecordShape> all() {
        Map<String, RecordShape> shapes = new LinkedHashMap<>();
        Set<String> person = Set.of("person");
        Set<String> nobody = Set.of();
        for (RecordShape shape : List.of(
                new RecordShape(
                        Touch.class,
                        Set.of("kind"),
                        person,
                        List.of("kind", "person", "visit", "name", "path", "occurredAt"),
                        false,
                        null,
                        true),
                new RecordShape(
                        LeadStageChange.class,
                        Set.of("entity", "entityRef", "toRaw"),
                        person,
                        List.of("entity", "entityRef", "toRaw", "occurredAt"),
                        false,
                        null,
                        true),
                new RecordShape(
                        Order.class,
                        Set.of("orderRef", "status", "createdAt", "revenue"),
                        person,
                        List.of("orderRef"),
                        true,
                        "createdAt",
                        true),
                new RecordShape(
                        Spend.class,
                        Set.of("day", "platform", "account", "kind", "cost"),
                        nobody,
                        List.of("platform", "account", "campaign", "adGroup", "kind", "day"),
                        false,
                        "day",
                        true),
                new RecordShape(
                        Call.class,
                        Set.of("callRef", "direction", "outcome", "talk"),
                        person,
                        List.of("callRef"),
                        true,
                        null,
                        true),
                new RecordShape(
                        Message.class,
                        Set.of("messageRef", "person", "medium", "event"),
                        person,
                        List.of("messageRef", "event", "occurredAt"),
                        false,
                        null,
                        true),
                new RecordShape(
                        Task.class,
                        Set.of("taskRef", "kind", "owner", "createdAt", "status"),
                        nobody,
                        List.of("taskRef"),
                        true,
                        "createdAt",
                        true),
                new RecordShape(
                        Feedback.class,
                        Set.of("kind"),
                        person,
                        List.of("kind", "person", "employee", "orderRef", "score", "occurredAt"),
                        false,
                        null,
                        true),
                new RecordShape(
                        Referral.class,
                        Set.of("referrer", "referee"),
                        Set.of("referrer", "referee"),
                        List.of("referee", "code"),
                        false,
                        null,
                        true),
                new RecordShape(
                        Assignment.class,
                        Set.of("experiment", "unit", "arm", "share"),
                        Set.of("unit"),
                        List.of("experiment", "unit"),
                        false,
                        null,
                        true),
                new RecordShape(
                        MarketMeasure.class,
                        Set.of("measure", "from", "until", "value", "unit", "provider"),
                        nobody,
                        List.of("measure", "subject", "brand", "region", "from", "until", "provider"),
                        false,
                        "from",
                        false),
                new RecordShape(
                        IdentityLink.class,
                        Set.of("person", "idType", "token", "since"),
                        Set.of("person", "token"),
                        List.of("person", "idType", "token"),
                        false,
                        "since",
                        false),
                new RecordShape(
                        Person.class,
                        Set.of("person", "firstSeenAt"),
                        person,
                        List.of("person"),
                        true,
                        "firstSeenAt",
                        false),
                new RecordShape(
                        Employee.class,
                        Set.of("employee", "from"),
                        nobody,
                        List.of("employee", "from"),
                        false,
                        "from",
                        false),
                new RecordShape(
                        Product.class,
                        Set.of("product", "from"),
                        nobody,
                        List.of("product", "from"),
                        false,
                        "from",
                        false),
                new RecordShape(
                        StageDefinition.class,
                        Set.of("pipeline", "raw", "order", "semantic", "vocabulary"),
                        nobody,
                        List.of("pipeline", "raw"),
                        false,
                        null,
                        false),
                new RecordShape(
                        NumberPool.class,
                        Set.of("line", "channel", "from"),
                        nobody,
                        List.of("line", "from"),
                        false,
                        "from",
                        false),
                new RecordShape(
                        Campaign.class, Set.of("campaign", "from"), nobody, List.of("campaign"), true, "from", false),
                new RecordShape(
                        FxRate.class,
                        Set.of("day", "from", "to", "rate", "provider"),
                        nobody,
                        List.of("day", "from", "to", "provider"),
                        false,
                        "day",
                        false))) {
            shapes.put(shape.name(), shape);
        }
        return shapes;
    }

    /** All record types by their names. */
    static Map<String, RecordShape> byName() {
        return ALL;
    }

    /** The name of the type, as mappings and rejects write it. */
    String name() {
        return type.getSimpleName();
    }

    Class<? extends SourceRecord> type() {
        return type;
    }

    /** The components behind the envelope, in order. */
    List<Part> parts() {
        return parts;
    }

    /** The components that identify a record whose source has no key. */
    List<String> naturalKey() {
        return naturalKey;
    }

    /** True if the natural key is one component that is a key of the source itself. */
    boolean ownKey() {
        return ownKey;
    }

    /** The component that says when it happened, if the mapping does not. */
    @Nullable
    String time() {
        return time;
    }

    /** True for something that happened, which cannot lie in the future; false for a reference record. */
    boolean event() {
        return event;
    }

    /**
     * The record of these components, the envelope first.
     *
     * @throws RowFault with OUT_OF_RANGE if the record refuses them, or BAD_CURRENCY if their currencies differ
     */
    SourceRecord make(@Nullable Object[] values) throws RowFault {
        try {
            return (SourceRecord) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException || e.getCause() instanceof NullPointerException) {
                String message = String.valueOf(e.getCause().getMessage());
                throw new RowFault(
                        message.startsWith("currencies differ") ? RejectReason.BAD_CURRENCY : RejectReason.OUT_OF_RANGE,
                        field(message),
                        null);
            }
            throw new IllegalStateException(name(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name(), e);
        }
    }

    /** The component that the message of a refusal begins with, if any. */
    private @Nullable String field(String message) {
        int end = message.indexOf(' ');
        String first = end < 0 ? message : message.substring(0, end);
        for (Part part : parts) {
            if (part.name().equals(first)) {
                return first;
            }
        }
        return null;
    }
}
