package io.ckpi.source.demo;

import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Spend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about the demo company that is not random: its calendar, its rates, its prices and its spending. The
 * generator draws with these numbers and the truth is computed from them.
 *
 * <p>Days are counted from the first day of the data. Everything that happens, happens between 09:00 and 21:00 in
 * Moscow, so a day in Moscow is the same day in every zone from UTC−6 to UTC+6.
 *
 * <p>Immutable.
 */
final class Model {

    static final ZoneId ZONE = ZoneId.of("Europe/Moscow");
    static final Currency RUB = Currency.getInstance("RUB");
    static final Source[] SOURCES = Source.values();

    // ---- arrival ----
    /** Growth of the number of new persons from month to month. */
    static final double GROWTH = 1.015;
    /** Season of new persons, January to December. */
    private static final double[] SEASON = {0.84, 0.90, 1.02, 1.04, 0.98, 0.94, 0.88, 0.96, 1.10, 1.12, 1.14, 1.08};

    static final double DEVICE_PHONE = 0.52;
    static final double DEVICE_DESKTOP = 0.42;

    // ---- site ----
    /** Days after the first visit on which the person may come back, each independently. */
    static final int[] RETURN_DAYS = {2, 7, 21};

    static final double[] RETURN_CHANCE = {0.25, 0.15, 0.08};
    /** Share of site leads that ask at once; the others come back after {@link #SECOND_VISIT_DAYS} days to ask. */
    static final double LEAD_AT_ONCE = 0.55;

    static final int SECOND_VISIT_DAYS = 4;
    /** How much less often visitors on a phone become leads. */
    static final double PHONE_FACTOR = 0.50;

    static final Discrete PAGES = Discrete.of(1, 0.42, 2, 0.25, 3, 0.15, 4, 0.10, 5, 0.08);
    static final int ENGAGED_LEAST = 10;
    static final int ENGAGED_MOST = 80;
    static final double SUBSCRIBE = 0.055;
    static final double CART = 0.070;
    static final double SOCIAL_ACTION = 0.30;
    static final double ROBOT = 0.06;

    /** Contacts begin between 09:30 and 18:30. */
    static final int FIRST_CONTACT_SECOND = 34_200;

    static final int CONTACT_SECONDS = 32_400;

    // ---- leads ----
    static final double NURTURED = 0.80;
    /** How much more often nurtured leads are accepted by sales: the true lift. */
    static final double NURTURE_LIFT = 1.35;

    static final double SQL = 0.85;
    static final double OPPORTUNITY = 0.90;
    static final Discrete TO_MQL = Discrete.of(1, 0.4, 2, 0.3, 3, 0.2, 4, 0.1);
    static final Discrete TO_SAL = Discrete.of(1, 0.3, 2, 0.3, 3, 0.2, 5, 0.2);
    static final Discrete TO_SQL = Discrete.of(1, 0.5, 2, 0.3, 4, 0.2);
    static final Discrete TO_OPPORTUNITY = Discrete.of(1, 0.5, 2, 0.3, 4, 0.2);
    static final Discrete TO_CLOSE = Discrete.of(2, 0.3, 4, 0.3, 8, 0.2, 15, 0.2);
    /** Days from the won deal to the payment of its order, which may have been placed some days before. */
    static final Discrete TO_PAYMENT = Discrete.uniform(2, 5);
    /** Share of refusals with a recorded reason. */
    static final double REASON_FILLED = 0.83;
    /** Share of rejected leads that go back to marketing; the others are disqualified. */
    static final double RECYCLED = 0.40;

    // ---- letters ----
    static final int[] LETTER_DAYS = {0, 3, 10};
    static final double LETTER_OPENED = 0.38;
    static final double LETTER_CLICKED_IF_OPENED = 0.20;
    static final double MACHINE_OPENED = 0.18;

