package io.ckpi.core;

import java.util.List;
import java.util.Objects;

/**
 * One view of the scorecard. Perspectives are data and so is their order; {@link #standard()} has customer service on
 * top.
 *
 * @param id lower-case id, stable
 * @param names its name in both languages
 */
public record Perspective(String id, Names names) {

    /** Customer service, on top of the standard scorecard. */
    public static final Perspective SERVICE = of("service", "Сервис клиентов", "Customer service");
    /** Finance. */
    public static final Perspective FINANCE = of("finance", "Финансы", "Finance");
    /** Customers and market. */
    public static final Perspective MARKET = of("market", "Клиенты и рынок", "Customers and market");
    /** Marketing and sales. */
    public static final Perspective DEMAND = of("demand", "Маркетинг и продажи", "Marketing and sales");
    /** Internal processes. */
    public static final Perspective PROCESS = of("process", "Внутренние бизнес-процессы", "Internal processes");
    /** Learning and development, inside and of the market. */
    public static final Perspective LEARNING =
            of("learning", "Обучение и развитие, внутри и рынка", "Learning and development, inside and of the market");
    /** CRM, data and technology. */
    public static final Perspective DATA = of("data", "CRM, данные и технологии", "CRM, data and technology");

    /** Checks id and names. */
    public Perspective {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("not a perspective id: " + id);
        }
        Objects.requireNonNull(names, "names");
    }

    /** The seven perspectives of the source documents, customer service on top. */
    public static List<Perspective> standard() {
        return List.of(SERVICE, FINANCE, MARKET, DEMAND, PROCESS, LEARNING, DATA);
    }

    /** The four perspectives of Kaplan and Norton. */
    public static List<Perspective> classic() {
        return List.of(
                FINANCE,
                of("customer", "Клиенты", "Customer"),
                of("internal-process", "Внутренние процессы", "Internal process"),
                of("learning-growth", "Обучение и рост", "Learning and growth"));
    }

    private static Perspective of(String id, String ru, String en) {
        return new Perspective(id, new Names(ru, en));
    }
}
