package io.ckpi.scoring;

import io.ckpi.core.Names;

/** A traffic light. */
public enum Colour {
    /** Bad. */
    RED("красный", "red"),
    /** In between. */
    AMBER("жёлтый", "amber"),
    /** Good. */
    GREEN("зелёный", "green"),
    /** No colour: there is neither a target nor a curve, or no reading. */
    NONE("без цвета", "no colour");

    private final Names names;

    Colour(String ru, String en) {
        this.names = new Names(ru, en);
    }

    /** The colour's name in both languages. */
    public Names names() {
        return names;
    }
}