    // ---- CRM mailing with a control group ----
    static final double TREATED = 0.95;
    static final double MAIL_DELIVERED = 0.97;
    static final double MAIL_OPENED = 0.38;
    static final double MAIL_CLICKED_IF_OPENED = 0.30;
    /** Probability that a customer who clicked orders at once. */
    static final double MAIL_ORDER_IF_CLICKED = 0.40;

    static final Discrete MAIL_TO_PAYMENT = Discrete.uniform(3, 5);
    /** Day of the month of the mailing, counted from 0. */
    static final int MAIL_DAY = 4;

    // ---- orders ----
    /** Days between two orders of a customer: 18 + two uniform numbers from 0 to 45. */
    static final int GAP_LEAST = 18;

    static final int GAP_STEP = 45;
    static final Discrete GAP =
            Discrete.of(GAP_LEAST, 1).plus(Discrete.uniform(0, GAP_STEP)).plus(Discrete.uniform(0, GAP_STEP));
    static final Discrete LINES = Discrete.of(1, 0.55, 2, 0.30, 3, 0.15);
    static final Discrete QUANTITY = Discrete.of(1, 0.8, 2, 0.2);
    /** Prices of the products in roubles. */
    static final int[] PRICES = {
        3_900, 5_500, 7_900, 9_900, 12_500, 15_900, 18_900, 24_900, 29_900, 34_900, 42_000, 59_000
    };
    /** Cost of the goods in hundredths of the price. */
    static final int[] COST_PERCENT = {50, 52, 55, 55, 57, 58, 58, 60, 60, 62, 63, 65};

    static final String[] CATEGORIES = {"textile", "lighting", "storage", "furniture", "furniture", "kitchen"};
    static final double DISCOUNTED = 0.20;
    static final int DISCOUNT_PERCENT = 5;
    static final double REFUNDED_PARTLY = 0.04;
    static final int REFUND_PERCENT = 20;
    /** With every base order, the probability of another one that is cancelled, wholly refunded or spam. */
    static final double CANCELLED = 0.05;

    static final double REFUNDED_WHOLLY = 0.02;
    static final double SPAM = 0.01;
    static final double UPSELL = 0.22;
    /** Orders are paid between 09:00 and 17:00. */
    static final int FIRST_PAID_SECOND = 32_400;

    static final int PAID_SECONDS = 28_800;
    /** Days from acceptance to payment. */
    static final Discrete ACCEPTED_TO_PAID = Discrete.uniform(1, 2);
    /** Distribution function of the time from creation to acceptance: minutes at these probabilities, linear between. */
    static final double[] PROCESSING_P = {0, 0.20, 0.40, 0.60, 0.80, 0.95, 1};

    static final double[] PROCESSING_MINUTES = {20, 100, 240, 400, 1_000, 2_400, 3_600};

    // ---- service ----
    static final double SERVICE_CALL = 0.25;
    static final int SERVICE_CALL_DAYS = 3;
    static final double RINGS_LATER = 0.20;
    static final double RATED = 0.15;
    static final Discrete RATING = Discrete.of(1, 0.03, 2, 0.05, 3, 0.12, 4, 0.35, 5, 0.45);
    static final int TALK_LEAST = 40;
    static final int TALK_MOST = 400;
    static final double CALLED_BACK = 0.80;
    static final double FOLLOW_UP = 0.72;
    static final int FOLLOW_UP_DAYS = 6;
    static final double ASKED = 0.64;
    static final int ASKED_DAYS = 10;
    static final double NPS_ANSWER = 0.45;
    static final double REVIEW = 0.22;
    static final double REVIEW_POSITIVE = 0.76;
    static final double REVIEW_NEGATIVE = 0.13;
    static final int REVIEW_DAYS = 5;
    static final double COMPLAINT = 0.035;
    /** Probability that a customer with an even number brings the person with the next number. */
    static final double RECOMMENDS = 0.50;

    static final Discrete RECOMMENDATION_DAYS = Discrete.uniform(10, 29);

