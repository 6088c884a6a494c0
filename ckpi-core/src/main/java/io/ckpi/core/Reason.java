package io.ckpi.core;

import java.util.Locale;

/**
 * Why a number cannot be given: the closed list shared by all modules.
 *
 * <p>What is worth knowing about a number that <i>is</i> measured is a {@link Flag} on it, not a reason.
 */
public enum Reason {
    /** No observation in the population. */
    NO_DATA("нет данных", "no data"),
    /** Some observations, but too few for this number. */
    INSUFFICIENT_DATA("данных недостаточно", "not enough data"),
    /** Every case is still open: its deadline, window or decision lies after the end of the data. */
    NOT_DUE_YET("срок ещё не наступил", "not due yet"),
    /** The denominator is zero although the population is not empty. */
    ZERO_DENOMINATOR("знаменатель равен нулю", "the denominator is zero"),
    /** Growth from zero. */
    ZERO_BASE("рост от нуля не определён", "growth from zero is undefined"),
    /** Growth from a negative base. */
    NEGATIVE_BASE("рост от отрицательной базы не определён", "growth from a negative base is undefined"),
    /** A value that must be positive is not. */
    NON_POSITIVE("значение должно быть положительным", "a value that must be positive is not"),
    /** All observations are equal, so nothing can be compared. */
    NO_VARIATION("все наблюдения одинаковы", "all observations are equal"),
    /** Least and greatest value coincide, so nothing can be scaled. */
    DEGENERATE_RANGE("наименьшее и наибольшее значения совпадают", "the least and the greatest value coincide"),
    /** A group that must have observations has none. */
    EMPTY_STRATUM("в одной из групп нет наблюдений", "a group has no observations"),
    /** A system of equations has no unique solution. */
    SINGULAR("решение не единственно", "the solution is not unique"),
    /** The data cannot tell this number, however many there are. */
    NOT_IDENTIFIED("по данным это число установить нельзя", "the data cannot tell this number"),
    /** An iteration did not settle. */
    NOT_CONVERGED("вычисление не сошлось", "the computation did not converge"),
    /** A level was not reached within the observed time. */
    NOT_REACHED("уровень не достигнут за время наблюдения", "not reached within the observed time"),
    /** A level can never be reached. */
    NEVER_REACHED("уровень недостижим", "can never be reached"),
    /** The number has no finite bound. */
    UNBOUNDED("число не ограничено", "the number is unbounded"),
    /** So many digits cancelled that nothing of the number is left. */
    PRECISION_LOST("точность потеряна", "the precision is lost"),
    /** The data contradict themselves or the definition. */
    INVALID_INPUT("данные противоречивы", "the data are contradictory");

    private final Names sentence;

    Reason(String ru, String en) {
        this.sentence = new Names(ru, en);
    }

    /** The reason in words, in both languages. */
    public Names sentence() {
        return sentence;
    }

    /** The reason in words, in the language of {@code locale}. */
    public String sentence(Locale locale) {
        return sentence.in(locale);
    }
}
