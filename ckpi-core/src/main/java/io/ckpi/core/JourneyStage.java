package io.ckpi.core;

/**
 * The seven stages of the customer journey, in order. Count, order and names come from the source document on
 * perspectives and the customer journey.
 */
public enum JourneyStage {
    /** Need formation: the most expensive stage; only market measures see it. */
    NEED("Формирование потребности", "Need formation"),
    /** Search for a solution. */
    SEARCH("Поиск решений", "Search for a solution"),
    /** Information gathering. */
    INFORMATION("Воронка: сбор информации", "Information gathering"),
    /** First acquaintance. */
    ACQUAINTANCE("Воронка: первичное ознакомление", "First acquaintance"),
    /** Purchase. */
    PURCHASE("Воронка: цикл покупки", "Purchase"),
    /** After-sale. */
    AFTER_SALE("Послепродажный цикл", "After-sale"),
    /** Recommendation. */
    RECOMMENDATION("Рекомендация", "Recommendation");

    private final Names names;

    JourneyStage(String ru, String en) {
        this.names = new Names(ru, en);
    }

    /** The stage's number, 1 to 7. */
    public int number() {
        return ordinal() + 1;
    }

    /** The stage's name in both languages. */
    public Names names() {
        return names;
    }

    /** The stage with that number. @throws IllegalArgumentException if {@code number} is not 1 to 7 */
    public static JourneyStage of(int number) {
        if (number < 1 || number > values().length) {
            throw new IllegalArgumentException("stage number is not 1 to 7: " + number);
        }
        return values()[number - 1];
    }
}
