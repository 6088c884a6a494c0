package io.ckpi.core.channel;

import io.ckpi.core.Channel;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import io.ckpi.core.record.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From source, medium and campaign to a channel: the default channel grouping of Google Analytics 4, after rules of the
 * host's own.
 *
 * <p><b>Definition.</b> A channel that the source states itself stands. Else source, medium and campaign are lower-cased
 * and stripped of surrounding white space, and the first rule that matches gives the channel: first the
 * {@linkplain #rules() own rules}, then the published grouping. With PAID for a medium that contains {@code cp}, starts with
 * {@code paid} or is {@code ppc} or {@code retargeting}, and SHOP for a source of the category SHOPPING or a campaign that
 * contains {@code shopping}, or {@code shop} at its start or after anything but a letter other than {@code e}:
 *
 * <ol>
 *   <li>source and medium absent, or source {@code (direct)} with medium {@code (none)} or {@code (not set)}: DIRECT
 *   <li>campaign contains {@code cross-network}: CROSS_NETWORK
 *   <li>SHOP and PAID: PAID_SHOPPING
 *   <li>category SEARCH, SOCIAL or VIDEO and PAID: PAID_SEARCH, PAID_SOCIAL, PAID_VIDEO
 *   <li>medium display, banner, expandable, interstitial or cpm: DISPLAY
 *   <li>PAID: PAID_OTHER
 *   <li>SHOP: ORGANIC_SHOPPING
 *   <li>category SOCIAL, or medium social, social-network, social-media, sm, social network or social media:
 *       ORGANIC_SOCIAL
 *   <li>category VIDEO, or medium contains {@code video}: ORGANIC_VIDEO
 *   <li>category SEARCH, or medium {@code organic}: ORGANIC_SEARCH
 *   <li>medium referral, app or link: REFERRAL
 *   <li>source or medium contains email, e-mail, e_mail or e mail: EMAIL
 *   <li>medium {@code affiliate}: AFFILIATES
 *   <li>medium {@code audio}: AUDIO
 *   <li>source or medium {@code sms}: SMS
 *   <li>medium ends with {@code push} or contains {@code mobile} or {@code notification}, or source {@code firebase}:
 *       MOBILE_PUSH
 *   <li>else UNASSIGNED
 * </ol>
 *
 * <p>The figures of GA4 itself differ a little: it also knows things that its tags do not say.
 *
 * <p><b>Cost.</b> linear in the length of the tags; no backtracking.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> Google, Analytics Help, Default channel group. Cases: Velir/dbt-ga4.
 */
public final class ChannelRules {

    private static final Set<String> DISPLAY_MEDIUMS = Set.of("display", "banner", "expandable", "interstitial", "cpm");
    private static final Set<String> SOCIAL_MEDIUMS =
            Set.of("social", "social-network", "social-media", "sm", "social network", "social media");
    private static final Set<String> LINK_MEDIUMS = Set.of("referral", "app", "link");
    private static final String[] EMAIL_WORDS = {"email", "e-mail", "e_mail", "e mail"};

    private static final ChannelRules STANDARD = shipped();

    private final Map<String, SourceCategory> categories;
    private final List<ChannelRule> rules;

    private ChannelRules(Map<String, SourceCategory> categories, List<ChannelRule> rules) {
        this.categories = categories;
        this.rules = rules;
    }

    /**
     * The published grouping with the shipped document: a short list of search engines, networks, video sites and
     * marketplaces, and rules for messengers, Yandex Direct, call lines, cold calls and lists.
     */
    public static ChannelRules standard() {
        return STANDARD;
    }

    /**
     * Reads a document of the schema {@code ckpi/channels@1}:
     *
     * <pre>{@code
     * schema: ckpi/channels@1
     * id: our-channels
     * categories:
     *   SOCIAL: [our-community.example]
     * rules:
     *   - {channel: LIST, mediums: [exhibition-list]}
     *   - {channel: MESSENGER, sources: [our-bot], paid: false}
     * }</pre>
     *
     * @param documentName its name in messages
     * @param text its text
     * @throws io.ckpi.core.definition.DefinitionException if the document is wrong; it names all faults
     */
    public static ChannelRules read(String documentName, String text) {
        return Definitions.read(documentName, text, ChannelRules::of);
    }

    private static ChannelRules shipped() {
        String name = "channels.yaml";
        try (InputStream in = ChannelRules.class.getResourceAsStream(name)) {
            return Definitions.read(name, Objects.requireNonNull(in, name), ChannelRules::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChannelRules of(Node document) {
        document.schema("ckpi/channels@1");
        document.id("id");
        document.optionalText("version");
        Map<String, SourceCategory> categories = new HashMap<>();
        document.optionalObject("categories").ifPresent(node -> {
            for (SourceCategory category : SourceCategory.values()) {
                for (Node source : node.optionalList(category.name())) {
                    String name = lower(source.asText());
                    SourceCategory other = categories.putIfAbsent(name, category);
                    if (other != null) {
                        source.error("is listed twice, under " + other + " and " + category);
                    }
                }
            }
        });
        List<ChannelRule> rules = document.optionalObjects("rules", ChannelRules::rule);
        return new ChannelRules(Map.copyOf(categories), rules);
    }

    private static ChannelRule rule(Node node) {
        return new ChannelRule(
                node.oneOf("channel", Channel.class),
                new HashSet<>(node.optionalTexts("sources")),
                new HashSet<>(node.optionalTexts("mediums")),
                node.has("paid") ? node.flag("paid") : null);
    }

    /** The published grouping alone: no own rules, and no source has a category. */
    public static ChannelRules ga4() {
        return new ChannelRules(Map.of(), List.of());
    }

    /** A copy with these categories of sources instead. Sources are lower-cased and stripped. */
    public ChannelRules with(Map<String, SourceCategory> newCategories) {
        Map<String, SourceCategory> normalised = new HashMap<>();
        newCategories.forEach((source, category) -> normalised.put(lower(source), category));
        return new ChannelRules(Map.copyOf(normalised), rules);
    }

    /** A copy with these own rules instead; the first that matches wins, before the published grouping. */
    public ChannelRules with(List<ChannelRule> newRules) {
        return new ChannelRules(categories, List.copyOf(newRules));
    }

    /** A copy with the rules of {@code own} before these rules, and its categories instead of or beside these. */
    public ChannelRules extendedBy(ChannelRules own) {
        List<ChannelRule> both = new ArrayList<>(own.rules);
        both.addAll(rules);
        Map<String, SourceCategory> merged = new HashMap<>(categories);
        merged.putAll(own.categories);
        return new ChannelRules(Map.copyOf(merged), List.copyOf(both));
    }

    /** The category of each source, in lower case. */
    public Map<String, SourceCategory> categories() {
        return categories;
    }

    /** The rules that stand before the published grouping. */
    public List<ChannelRule> rules() {
        return rules;
    }

    /** The channel of that origin; {@link Channel#UNASSIGNED} if no rule applies. */
    public Channel classify(Origin origin) {
        if (origin.channel() != null) {
            return origin.channel();
        }
        return classify(normalise(origin.source()), normalise(origin.medium()), normalise(origin.campaign()));
    }

    private Channel classify(@Nullable String source, @Nullable String medium, @Nullable String campaign) {
        boolean paid = medium != null && isPaid(medium);
        for (ChannelRule rule : rules) {
            if (rule.matches(source, medium, paid)) {
                return rule.channel();
            }
        }
        if (isDirect(source, medium)) {
            return Channel.DIRECT;
        }
        if (campaign != null && campaign.contains("cross-network")) {
            return Channel.CROSS_NETWORK;
        }
        SourceCategory category = source == null ? null : categories.get(source);
        boolean shop = category == SourceCategory.SHOPPING || (campaign != null && isShopCampaign(campaign));
        return medium != null && paid
                ? paidChannel(category, shop, medium)
                : unpaidChannel(category, shop, source, medium);
    }

    private static boolean isDirect(@Nullable String source, @Nullable String medium) {
        if (source == null) {
            return medium == null;
        }
        return source.equals("(direct)") && medium != null && (medium.equals("(none)") || medium.equals("(not set)"));
    }

    private static Channel paidChannel(@Nullable SourceCategory category, boolean shop, String medium) {
        if (shop) {
            return Channel.PAID_SHOPPING;
        }
        if (category == SourceCategory.SEARCH) {
            return Channel.PAID_SEARCH;
        }
        if (category == SourceCategory.SOCIAL) {
            return Channel.PAID_SOCIAL;
        }
        if (category == SourceCategory.VIDEO) {
            return Channel.PAID_VIDEO;
        }
        return DISPLAY_MEDIUMS.contains(medium) ? Channel.DISPLAY : Channel.PAID_OTHER;
    }

    private static Channel unpaidChannel(
            @Nullable SourceCategory category, boolean shop, @Nullable String source, @Nullable String medium) {
        if (medium != null && DISPLAY_MEDIUMS.contains(medium)) {
            return Channel.DISPLAY;
        }
        if (shop) {
            return Channel.ORGANIC_SHOPPING;
        }
        if (category == SourceCategory.SOCIAL || (medium != null && SOCIAL_MEDIUMS.contains(medium))) {
            return Channel.ORGANIC_SOCIAL;
        }
        if (category == SourceCategory.VIDEO || (medium != null && medium.contains("video"))) {
            return Channel.ORGANIC_VIDEO;
        }
        if (category == SourceCategory.SEARCH || "organic".equals(medium)) {
            return Channel.ORGANIC_SEARCH;
        }
        if (medium != null && LINK_MEDIUMS.contains(medium)) {
            return Channel.REFERRAL;
        }
        if (saysEmail(source) || saysEmail(medium)) {
            return Channel.EMAIL;
        }
        if ("affiliate".equals(medium)) {
            return Channel.AFFILIATES;
        }
        if ("audio".equals(medium)) {
            return Channel.AUDIO;
        }
        if ("sms".equals(source) || "sms".equals(medium)) {
            return Channel.SMS;
        }
        if ("firebase".equals(source)
                || (medium != null
                        && (medium.endsWith("push") || medium.contains("mobile") || medium.contains("notification")))) {
            return Channel.MOBILE_PUSH;
        }
        return Channel.UNASSIGNED;
    }

    private static boolean isPaid(String medium) {
        return medium.contains("cp")
                || medium.startsWith("paid")
                || medium.equals("ppc")
                || medium.equals("retargeting");
    }

    /** True for {@code shopping} anywhere, and for {@code shop} unless a letter other than e stands before it. */
    private static boolean isShopCampaign(String campaign) {
        for (int at = campaign.indexOf("shop"); at >= 0; at = campaign.indexOf("shop", at + 1)) {
            if (at == 0 || campaign.startsWith("shopping", at)) {
                return true;
            }
            char before = campaign.charAt(at - 1);
            if (before < 'a' || before > 'z' || before == 'e') {
                return true;
            }
        }
        return false;
    }

    private static boolean saysEmail(@Nullable String tag) {
        if (tag == null) {
            return false;
        }
        for (String word : EMAIL_WORDS) {
            if (tag.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** In lower case, without white space around it; a blank tag is absent. */
    private static @Nullable String normalise(@Nullable String tag) {
        return tag == null || tag.isBlank() ? null : lower(tag);
    }

    private static String lower(String tag) {
        return tag.strip().toLowerCase(Locale.ROOT);
    }
}
