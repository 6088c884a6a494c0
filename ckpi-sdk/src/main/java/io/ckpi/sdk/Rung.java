package io.ckpi.sdk;

import io.ckpi.core.Names;

/**
 * The rungs of the ladder of persons that the board's funnel shows, in order. A person stands on the highest rung reached;
 * who reached a rung counts on all rungs below it, whether seen there or not, because CRM systems skip stages.
 */
public enum Rung {
    /** First touch. */
    VISITOR("Посетители", "Visitors"),
    /** A lead event or the stage LEAD. */
    LEAD("Лиды", "Leads"),
    /** Qualified by marketing: handed over to sales. */
    MQL("Квалифицированы маркетингом", "Qualified by marketing"),
    /** Accepted by sales. */
    SAL("Приняты продажами", "Accepted by sales"),
    /** Qualified by sales. */
    SQL("Квалифицированы продажами", "Qualified by sales"),
    /** A deal is being worked on. */
    OPPORTUNITY("Сделки", "Opportunities"),
    /** First paid order, or a won deal. */
    CUSTOMER("Клиенты", "Customers"),
    /** A customer who referred somebody, or answered 9 or 10 to the recommendation question. */
    ADVOCATE("Рекомендуют", "Advocates");

    private final Names names;

    Rung(String ru, String en) {
        this.names = new Names(ru, en);
    }

    /** The rung's name in both languages. */
    public Names names() {
        return names;
    }
}