    // ---- tasks ----
    static final double LATE = 0.09;
    static final Discrete LATE_DAYS = Discrete.of(1, 0.5, 2, 0.3, 3, 0.2);
    static final double FIRST_HAND_IN = 0.84;
    static final double NEXT_ACTION = 0.72;
    static final double SURVEY_REJECTED = 0.13;
    static final int FIRST_CALL_DUE = 1;
    static final int ORDER_TASK_DUE = 3;
    static final int SURVEY_DUE = 4;
    static final int SALES_STAFF = 24;
    static final int SERVICE_STAFF = 12;
    static final int SURVEY_STAFF = 12;

    // ---- contacts ----
    static final double SEGMENTED = 0.72;
    static final double LAWFUL_BASIS = 0.93;
    static final double CONFIRMED = 0.95;

    static final OrderLine[][] ORDER_LINES = orderLines();

    final DemoOptions options;
    final int persons;
    /** Number of days. */
    final int days;

    final int months;
    /** First day of each month, and of the month after the last. */
    final int[] monthStart;

    final int[] monthOfDay;
    /** Expected share of a person's own (not recommended) arrivals by day. */
    final double[] arrival;
    /** First day of the control group's experiment; its mailings follow in every month from here. */
    final int launch;

    final int[] mailDays;
    private final double[] monthCumulative;
    private final double[][] sourceCumulative;
    private final long epochSecond;

    Model(DemoOptions options) {
        this.options = options;
        this.persons = options.customers();
        this.months = options.months();
        LocalDate start = options.start();
        this.monthStart = new int[months + 1];
        double[] weight = new double[months];
        double total = 0;
        for (int m = 0; m < months; m++) {
            YearMonth month = YearMonth.from(start).plusMonths(m);
            monthStart[m + 1] = monthStart[m] + month.lengthOfMonth();
            weight[m] = power(GROWTH, m) * SEASON[month.getMonthValue() - 1];
            total += weight[m];
        }
        this.days = monthStart[months];
        this.monthOfDay = new int[days];
        this.arrival = new double[days];
        this.monthCumulative = new double[months];
        double sum = 0;
        for (int m = 0; m < months; m++) {
            sum += weight[m] / total;
            monthCumulative[m] = sum;
            for (int d = monthStart[m]; d < monthStart[m + 1]; d++) {
                monthOfDay[d] = m;
                arrival[d] = weight[m] / total / (monthStart[m + 1] - monthStart[m]);
            }
        }
        this.sourceCumulative = new double[months][SOURCES.length];
        for (int m = 0; m < months; m++) {
            double s = 0;
            for (Source source : SOURCES) {
                s += share(source, m);
                sourceCumulative[m][source.ordinal()] = s;
            }
        }
        int launchMonth = Math.max(months - 10, months / 2);
        this.launch = monthStart[launchMonth];
        this.mailDays = new int[months - launchMonth];
        for (int j = 0; j < mailDays.length; j++) {
            mailDays[j] = monthStart[launchMonth + j] + MAIL_DAY;
        }
        this.epochSecond = start.atStartOfDay(ZONE).toEpochSecond();
    }

    // ---- calendar ----

    /** The instant of a second of a day. */
    Instant at(int day, int second) {
        return Instant.ofEpochSecond(epochSecond + day * 86_400L + second);
    }

    LocalDate date(int day) {
        return options.start().plusDays(day);
    }

    /** Position of a month in time, from 0 (the first) to 1 (the last). */
    double phase(int month) {
        return (double) month / (months - 1);
    }

    /** The month of a day; days after the data count as its last month. */
    int month(int day) {
        return monthOfDay[Math.min(day, days - 1)];
    }

    /** The days of the period, {@code [first, after last]}. @throws IllegalArgumentException if the truth does not know it */
    int[] days(Period period) {
        LocalDate start = options.start();
        if (period.from().isBefore(start) || period.until().isAfter(options.end())) {
            throw new IllegalArgumentException("period " + period + " is not inside the demo's data, " + start + " to "
                    + options.end().minusDays(1));
        }
        for (Instant end : List.of(period.start(), period.end())) {
            ZoneOffset offset = period.zone().getRules().getOffset(end);
            if (Math.abs(offset.getTotalSeconds()) > 6 * 3600) {
                throw new IllegalArgumentException(
                        "zone " + period.zone() + " is more than six hours from UTC: its days are not the demo's days");
            }
        }
        return new int[] {
            Math.toIntExact(period.from().toEpochDay() - start.toEpochDay()),
            Math.toIntExact(period.until().toEpochDay() - start.toEpochDay())
        };
    }

