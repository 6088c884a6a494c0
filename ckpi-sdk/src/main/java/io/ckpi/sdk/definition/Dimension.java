package io.ckpi.sdk.definition;

import io.ckpi.core.Names;
import io.ckpi.core.definition.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

    /**
     * The dimension of that English name, whatever its case.
     *
     * @throws IllegalArgumentException if there is none; it names the nearest and all
     */
    public static Dimension of(String name) {
        Objects.requireNonNull(name, "name");
        List<String> known = new ArrayList<>();
        for (Dimension dimension : values()) {
            if (dimension.names.en().equalsIgnoreCase(name)) {
                return dimension;
            }
            known.add(dimension.names.en());
        }
        throw new IllegalArgumentException("no dimension is named " + name
                + Nearest.of(name, known)
                        .map(near -> "; the nearest is " + near)
                        .orElse("")
                + "; there are " + String.join(", ", known));
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
