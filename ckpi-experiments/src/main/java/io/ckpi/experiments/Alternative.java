package io.ckpi.experiments;

/** What a test is to show; the effect is treatment minus control. */
public enum Alternative {
    /** The effect is not the null value, in either direction. */
    TWO_SIDED,
    /** The effect is above the null value. */
    GREATER,
    /** The effect is below the null value. */
    LESS;

    /** The alternative with both arms swapped. */
    public Alternative mirrored() {
        return switch (this) {
            case TWO_SIDED -> TWO_SIDED;
            case GREATER -> LESS;
            case LESS -> GREATER;
        };
    }
}