    // ---- rates that change from month to month ----

    double share(Source source, int month) {
        return source.share.first() + (source.share.last() - source.share.first()) * phase(month);
    }

    /** Probability that a site visitor who comes in that month becomes a lead. */
    double siteLead(Source source, boolean phone, int month) {
        return source.path.siteLead() * (0.92 + 0.16 * phase(month)) * (phone ? PHONE_FACTOR : 1);
    }

    /** Probability that a visitor of a landing page opens content. */
    double content(int month) {
        return 0.050 + 0.028 * phase(month);
    }

    /** Probability that sales accept a lead created in that month. */
    double accepted(boolean nurtured, int month) {
        return (0.41 + 0.05 * phase(month)) * (nurtured ? NURTURE_LIFT : 1);
    }

    /** Probability that a deal of a lead created in that month is won. */
    double won(int month) {
        return 0.50 + 0.08 * phase(month);
    }

    /** Probability that a call is answered on the first or second ring. */
    double early(int month) {
        return 0.58 + 0.10 * phase(month);
    }

    double onTime(int month) {
        return 0.72 + 0.10 * phase(month);
    }

    double portal(int month) {
        return 0.16 + 0.14 * phase(month);
    }

    double promoter(int month) {
        return 0.48 + 0.06 * phase(month);
    }

    double detractor(int month) {
        return 0.21 - 0.05 * phase(month);
    }

    /** What the processing times of a month are multiplied by: a better order desk in the last twelve months. */
    double processingFactor(int month) {
        int yearsBack = (months - 1 - month) / 12;
        return yearsBack == 0 ? 0.72 : yearsBack == 1 ? 0.90 : 1;
    }

    // ---- draws ----

    int drawArrival(Draws draws) {
        double u = draws.nextDouble();
        int m = 0;
        while (m < months - 1 && u >= monthCumulative[m]) {
            m++;
        }
        return monthStart[m] + draws.nextInt(monthStart[m + 1] - monthStart[m]);
    }

    Source drawSource(Draws draws, int month) {
        double u = draws.nextDouble();
        double[] cumulative = sourceCumulative[month];
        for (int s = 0; s < cumulative.length; s++) {
            if (u < cumulative[s]) {
                return SOURCES[s];
            }
        }
        return Source.UNKNOWN;
    }

    static double processingMinutes(double u) {
        int i = 1;
        while (u > PROCESSING_P[i]) {
            i++;
        }
        double part = (u - PROCESSING_P[i - 1]) / (PROCESSING_P[i] - PROCESSING_P[i - 1]);
        return PROCESSING_MINUTES[i - 1] + part * (PROCESSING_MINUTES[i] - PROCESSING_MINUTES[i - 1]);
    }

    /** P(processing time ≤ minutes), without the month's factor. */
    static double processingAtMost(double minutes) {
        int last = PROCESSING_MINUTES.length - 1;
        if (minutes <= PROCESSING_MINUTES[0]) {
            return 0;
        }
        if (minutes >= PROCESSING_MINUTES[last]) {
            return 1;
        }
        int i = 1;
        while (minutes > PROCESSING_MINUTES[i]) {
            i++;
        }
        double part = (minutes - PROCESSING_MINUTES[i - 1]) / (PROCESSING_MINUTES[i] - PROCESSING_MINUTES[i - 1]);
        return PROCESSING_P[i - 1] + part * (PROCESSING_P[i] - PROCESSING_P[i - 1]);
    }

    // ---- spending: known amounts, no draws ----

