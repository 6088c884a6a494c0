package io.ckpi.sdk.internal.engine;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
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
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.core.record.Vat;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls the constructors of the records, each in plain code: a call through a method handle with as many arguments would
 * take most of the time of reading.
 */
@SuppressWarnings("unchecked") // what comes back is what went in
final class Constructors {

    /** Makes a record of its components, in their order. */
    @FunctionalInterface
    interface Constructor {
        Object make(@Nullable Object[] v);
    }

    private static final Map<Class<?>, Constructor> ALL = new HashMap<>();

    static {
        ALL.put(
                Touch.class,
                v -> new Touch(
                        (Envelope) present(v[0]),
                        (Touch.Kind) present(v[1]),
                        (String) v[2],
                        (String) v[3],
                        (String) v[4],
                        (Origin) present(v[5]),
                        (String) v[6],
                        (Duration) v[7],
                        (Touch.Device) v[8],
                        (String) v[9],
                        (Boolean) v[10],
                        (Boolean) present(v[11]),
                        (Money) v[12]));
        ALL.put(
                LeadStageChange.class,
                v -> new LeadStageChange(
                        (Envelope) present(v[0]),
                        (LeadStageChange.Entity) present(v[1]),
                        (String) present(v[2]),
                        (String) present(v[3]),
                        (LeadStage) v[4],
                        (LeadStage) v[5],
                        (String) v[6],
                        (String) v[7],
                        (String) v[8],
                        (String) v[9],
                        (String) v[10],
                        (String) v[11],
                        (String) v[12],
                        (Origin) present(v[13]),
                        (Money) v[14],
                        (Double) v[15]));
        ALL.put(
                Order.class,
                v -> new Order(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (Order.Status) present(v[2]),
                        (Instant) present(v[3]),
                        (Money) present(v[4]),
                        (String) v[5],
                        (String) v[6],
                        (Instant) v[7],
                        (Instant) v[8],
                        (Instant) v[9],
                        (Money) v[10],
                        (Money) v[11],
                        (Money) v[12],
                        (Money) v[13],
                        (Money) v[14],
                        (Vat) present(v[15]),
                        (List<OrderLine>) present(v[16]),
                        (String) v[17],
                        (Origin) present(v[18]),
                        (Set<String>) present(v[19])));
        ALL.put(
                Spend.class,
                v -> new Spend(
                        (Envelope) present(v[0]),
                        (LocalDate) present(v[1]),
                        (String) present(v[2]),
                        (String) present(v[3]),
                        (Spend.Kind) present(v[4]),
                        (Money) present(v[5]),
                        (String) v[6],
                        (String) v[7],
                        (Channel) v[8],
                        (Vat) present(v[9]),
                        (Long) v[10],
                        (Long) v[11]));
        ALL.put(
                Call.class,
                v -> new Call(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (Call.Direction) present(v[2]),
                        (Call.Outcome) present(v[3]),
                        (Duration) present(v[4]),
                        (String) v[5],
                        (Channel) v[6],
                        (String) v[7],
                        (String) v[8],
                        (Duration) v[9],
                        (Integer) v[10],
                        (Boolean) v[11],
                        (Integer) v[12],
                        (Integer) present(v[13]),
                        (Money) v[14]));
        ALL.put(
                Message.class,
                v -> new Message(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) present(v[2]),
                        (Message.Medium) present(v[3]),
                        (Message.Event) present(v[4]),
                        (String) v[5],
                        (String) v[6],
                        (Boolean) v[7]));
        ALL.put(
                Task.class,
                v -> new Task(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (Task.Kind) present(v[2]),
                        (String) present(v[3]),
                        (Instant) present(v[4]),
                        (Task.Status) present(v[5]),
                        (String) v[6],
                        (String) v[7],
                        (String) v[8],
                        (Instant) v[9],
                        (Integer) v[10],
                        (Instant) v[11],
                        (Integer) v[12]));
        ALL.put(
                Feedback.class,
                v -> new Feedback(
                        (Envelope) present(v[0]),
                        (Feedback.Kind) present(v[1]),
                        (String) v[2],
                        (String) v[3],
                        (String) v[4],
                        (BigDecimal) v[5],
                        (BigDecimal) v[6],
                        (Feedback.Sentiment) v[7]));
        ALL.put(
                Referral.class,
                v -> new Referral(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) present(v[2]),
                        (String) v[3],
                        (String) v[4]));
        ALL.put(
                Assignment.class,
                v -> new Assignment(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) present(v[2]),
                        (String) present(v[3]),
                        (Double) present(v[4]),
                        (String) v[5]));
        ALL.put(
                MarketMeasure.class,
                v -> new MarketMeasure(
                        (Envelope) present(v[0]),
                        (MarketMeasure.Measure) present(v[1]),
                        (LocalDate) present(v[2]),
                        (LocalDate) present(v[3]),
                        (BigDecimal) present(v[4]),
                        (String) present(v[5]),
                        (String) present(v[6]),
                        (String) v[7],
                        (String) v[8],
                        (String) v[9],
                        (Boolean) present(v[10])));
        ALL.put(
                IdentityLink.class,
                v -> new IdentityLink(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) present(v[2]),
                        (String) present(v[3]),
                        (Instant) present(v[4])));
        ALL.put(
                Person.class,
                v -> new Person(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (Instant) present(v[2]),
                        (Set<String>) present(v[3]),
                        (String) v[4],
                        (Instant) v[5],
                        (String) v[6]));
        ALL.put(
                Employee.class,
                v -> new Employee(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) v[2],
                        (String) v[3],
                        (Instant) present(v[4]),
                        (Instant) v[5]));
        ALL.put(
                Product.class,
                v -> new Product(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) v[2],
                        (String) v[3],
                        (Money) v[4],
                        (Instant) present(v[5]),
                        (Instant) v[6]));
        ALL.put(
                StageDefinition.class,
                v -> new StageDefinition(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) present(v[2]),
                        (Integer) present(v[3]),
                        (StageDefinition.Semantic) present(v[4]),
                        (LeadStage) v[5],
                        (String) present(v[6])));
        ALL.put(
                NumberPool.class,
                v -> new NumberPool(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (Channel) present(v[2]),
                        (String) v[3],
                        (Instant) present(v[4]),
                        (Instant) v[5]));
        ALL.put(
                Campaign.class,
                v -> new Campaign(
                        (Envelope) present(v[0]),
                        (String) present(v[1]),
                        (String) v[2],
                        (Campaign.Goal) v[3],
                        (Instant) present(v[4]),
                        (Instant) v[5],
                        (Money) v[6],
                        (Channel) v[7]));
        ALL.put(
                FxRate.class,
                v -> new FxRate(
                        (Envelope) present(v[0]),
                        (LocalDate) present(v[1]),
                        (Currency) present(v[2]),
                        (Currency) present(v[3]),
                        (BigDecimal) present(v[4]),
                        (String) present(v[5])));
        ALL.put(
                Envelope.class,
                v -> new Envelope(
                        (String) present(v[0]),
                        (String) present(v[1]),
                        (Instant) present(v[2]),
                        (Instant) v[3],
                        (ZoneId) present(v[4]),
                        (Envelope.Op) present(v[5]),
                        (Long) present(v[6]),
                        (Set<RecordFlag>) present(v[7]),
                        (Map<String, String>) present(v[8])));
        ALL.put(
                Origin.class,
                v -> new Origin(
                        (String) v[0],
                        (String) v[1],
                        (String) v[2],
                        (String) v[3],
                        (String) v[4],
                        (String) v[5],
                        (Channel) v[6]));
        ALL.put(
                OrderLine.class,
                v -> new OrderLine((String) present(v[0]), (BigDecimal) present(v[1]), (Money) present(v[2])));
    }

    private Constructors() {}

    static Constructor of(Class<?> type) {
        Constructor known = ALL.get(type);
        if (known == null) {
            throw new IllegalArgumentException("no constructor is known of " + type);
        }
        return known;
    }

    private static Object present(@Nullable Object value) {
        return Objects.requireNonNull(value, "component");
    }
}
