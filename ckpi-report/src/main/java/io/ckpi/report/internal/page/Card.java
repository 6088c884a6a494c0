package io.ckpi.report.internal.page;

/** One of the nine cards: its body under the heading. */
interface Card {

    /** A short name, unique on the page; ids are derived from it. */
    String id();

    /** Draws everything under the heading. */
    void draw(Pen pen);
}
