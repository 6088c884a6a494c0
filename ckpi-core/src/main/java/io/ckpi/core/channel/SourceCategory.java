package io.ckpi.core.channel;

/** What kind of site a traffic source is, where the channel depends on it. */
public enum SourceCategory {
    /** A search engine. */
    SEARCH,
    /** A social network. */
    SOCIAL,
    /** A video site. */
    VIDEO,
    /** A shop or marketplace. */
    SHOPPING
}
