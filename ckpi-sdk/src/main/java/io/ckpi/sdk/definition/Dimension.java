package io.ckpi.sdk.definition;

import io.ckpi.core.Names;

/** By what the indicators can be cut into slices. */
public enum Dimension {
    /** The marketing channel: of a visit, a lead, an order, a call line, a message, or the one that won a person. */
    CHANNEL("канал", "channel"),
    /** The campaign: of a visit, a lead, an order, a call line, a message, or the one that won a person. */
    CAMPAIGN("кампания", "campaign"),
    /** The product in the lines of an order. */
    PRODUCT("товар", "product"),
    /** The region of a person or of a measure of the market, ISO 3166-2. */
    REGION("регион", "region"),
    /** The employee who owns a lead or a task, took an order or a call, or whom feedback concerns. */
    EMPLOYEE("сотрудник", "employee"),
    /** The department that the employee belonged to at that time. */
    DEPARTMENT("отдел", "department"),
    /** Calendar months, cut at the bounds of the period. */
    MONTH("месяц", "month"),
    /** Weeks from Monday to Sunday, cut at the bounds of the period. */
    WEEK("неделя", "week"),
    /** Days. */
    DAY("день", "day");

    private final Names names;

    Dimension(String ru, String en) {
        this.names = new Names(ru, en);
    }

    /** The dimension in one word, in both languages. */
    public Names names() {
        return names;
    }

    /** True for the parts of a period, each of which is measured like a period of its own. */
    public boolean isTime() {
        return this == MONTH || this == WEEK || this == DAY;
    }
}
