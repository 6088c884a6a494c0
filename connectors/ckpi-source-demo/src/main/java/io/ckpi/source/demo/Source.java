package io.ckpi.source.demo;

import io.ckpi.core.Channel;
import io.ckpi.core.record.Origin;
import org.jspecify.annotations.Nullable;

/** Where persons come from, with the rates of that source. Two sources may share a channel. */
enum Source {
    ORGANIC_SEARCH(
            Channel.ORGANIC_SEARCH,
            new Share(0.18, 0.24),
            new Path(0.45, 0.62, 0.100, 0.58, 0.78, 0.50),
            Loyalty.HIGH,
            origin("yandex", "organic", null, Channel.ORGANIC_SEARCH)),
    PAID_SEARCH(
            Channel.PAID_SEARCH,
            new Share(0.20, 0.16),
            new Path(0.50, 0.55, 0.120, 0.55, 0.70, 0.80),
            Loyalty.MIDDLE,
            origin("yandex", "cpc", "search-2026", Channel.PAID_SEARCH)),
    PAID_SOCIAL(
            Channel.PAID_SOCIAL,
            new Share(0.08, 0.07),
            new Path(0.25, 0.45, 0.035, 0.45, 0.55, 0.75),
            Loyalty.LOW,
            origin("vk", "paid_social", "social-2026", Channel.PAID_SOCIAL)),
    ORGANIC_SOCIAL(
            Channel.ORGANIC_SOCIAL,
            new Share(0.06, 0.08),
            new Path(0.20, 0.58, 0.030, 0.50, 0.66, 0.30),
            Loyalty.MIDDLE,
            origin("vk", "social", null, Channel.ORGANIC_SOCIAL)),
    ORGANIC_VIDEO(
            Channel.ORGANIC_VIDEO,
            new Share(0.03, 0.04),
            new Path(0.20, 0.60, 0.050, 0.50, 0.70, 0.45),
            Loyalty.MIDDLE,
            origin("rutube", "video", null, Channel.ORGANIC_VIDEO)),
    PARTNER_SITE(
            Channel.REFERRAL,
            new Share(0.05, 0.05),
            new Path(0.40, 0.66, 0.130, 0.60, 0.80, 0.35),
            Loyalty.HIGH,
            origin("remont-club.example", "referral", null, Channel.REFERRAL)),
    FRIEND(
            Channel.REFERRAL,
            new Share(0, 0),
            new Path(0.55, 0.82, 0.300, 0.75, 0.88, 0.20),
            Loyalty.HIGH,
            origin("friend", "referral", "friends", Channel.REFERRAL)),
    DIRECT(
            Channel.DIRECT,
            new Share(0.10, 0.11),
            new Path(0.50, 0.70, 0.140, 0.60, 0.80, 0.10),
            Loyalty.HIGH,
            origin("(direct)", "(none)", null, Channel.DIRECT)),
    DISPLAY(
            Channel.DISPLAY,
            new Share(0.08, 0.05),
            new Path(0.30, 0.40, 0.030, 0.42, 0.50, 0.85),
            Loyalty.LOW,
            origin("yandex", "display", "media-2026", Channel.DISPLAY)),
    COLD_CALL(
            Channel.COLD_CALL,
            new Share(0.08, 0.07),
            new Path(1, 0.50, 0, 0, 0.34, 0),
            Loyalty.LOW,
            origin("telemarketing", "cold-call", null, Channel.COLD_CALL)),
    LIST(
            Channel.LIST,
            new Share(0.10, 0.08),
            new Path(1, 0.50, 0, 0, 0.30, 0),
            Loyalty.LOW,
            origin("partner-base", "list", null, Channel.LIST)),
    UNKNOWN(
            Channel.UNASSIGNED,
            new Share(0.04, 0.05),
            new Path(0.50, 0.50, 0.080, 0.50, 0.65, 0.30),
            Loyalty.MIDDLE,
            Origin.of(Channel.UNASSIGNED));

    /** Share of new persons in the first and in the last month; in between it changes by the same step every month. */
    record Share(double first, double last) {}

    /**
     * The way of persons of a source.
     *
     * @param phone share that calls instead of visiting the site
     * @param target share that belongs to the target audience
     * @param siteLead probability that a site visitor on a desktop computer becomes a lead, at the middle of the time
     * @param callLead probability that a caller becomes a lead
     * @param mql probability that marketing qualifies a lead
     * @param landing probability that the first visit begins on a landing page
     */
    record Path(double phone, double target, double siteLead, double callLead, double mql, double landing) {}

    /** How loyal customers of a source are. */
    enum Loyalty {
        LOW(0.62),
        MIDDLE(0.52),
        HIGH(0.40);

        /** Probability that an order is the customer's last. */
        final double dropout;

        Loyalty(double dropout) {
            this.dropout = dropout;
        }
    }

    final Channel channel;
    final Share share;
    final Path path;
    final Loyalty loyalty;
    final Origin origin;
    final String line;

    Source(Channel channel, Share share, Path path, Loyalty loyalty, Origin origin) {
        this.channel = channel;
        this.share = share;
        this.path = path;
        this.loyalty = loyalty;
        this.origin = origin;
        this.line = "+7812555" + (1000 + 11 * ordinal());
    }

    /** True for persons whom the company calls first: they never visit or call before they are leads. */
    boolean outbound() {
        return this == COLD_CALL || this == LIST;
    }

    private static Origin origin(String source, String medium, @Nullable String campaign, Channel channel) {
        return new Origin(source, medium, campaign, null, null, null, channel);
    }
}
