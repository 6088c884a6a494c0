package io.ckpi.core;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something worth knowing about a number that is measured.
 *
 * @param code what it is
 * @param subject what it concerns (an id, a group, a count), or null
 */
public record Flag(Code code, @Nullable String subject) implements Comparable<Flag> {

    /** The closed list of flags. */
    public enum Code {
        /** No interval can be given for this number. */
        NO_INTERVAL("без интервала", "no interval"),
        /** A fallback indicator was measured in place of the primary one; the subject is its id. */
        SECONDARY_USED("использован запасной показатель", "a fallback indicator was used"),
        /** The periods used different indicators or definitions and cannot be compared. */
        NOT_COMPARABLE("периоды несопоставимы", "the periods are not comparable"),
        /** A comparison without random assignment. */
        OBSERVATIONAL("без случайного распределения", "observational, no random assignment"),
        /** Weights were missing, every item weighs one. */
        UNWEIGHTED("без весов", "unweighted"),
        /** Money was spent and nobody came. */
        NO_NEW_CUSTOMERS("новых клиентов нет", "no new customers"),
        /** The expected lifetime was cut at the cap. */
        LIFETIME_CAPPED("срок жизни ограничен", "lifetime capped"),
        /** A value at or below zero was scored as the worst on a logarithmic scale. */
        CLAMPED_NONPOSITIVE("неположительное значение приравнено к худшему", "non-positive value clamped"),
        /** A group was raised to the floor before the geometric mean; the subject is the group. */
        FLOORED("группа поднята до порога", "raised to the floor"),
        /** A missing value was replaced by an estimate; the subject is what was replaced. */
        IMPUTED("пропуск заполнен оценкой", "imputed"),
        /** Leaves without an interval were held constant; the subject is the share of their weight. */
        CONSTANT_INPUTS("часть входов без интервала", "some inputs have no interval"),
        /** The period reaches into a source's late-data window. */
        PROVISIONAL("предварительно", "provisional"),
        /** The number rests on a stand-in measure. */
        PROXY("косвенная оценка", "proxy measure"),
        /** Units that belonged to two arms were left out; the subject is their count. */
        CONTAMINATED("часть единиц попала в обе группы", "units in two arms were left out"),
        /** A sampling or numerical precision warning; the subject is the number of digits lost. */
        DIGITS_LOST("потеряны значащие цифры", "digits lost"),
        /** The sums came from several currencies of which only one was used; the subject names it. */
        ONE_CURRENCY("учтена одна валюта", "one currency only"),
        /** Some people, leads or visits could not be assigned and were left out; the subject is their share. */
        UNKNOWN_EXCLUDED("неизвестные не учтены", "unknown cases excluded"),
        /** The arms do not have the planned shares: the assignment is broken; the subject is the p-value. */
        SRM("доли групп не соответствуют плану", "the arms do not have their planned shares"),
        /** A covariate that the others already tell was dropped; the subject is its name. */
        COLLINEAR("ковариата исключена: она следует из других", "a covariate was dropped, the others tell it already"),
        /** A covariate differs between the arms, so it may have been measured after the assignment; the subject is its name. */
        COVARIATE_IMBALANCE("ковариата различается между группами", "a covariate differs between the arms"),
        /** Too few buyers to check whether the treatment changed order values; the subject is the buyers of the smaller arm. */
        DISPERSION_UNCHECKED("разброс сумм заказов не проверен", "the dispersion of order values is not checked"),
        /** Few buyers in the smaller arm; the subject is their number. */
        FEW_BUYERS("мало покупателей в малой группе", "few buyers in the smaller arm"),
        /** Few clusters were randomised; the subject is their number. */
        FEW_CLUSTERS("мало кластеров", "few clusters"),
        /** A more precise result that is adjusted by covariates stands beside this one. */
        ADJUSTED_BESIDE("рядом есть оценка с поправкой", "an adjusted result stands beside"),
        /** Few observations: the number may be far off; the subject is their count. */
        SMALL_SAMPLE("мало наблюдений", "few observations");

        private final Names sentence;

        Code(String ru, String en) {
            this.sentence = new Names(ru, en);
        }

        /** The flag in words, in both languages. */
        public Names sentence() {
            return sentence;
        }
    }

    /** Checks the code. */
    public Flag {
        Objects.requireNonNull(code, "code");
    }

    /** A flag without a subject. */
    public static Flag of(Code code) {
        return new Flag(code, null);
    }

    /** A flag that concerns {@code subject}. */
    public static Flag of(Code code, String subject) {
        return new Flag(code, Objects.requireNonNull(subject, "subject"));
    }

    /** The flag in words, with its subject where it has one. */
    public String sentence(Locale locale) {
        String words = code.sentence().in(locale);
        return subject == null ? words : words + ": " + subject;
    }

    @Override
    public int compareTo(Flag other) {
        return toString().compareTo(other.toString());
    }

    /** The stable text form: {@code CODE} or {@code CODE:subject}. */
    @Override
    public String toString() {
        return subject == null ? code.name() : code.name() + ":" + subject;
    }
}
