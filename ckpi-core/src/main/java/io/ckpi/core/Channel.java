package io.ckpi.core;

/**
 * A marketing channel: the GA4 default channel grouping, extended by call lines, messengers and lists.
 *
 * <p>{@link #inbound()} says whether a lead through it came by itself (organic search, unpaid social, content and video,
 * own e-mail and messengers, referral, direct) or was fetched (everything paid, cold calls, bought lists).
 */
public enum Channel {
    /** Typed address or bookmark. */
    DIRECT("Прямые заходы", "Direct", true),
    /** A campaign across several networks. */
    CROSS_NETWORK("Кросс-сетевая реклама", "Cross-network", false),
    /** Paid shopping. */
    PAID_SHOPPING("Платные товарные площадки", "Paid Shopping", false),
    /** Paid search. */
    PAID_SEARCH("Платный поиск", "Paid Search", false),
    /** Paid social. */
    PAID_SOCIAL("Платные соцсети", "Paid Social", false),
    /** Paid video. */
    PAID_VIDEO("Платное видео", "Paid Video", false),
    /** Display advertising. */
    DISPLAY("Медийная реклама", "Display", false),
    /** Other paid advertising. */
    PAID_OTHER("Прочая реклама", "Paid Other", false),
    /** Unpaid shopping. */
    ORGANIC_SHOPPING("Товарные площадки", "Organic Shopping", true),
    /** Unpaid social. */
    ORGANIC_SOCIAL("Соцсети", "Organic Social", true),
    /** Unpaid video. */
    ORGANIC_VIDEO("Видео", "Organic Video", true),
    /** Unpaid search. */
    ORGANIC_SEARCH("Органический поиск", "Organic Search", true),
    /** A link on another site. */
    REFERRAL("Ссылки на сайтах", "Referral", true),
    /** Own e-mail. */
    EMAIL("Электронная почта", "Email", true),
    /** Affiliates. */
    AFFILIATES("Партнёрские программы", "Affiliates", false),
    /** Audio advertising. */
    AUDIO("Аудио", "Audio", false),
    /** Own text messages. */
    SMS("SMS", "SMS", true),
    /** Own push notifications. */
    MOBILE_PUSH("Push-уведомления", "Mobile Push Notifications", true),
    /** Own messenger channels and bots. */
    MESSENGER("Мессенджеры", "Messengers", true),
    /** A call line (a virtual number); which campaign it serves is in the number pool. */
    CALL("Телефон", "Call", true),
    /** Cold calls. */
    COLD_CALL("Холодные звонки", "Cold calls", false),
    /** A bought list of contacts. */
    LIST("Базы контактов", "Contact lists", false),
    /** No rule applies. */
    UNASSIGNED("Не определён", "Unassigned", false);

    private final Names names;
    private final boolean inbound;

    Channel(String ru, String en, boolean inbound) {
        this.names = new Names(ru, en);
        this.inbound = inbound;
    }

    /** The channel's name in both languages; the English one is GA4's where GA4 has it. */
    public Names names() {
        return names;
    }

    /** True if a lead through this channel came by itself; meaningless for {@link #UNASSIGNED}. */
    public boolean inbound() {
        return inbound;
    }

    /** True for the social networks, paid or not. */
    public boolean social() {
        return this == PAID_SOCIAL || this == ORGANIC_SOCIAL;
    }

    /** True for the channels by which a company writes to people it knows: e-mail, text, push, messenger. */
    public boolean crm() {
        return this == EMAIL || this == SMS || this == MOBILE_PUSH || this == MESSENGER;
    }
}