    /** One stream of spending. */
    enum Cost {
        DIRECT_SEARCH("yandex-direct", "search", Spend.Kind.MEDIA, Source.PAID_SEARCH, 1_500),
        VK_ADS("vk-ads", "social", Spend.Kind.MEDIA, Source.PAID_SOCIAL, 560),
        DIRECT_MEDIA("yandex-direct", "media", Spend.Kind.MEDIA, Source.DISPLAY, 520),
        LIST("partner-base", "list", Spend.Kind.MEDIA, Source.LIST, 420),
        CALL_CENTRE("call-centre", "outbound", Spend.Kind.SALARY, Source.COLD_CALL, 760),
        BLOG("editors", "blog", Spend.Kind.CONTENT, Source.ORGANIC_SEARCH, 310),
        SOCIAL_CONTENT("editors", "social", Spend.Kind.CONTENT, Source.ORGANIC_SOCIAL, 280),
        VIDEO("studio", "video", Spend.Kind.CONTENT, Source.ORGANIC_VIDEO, 420),
        FRIENDS("loyalty", "friends", Spend.Kind.PROGRAMME, null, 12),
        DISCOUNTS("loyalty", "discounts", Spend.Kind.DISCOUNT, null, 20),
        STAFF("company", "marketing", Spend.Kind.SALARY, null, 640),
        TOOLS("company", "tools", Spend.Kind.TOOLS, null, 75),
        INTEGRATION("company", "crm", Spend.Kind.INTEGRATION, null, 14),
        TRAINING("company", "academy", Spend.Kind.TRAINING, null, 8),
        SERVICE("company", "service", Spend.Kind.SERVICE, null, 130);

        final String platform;
        final String account;
        final Spend.Kind kind;
        final @Nullable Source source;
        /** With a source: roubles per expected new person of it; else roubles per person, spread over the time. */
        final int rate;

        Cost(String platform, String account, Spend.Kind kind, @Nullable Source source, int rate) {
            this.platform = platform;
            this.account = account;
            this.kind = kind;
            this.source = source;
            this.rate = rate;
        }
    }

    private static final double[] WEEKDAY = {1.10, 1.12, 1.10, 1.08, 1.00, 0.80, 0.80};

    /** What is spent on that day, in kopecks; 0 for none. */
    long spent(Cost cost, int day) {
        double roubles;
        if (cost.source != null) {
            roubles = cost.rate * persons * arrival[day] * share(cost.source, monthOfDay[day]) * weekday(day);
        } else if (cost == Cost.INTEGRATION) {
            roubles = day == launch ? (double) cost.rate * persons : 0;
        } else if (cost == Cost.TRAINING) {
            boolean quarter = day == monthStart[monthOfDay[day]] && monthOfDay[day] % 3 == 0;
            roubles = quarter ? (double) cost.rate * persons * 3 / months : 0;
        } else {
            roubles = (double) cost.rate * persons / days;
        }
        return Math.round(roubles * 100);
    }

    private double weekday(int day) {
        return WEEKDAY[date(day).getDayOfWeek().getValue() - 1];
    }

    // ---- small helpers ----

    static Money roubles(long roubles) {
        return new Money(BigDecimal.valueOf(roubles), RUB);
    }

    static Money kopecks(long kopecks) {
        return new Money(BigDecimal.valueOf(kopecks, 2), RUB);
    }

    private static double power(double base, int exponent) {
        double product = 1;
        for (int i = 0; i < exponent; i++) {
            product *= base;
        }
        return product;
    }

    static String product(int product) {
        return "sku-" + (101 + product);
    }

    private static OrderLine[][] orderLines() {
        OrderLine[][] lines = new OrderLine[PRICES.length][3];
        for (int p = 0; p < PRICES.length; p++) {
            for (int q = 1; q <= 2; q++) {
                lines[p][q] = new OrderLine(product(p), BigDecimal.valueOf(q), roubles(PRICES[p]));
            }
        }
        return lines;
    }

    /** The amount rounded to the kopeck. */
    static BigDecimal rounded(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_EVEN);
    }
}
