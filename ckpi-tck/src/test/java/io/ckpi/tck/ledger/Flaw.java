package io.ckpi.tck.ledger;

import java.util.Set;
import java.util.TreeSet;

/** A way in which the plugin for the ledger breaks the contract, and the rules that must notice. */
public enum Flaw {
    BLANK_VERSION("D-02"),
    CONSTRUCTOR_PRINTS("D-03"),
    CONSTRUCTOR_STARTS_THREAD("D-03 L-06"),
    LEVEL_OF_TOMORROW("C-01 C-02 C-03 C-04 C-05 D-04 D-05 Q-02"),
    HELP_ONLY_IN_ENGLISH("D-05"),
    MISSING_OPTION_IS_NO_SUCH_ELEMENT("C-01"),
    OPTION_OF_ANOTHER_NAME("C-01 C-02 C-04 Q-02"),
    NEGATIVE_PAGE_IS_AN_ARGUMENT("C-03"),
    WRONG_PASSWORD_IS_CONFIG("C-04"),
    WRONG_PASSWORD_IS_IGNORED("C-04"),
    DESCRIPTION_CHANGES("S-01"),
    NO_WORD_ABOUT_TIME("S-02"),
    PERSONAL_FIELDS_UNNAMED("S-03"),
    LOSES_A_STATUS("R-01"),
    ABSENT_BECOMES_EMPTY("R-02"),
    LOSES_THE_LONE_ROW_OF_A_PAGE("P-03 Q-03 Q-06 R-01 R-02 R-03 W-01 W-04"),
    COMPOSES_LETTERS("R-04"),
    IDS_THROUGH_DOUBLE("R-05"),
    IDS_LOSE_ZEROS("R-05"),
    LOCAL_TIME("R-06"),
    MONEY_THROUGH_CENTS("R-07"),
    STARTS_AGAIN_AFTER_THE_END("L-04 R-08"),
    TO_IS_IN("P-01 P-02 R-09"),
    REJECT_WITHOUT_ITS_ROW("Q-01"),
    POISON_DROPPED_IN_SILENCE("Q-01 Q-02 Q-03 Q-04 X-04"),
    POISON_ENDS_THE_READ("Q-01 Q-02 Q-03 Q-04"),
    STOPS_AT_THE_BUDGET("Q-02"),
    ACCEPTED_NOT_COUNTED("Q-02 Q-03"),
    ROUNDED_IDS_WITH_A_COMMA("Q-04"),
    EQUAL_ROWS_GET_NUMBERS("Q-05"),
    BELIEVES_IN_ORDER("P-03 P-04 Q-06 R-04 R-05"),
    CURSOR_STARTS_OVER("W-01"),
    CURSOR_BEHIND_THE_PAGE("P-03 W-01 W-04"),
    CURSOR_OF_ANYBODY("W-02"),
    END_IS_FINAL("W-03"),
    FORGETS_DELETIONS("W-04"),
    WATERMARK_BY_ITS_OWN_CLOCK("W-05"),
    WATERMARK_GOES_BACK("W-05"),
    FILTERS_THE_FIRST_PAGE("P-01 P-02"),
    FILTERS_BY_SECONDS("P-02"),
    QUOTES_DOUBLED("P-03"),
    CLAIMS_TOO_LITTLE("P-04"),
    ONLY_LAST_REVISION("P-04"),
    COVARIANCE_OF_SIGNS("M-01 M-05"),
    SUMS_OF_SQUARES("M-02"),
    NO_GROUP_IS_A_GROUP("M-03"),
    MISSING_IS_ZERO("M-04"),
    FIRST_IS_LEAST("M-01 M-03 M-04 M-05"),
    SECOND_CLOSE_THROWS("L-01"),
    ABANDONED_READER_CLOSES_ITS_SOURCE("L-02"),
    SPEAKS_AFTER_CLOSE("L-03"),
    READERS_SHARE_THEIR_PLACE("L-04"),
    NEVER_LOOKS_UP("L-05"),
    LEAVES_A_THREAD("L-06"),
    LEAVES_A_FILE("L-06"),
    LEAVES_A_CONNECTION("L-06"),
    FAILURE_IS_THE_END("L-07"),
    FAILURE_IS_RAW("L-07"),
    SECRET_IN_TEXT_FORM("X-01"),
    SECRET_IN_CAUSE("X-01"),
    SECRET_IN_LOG("X-01"),
    VALUE_IN_HINT("Q-01 X-02"),
    PERSON_IN_ATTRIBUTE("X-02"),
    PERSON_IN_OUTPUT("X-02"),
    FOLLOWS_ANY_PATH("X-03"),
    TAKES_ANY_SIZE("X-04"),
    STAMPS_THE_TIME_OF_READING("V-01"),
    /** No flaw in itself; see the test of claims. */
    READS_ONLY_THE_RANGE("");

    private final Set<String> rules;

    Flaw(String rules) {
        this.rules = rules.isEmpty() ? Set.of() : new TreeSet<>(Set.of(rules.split(" ")));
    }

    /** The ids of the rules that fail. */
    public Set<String> rules() {
        return rules;
    }
}
