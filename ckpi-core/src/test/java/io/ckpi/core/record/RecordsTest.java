package io.ckpi.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class RecordsTest {

    private static final Instant NOON = Instant.parse("2026-10-05T12:00:00Z");
    private static final Envelope ENVELOPE =
            Envelope.builder("crm", "42", NOON, ZoneOffset.UTC).build();
    private static final Money TEN = Money.of(10, "EUR");
    private static final LocalDate DAY = LocalDate.of(2026, 10, 5);

    @Test
    void envelope() {
        Map<String, String> attributes = new HashMap<>(Map.of("shop.id", "7"));
        Set<RecordFlag> flags = new HashSet<>(Set.of(RecordFlag.ZONE_ASSUMED));
        Envelope envelope = Envelope.builder("crm", "42", NOON, ZoneOffset.UTC)
                .recordedAt(NOON.plusSeconds(5))
                .op(Envelope.Op.DELETE)
                .revision(3)
                .flags(flags)
                .attributes(attributes)
                .build();
        attributes.clear();
        flags.clear();
        assertThat(envelope.attributes())
                .containsExactly(Map.entry("shop.id", "7"))
                .isUnmodifiable();
        assertThat(envelope.flags()).containsExactly(RecordFlag.ZONE_ASSUMED);
        assertThat(envelope.recordedAt()).isEqualTo(NOON.plusSeconds(5));
        assertThat(envelope.op()).isEqualTo(Envelope.Op.DELETE);
        assertThat(envelope.revision()).isEqualTo(3);
        assertThat(ENVELOPE.op()).isEqualTo(Envelope.Op.UPSERT);
        assertThat(ENVELOPE.recordedAt()).isNull();
    }

    @Test
    void faultyEnvelopes() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Envelope.builder("", "42", NOON, ZoneOffset.UTC).build())
                .withMessage("source is not 1 to 128 characters: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.builder("crm", "x".repeat(129), NOON, ZoneOffset.UTC)
                        .build())
                .withMessage("sourceKey is not 1 to 128 characters: 129");
        assertThatNullPointerException()
                .isThrownBy(
                        () -> Envelope.builder("crm", "1", null, ZoneOffset.UTC).build())
                .withMessage("occurredAt");
        assertAttributes(Map.of("Key", "v"), "not an attribute key: Key");
        assertAttributes(Map.of("k", "v".repeat(257)), "attribute k is longer than 256");
        assertAttributes(
                IntStream.range(0, 33).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v")),
                "more than 32 attributes: 33");
    }

    private static void assertAttributes(Map<String, String> attributes, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.builder("crm", "1", NOON, ZoneOffset.UTC)
                        .attributes(attributes)
                        .build())
                .withMessage(message);
    }

    @Test
    void origin() {
        assertThat(Origin.of(Channel.EMAIL).channel()).isEqualTo(Channel.EMAIL);
        assertThat(Origin.of("google", "cpc", null))
                .isEqualTo(new Origin("google", "cpc", null, null, null, null, null));
        assertThat(Origin.UNKNOWN.source()).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Origin.of("x".repeat(1025), null, null))
                .withMessage("source is not 1 to 1024 characters: 1025");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Origin.of(null, "", null))
                .withMessage("medium is not 1 to 1024 characters: 0");
    }

    @Test
    void messagesNeverTellTheValueOfAnId() {
        String secret = "someone@example.org".repeat(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Touch.builder(ENVELOPE, Touch.Kind.VISIT).person(secret).build())
                .withMessage("person is not 1 to 128 characters: 190");
    }

    @Test
    void ordersAreOfOneCurrency() {
        Order.Builder builder = Order.builder(ENVELOPE, "A-1", Order.Status.PAID, NOON, TEN);
        assertThat(builder.build().tags()).isEmpty();
        assertThat(builder.build().vat()).isEqualTo(Vat.UNKNOWN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.refunded(Money.of(1, "USD")).build())
                .withMessage("currencies differ: EUR and USD");
    }

    @Test
    void whatServiceCostsIsNoInvestment() {
        for (Spend.Kind kind : Spend.Kind.values()) {
            Spend spend = Spend.builder(ENVELOPE, DAY, "yandex-direct", "1", kind, TEN.negated())
                    .build();
            assertThat(spend.isInvestment()).isEqualTo(kind != Spend.Kind.SERVICE);
        }
    }

    @Test
    void ranges() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Call.builder(ENVELOPE, "c", Call.Direction.IN, Call.Outcome.ANSWERED, Duration.ZERO)
                        .rating(6)
                        .build())
                .withMessage("rating is not 1 to 5: 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Call.builder(ENVELOPE, "c", Call.Direction.IN, Call.Outcome.MISSED, Duration.ZERO)
                        .rings(-1)
                        .build())
                .withMessage("rings is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Call.builder(ENVELOPE, "c", Call.Direction.IN, Call.Outcome.MISSED, Duration.ZERO)
                        .legs(0)
                        .build())
                .withMessage("legs is below 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeadStageChange.builder(ENVELOPE, LeadStageChange.Entity.DEAL, "d", "Won")
                        .probability(Double.NaN)
                        .build())
                .withMessage("probability is not 0 to 1: NaN");
        for (double share : new double[] {0, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Assignment(ENVELOPE, "e", "u", "arm", share, null))
                    .withMessage("share is not above 0 and at most 1: " + share);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Feedback(
                        ENVELOPE, Feedback.Kind.NPS, null, null, null, new BigDecimal(11), BigDecimal.TEN, null))
                .withMessage("score 11 is not 0 to 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FxRate(
                        ENVELOPE,
                        DAY,
                        Currency.getInstance("USD"),
                        Currency.getInstance("RUB"),
                        BigDecimal.ZERO,
                        "bank"))
                .withMessage("rate is not positive: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MarketMeasure.builder(
                                ENVELOPE,
                                MarketMeasure.Measure.FOLLOWERS,
                                DAY,
                                DAY,
                                BigDecimal.ONE,
                                "persons",
                                "survey")
                        .build())
                .withMessage("from 2026-10-05 is not before until 2026-10-05");
    }

    /** Every builder sets every component, and nothing gets lost or swapped on the way. */
    @Test
    void buildersSetEveryComponent() throws ReflectiveOperationException {
        for (Class<?> type : List.of(
                Envelope.class,
                Touch.class,
                LeadStageChange.class,
                Order.class,
                Spend.class,
                Call.class,
                Task.class,
                MarketMeasure.class)) {
            Method factory = Arrays.stream(type.getMethods())
                    .filter(method -> method.getName().equals("builder") && Modifier.isStatic(method.getModifiers()))
                    .findFirst()
                    .orElseThrow();
            Map<String, Object> given = new HashMap<>();
            Object[] required = new Object[factory.getParameterCount()];
            for (int i = 0; i < required.length; i++) {
                String name = factory.getParameters()[i].getName();
                required[i] = example(factory.getParameterTypes()[i], name);
                given.put(name, required[i]);
            }
            Object builder = factory.invoke(null, required);
            for (RecordComponent component : type.getRecordComponents()) {
                if (!given.containsKey(component.getName())) {
                    Object value = example(component.getType(), component.getName());
                    Method setter = builder.getClass().getMethod(component.getName(), component.getType());
                    assertThat(setter.invoke(builder, value)).isSameAs(builder);
                    given.put(component.getName(), value);
                }
            }
            Object built = builder.getClass().getMethod("build").invoke(builder);
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(component.getAccessor().invoke(built))
                        .as(type.getSimpleName() + "." + component.getName())
                        .isEqualTo(given.get(component.getName()));
            }
        }
    }

    private static Object example(Class<?> type, String name) {
        if (type == String.class) {
            return name;
        } else if (type == Instant.class) {
            return NOON.plusSeconds(name.hashCode());
        } else if (type == LocalDate.class) {
            return name.equals("until") ? DAY.plusDays(1) : DAY;
        } else if (type == Duration.class) {
            return Duration.ofMillis((name.hashCode() & Integer.MAX_VALUE));
        } else if (type == Money.class) {
            return Money.of((name.hashCode() & Integer.MAX_VALUE), "EUR");
        } else if (type == BigDecimal.class) {
            return BigDecimal.valueOf(name.hashCode());
        } else if (type == Envelope.class) {
            return ENVELOPE;
        } else if (type == Origin.class) {
            return Origin.of(Channel.EMAIL);
        } else if (type == Integer.class || type == int.class) {
            return 4;
        } else if (type == Long.class || type == long.class) {
            return (long) (name.hashCode() & Integer.MAX_VALUE);
        } else if (type == Double.class || type == double.class) {
            return 0.25;
        } else if (type == Boolean.class || type == boolean.class) {
            return true;
        } else if (type == List.class) {
            return List.of(new OrderLine("p", BigDecimal.ONE, TEN));
        } else if (type == Set.class) {
            return name.equals("flags") ? Set.of(RecordFlag.CLOCK_SKEW) : Set.of("upsell");
        } else if (type == Map.class) {
            return Map.of("k", "v");
        } else if (type == ZoneId.class) {
            return ZoneOffset.ofHours(3);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[1];
        }
        throw new AssertionError("no example of " + type + " for " + name);
    }

    /** A missing required part is named. */
    @Test
    void requiredParts() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Referral(null, "a", "b", null, null))
                .withMessage("envelope");
        assertThatNullPointerException()
                .isThrownBy(() -> new Referral(ENVELOPE, "a", null, null, null))
                .withMessage("referee");
        assertThatNullPointerException()
                .isThrownBy(() -> new Message(ENVELOPE, "m", "p", null, Message.Event.SENT, null, null, null))
                .withMessage("medium");
        assertThatNullPointerException()
                .isThrownBy(() -> new StageDefinition(ENVELOPE, "sales", "Won", 1, null, LeadStage.WON, "industry"))
                .withMessage("semantic");
        assertThatNullPointerException()
                .isThrownBy(() -> new IdentityLink(ENVELOPE, "p", "email", "t", null))
                .withMessage("since");
        assertThatNullPointerException()
                .isThrownBy(() -> new Employee(ENVELOPE, "e", null, null, null, null))
                .withMessage("from");
        assertThatNullPointerException()
                .isThrownBy(() -> new NumberPool(ENVELOPE, "+7", null, null, NOON, null))
                .withMessage("channel");
        assertThatNullPointerException()
                .isThrownBy(() -> new Campaign(ENVELOPE, "c", null, null, null, null, null, null))
                .withMessage("from");
        assertThatNullPointerException()
                .isThrownBy(() -> new Product(ENVELOPE, "p", null, null, null, null, null))
                .withMessage("from");
    }

    @Test
    void collectionsAreCopied() {
        Set<String> segments = new HashSet<>(Set.of("vip"));
        Person person = new Person(ENVELOPE, "p", NOON, segments, "contract", NOON, null);
        segments.add("new");
        assertThat(person.segments()).containsExactly("vip").isUnmodifiable();
        assertThat(person.envelope()).isSameAs(ENVELOPE);
    }

    @Test
    void everyRecordHasAnEnvelope() {
        assertThat(SourceRecord.class.getPermittedSubclasses()).hasSize(19);
        for (Class<?> type : SourceRecord.class.getPermittedSubclasses()) {
            assertThat(type.isRecord()).as(type.getName()).isTrue();
            assertThat(type.getRecordComponents()[0].getType()).isEqualTo(Envelope.class);
        }
    }
}
