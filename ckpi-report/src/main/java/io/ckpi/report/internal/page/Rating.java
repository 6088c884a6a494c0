package io.ckpi.report.internal.page;

import io.ckpi.report.internal.tree.Node;

/** A status: symbol, word, colour and pattern, so that it never depends on colour alone. */
public enum Rating {
    /** Good. */
    GREEN("✓", "g"),
    /** Deserves attention. */
    AMBER("!", "a"),
    /** Poor. */
    RED("✕", "r"),
    /** Neither target nor curve. */
    NONE("–", "o");

    private final String symbol;
    private final String css;

    Rating(String symbol, String css) {
        this.symbol = symbol;
        this.css = css;
    }

    /** The status at a place of the record. */
    public static Rating of(Node node) {
        return node.constant(Rating.class).orElse(NONE);
    }

    /** Its symbol. */
    public String symbol() {
        return symbol;
    }

    /** The last part of its classes. */
    String css() {
        return css;
    }

    /** The key of its word. */
    public String key() {
        return "rating." + name();
    }
}
