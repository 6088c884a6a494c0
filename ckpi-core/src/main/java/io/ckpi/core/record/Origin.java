package io.ckpi.core.record;

import io.ckpi.core.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Where a contact comes from, as the marketing tags say. Everything may be unknown.
 *
 * @param source source, such as {@code google}
 * @param medium medium, such as {@code cpc}
 * @param campaign campaign
 * @param term search term or keyword
 * @param content content or creative
 * @param clickId click id of an advertising system
 * @param channel channel if the source states it; else the host derives it by its rules
 */
public record Origin(
        @Nullable String source,
        @Nullable String medium,
        @Nullable String campaign,
        @Nullable String term,
        @Nullable String content,
        @Nullable String clickId,
        @Nullable Channel channel) {

    /** Checks the components. */
    public Origin {
        Fields.optionalText("source", source);
        Fields.optionalText("medium", medium);
        Fields.optionalText("campaign", campaign);
        Fields.optionalText("term", term);
        Fields.optionalText("content", content);
        Fields.optionalText("clickId", clickId);
    }

    /** Nothing is known. */
    public static final Origin UNKNOWN = new Origin(null, null, null, null, null, null, null);

    /** Only the channel is known. */
    public static Origin of(Channel channel) {
        return new Origin(null, null, null, null, null, null, channel);
    }

    /** Source, medium and campaign, each possibly unknown. */
    public static Origin of(@Nullable String source, @Nullable String medium, @Nullable String campaign) {
        return new Origin(source, medium, campaign, null, null, null, null);
    }
}
