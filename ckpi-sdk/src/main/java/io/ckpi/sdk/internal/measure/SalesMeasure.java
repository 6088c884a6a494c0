package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Roi;
import io.ckpi.core.record.Message;
import io.ckpi.core.stat.PairAccumulator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Orders and money: revenue, returns, carts, first purchases. */
final class SalesMeasure implements Measure<SalesMeasure> {

    private final Window window;
    private final Stats stats;
    private final Spending spending;
    private final Population population;

    private boolean faulty;
    private long orders;
    private long portal;
    private long revenueMicros;
    private long marginMicros;
    private long costedMicros;
    private long ordersWithoutCost;

    /** Per subject: revenue in millionths and orders. */
    private final PairAccumulator basket = new PairAccumulator();
    /** Per subject: orders. */
    private final PairAccumulator count = new PairAccumulator();
    /** Per subject: margin in millionths of the orders whose cost is known. */
    private final PairAccumulator margin = new PairAccumulator();

    private final PairAccumulator upsell = new PairAccumulator();
    private final PairAccumulator crm = new PairAccumulator();

    private final Durations processing = new Durations();
    private long processingOpen;

    private long deferred;
    private long cartOrders;
    private long ordersWithoutCart;
    private long youngCarts;

    private long abandoned;
    private long recovered;
    private long abandonedPending;

    private long contacts;
    private long contactsBought;
    private long contactsPending;

    SalesMeasure(Window window, Stats stats, Spending spending, Population population) {
        this.window = window;
        this.stats = stats;
        this.spending = spending;
        this.population = population;
    }

    @Override
    public void add(Facts facts) {
        if (facts.purchases.length > 0) {
            addPurchases(facts);
        }
        for (Sale sale : facts.sales) {
            if (sale.counted && window.holds(sale.created)) {
                addProcessing(sale);
            }
        }
        addCarts(facts);
        addContact(facts);
    }

    private void addPurchases(Facts facts) {
        int n = 0;
        long revenue = 0;
        long earned = 0;
        long upsold = 0;
        long fromCrm = 0;
        for (Sale sale : facts.purchases) {
            if (!sale.counted || !window.holds(sale.paid)) {
                continue;
            }
            n++;
            faulty |= sale.faulty;
            revenue += sale.net;
            if (sale.costKnown) {
                earned += sale.margin;
                costedMicros = plus(costedMicros, sale.net);
            } else {
                ordersWithoutCost++;
            }
            upsold += sale.tagged("upsell") ? sale.net : 0;
            portal += sale.tagged("portal") ? 1 : 0;
            fromCrm += fromCrm(facts, sale) ? sale.net : 0;
        }
        if (n == 0) {
            return;
        }
        orders += n;
        revenueMicros = plus(revenueMicros, revenue);
        marginMicros = plus(marginMicros, earned);
        basket.add((double) revenue, n);
        count.add(n);
        margin.add((double) earned);
        upsell.add((double) upsold, (double) revenue);
        crm.add((double) fromCrm, (double) revenue);
    }

    private long plus(long sum, long part) {
        long total = sum + part;
        if (((sum ^ total) & (part ^ total)) < 0) {
            faulty = true;
            return sum;
        }
        return total;
    }

    /** The order's own source says so, or, if it has none, a click in a message shortly before. */
    private boolean fromCrm(Facts facts, Sale sale) {
        if (sale.channel != null) {
            return sale.channel.crm();
        }
        long[] times = facts.messageTimes;
        long since = sale.created - window.parameters.attributionDays() * Window.DAY;
        for (int i = Facts.from(times, since); i < times.length && times[i] <= sale.created; i++) {
            Message.Event event = facts.history.messages().get(i).event();
            if (event == Message.Event.CLICKED || event == Message.Event.REPLIED) {
                return true;
            }
        }
        return false;
    }

    private void addProcessing(Sale sale) {
        if (sale.accepted < window.dataEnd) {
            if (sale.accepted >= sale.created) {
                processing.add(sale.accepted - sale.created);
            }
        } else if (sale.cancelled >= window.dataEnd && isOpen(sale)) {
            processingOpen++;
        }
    }

    private static boolean isOpen(Sale sale) {
        return switch (sale.order.status()) {
            case CREATED, PAID -> true;
            case CANCELLED, REFUNDED, SPAM -> false;
        };
    }

    /** The first cart since the last purchase, and how long it takes until it is paid. */
    private void addCarts(Facts facts) {
        Sale[] purchases = facts.purchases;
        if (purchases.length == 0 && facts.carts.length == 0) {
            return;
        }
        long cart = -1;
        int bought = 0;
        for (int i = 0; i <= facts.carts.length; i++) {
            long time = i < facts.carts.length ? facts.carts[i] : Long.MAX_VALUE;
            while (bought < purchases.length && purchases[bought].paid < Math.min(time, window.dataEnd)) {
                addCartOrder(cart, purchases[bought++].paid);
                cart = -1;
            }
            if (time < window.dataEnd && cart < 0) {
                cart = time;
            }
        }
        if (window.holds(cart) && cart + window.parameters.deferredDays() * Window.DAY > window.dataEnd) {
            youngCarts++;
        }
        if (facts.carts.length > 0) {
            addRecovery(facts);
        }
    }

    private void addCartOrder(long cart, long paid) {
        if (!window.holds(paid)) {
            return;
        }
        if (cart < 0) {
            ordersWithoutCart++;
        } else {
            cartOrders++;
            deferred += paid - cart > window.parameters.deferredDays() * Window.DAY ? 1 : 0;
        }
    }

    /** A cart is one until it is bought or the time to recover it is over; then the next one begins. */
    private void addRecovery(Facts facts) {
        long span = window.parameters.recoveryDays() * Window.DAY;
        long toAbandon = window.parameters.cartAbandonedHours() * Window.HOUR;
        long over = Long.MIN_VALUE;
        for (long cart : facts.carts) {
            if (cart >= window.cut) {
                break;
            }
            if (cart <= over) {
                continue;
            }
            long paid = nextPaid(facts, cart);
            over = Math.min(paid, cart + span);
            if (cart < window.start) {
                continue;
            }
            if (paid < window.dataEnd && paid - cart <= toAbandon) {
                continue; // bought at once
            }
            if (cart + span > window.dataEnd) {
                abandonedPending++;
            } else {
                abandoned++;
                recovered += paid - cart <= span ? 1 : 0;
            }
        }
    }

    private static long nextPaid(Facts facts, long time) {
        for (Sale sale : facts.purchases) {
            if (sale.paid >= time) {
                return sale.paid;
            }
        }
        return Sale.NEVER;
    }

    private void addContact(Facts facts) {
        long contact = facts.firstContact;
        if (!window.holds(contact)) {
            return;
        }
        long first = facts.purchases.length == 0 ? Sale.NEVER : facts.purchases[0].paid;
        if (first < contact) {
            return; // a customer already
        }
        long latest = contact + window.parameters.firstPurchaseDays() * Window.DAY;
        if (latest > window.dataEnd) {
            contactsPending++;
        } else {
            contacts++;
            contactsBought += first <= latest ? 1 : 0;
        }
    }

    @Override
    public void merge(SalesMeasure other) {
        faulty |= other.faulty;
        orders += other.orders;
        portal += other.portal;
        revenueMicros = plus(revenueMicros, other.revenueMicros);
        marginMicros = plus(marginMicros, other.marginMicros);
        costedMicros = plus(costedMicros, other.costedMicros);
        ordersWithoutCost += other.ordersWithoutCost;
        basket.merge(other.basket);
        count.merge(other.count);
        margin.merge(other.margin);
        upsell.merge(other.upsell);
        crm.merge(other.crm);
        processing.merge(other.processing);
        processingOpen += other.processingOpen;
        deferred += other.deferred;
        cartOrders += other.cartOrders;
        ordersWithoutCart += other.ordersWithoutCart;
        youngCarts += other.youngCarts;
        abandoned += other.abandoned;
        recovered += other.recovered;
        abandonedPending += other.abandonedPending;
        contacts += other.contacts;
        contactsBought += other.contactsBought;
        contactsPending += other.contactsPending;
    }

    private static final Absent NO_ORDERS =
            Stats.none("no paid orders in the period", "в периоде нет оплаченных заказов");
    private static final Absent NEVER_ORDERS =
            Stats.none("no paid orders are recorded", "оплаченные заказы не записываются");
    private static final Absent NO_CARTS = Stats.none("no carts are recorded", "корзины не записываются");

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        boolean recorded = seen.before(Seen.Kind.PURCHASE, window.dataEnd);
        Absent money = recorded ? spending.trouble(faulty) : NEVER_ORDERS;
        readings.put("sales.orders", recorded ? stats.total(population.all(count), Unit.COUNT) : NEVER_ORDERS);
        readings.put("portal.share", portal(seen));
        if (money == null) {
            putMoney(seen, readings);
        } else {
            for (String id : new String[] {
                "sales.revenue",
                "basket.average",
                "economics.roi",
                "economics.romi",
                "upsell.share",
                "crm.revenue-share"
            }) {
                readings.put(id, money);
            }
        }
        readings.put("order.processing-time", processing(seen));
        boolean carts = seen.before(Seen.Kind.CART, window.dataEnd);
        readings.put("sales.deferred-share", carts ? deferred() : NO_CARTS);
        readings.put(
                "sales.remarketing-recovery",
                carts
                        ? Stats.orElse(
                                stats.shares.ofRecords(recovered, abandoned, abandonedPending),
                                Stats.none("no carts were abandoned in the period", "в периоде нет брошенных корзин"))
                        : NO_CARTS);
        boolean contactsRecorded = seen.before(Seen.Kind.SUBSCRIPTION, window.dataEnd)
                || seen.before(Seen.Kind.LEAD_TOUCH, window.dataEnd);
        readings.put(
                "first-purchase.conversion",
                !contactsRecorded
                        ? Stats.none(
                                "neither subscriptions nor lead events are recorded",
                                "не записываются ни подписки, ни события лидов")
                        : !recorded
                                ? NEVER_ORDERS
                                : Stats.orElse(
                                        stats.shares.ofRecords(contactsBought, contacts, contactsPending),
                                        Stats.none("no new contacts in the period", "в периоде нет новых контактов")));
    }

    private Reading deferred() {
        Reading share = Stats.orElse(
                stats.shares.ofRecords(deferred, cartOrders, youngCarts),
                Stats.none("no order of the period has a cart before it", "ни у одного заказа периода нет корзины"));
        return Stats.withUnknown(share, ordersWithoutCart, ordersWithoutCart + cartOrders);
    }

    private Reading portal(Seen seen) {
        if (orders == 0) {
            return seen.before(Seen.Kind.PURCHASE, window.dataEnd) ? NO_ORDERS : NEVER_ORDERS;
        }
        return seen.before(Seen.Kind.PORTAL, window.dataEnd)
                ? stats.shares.ofRecords(portal, orders, 0)
                : Stats.none("no order has the tag portal", "ни у одного заказа нет метки portal");
    }

    private Reading processing(Seen seen) {
        if (!seen.before(Seen.Kind.ACCEPTED_ORDER, window.dataEnd)) {
            return Stats.none("no acceptance of orders is recorded", "принятие заказов не записывается");
        }
        if (processing.cases() == 0) {
            return processingOpen > 0
                    ? Absent.because(Reason.NOT_DUE_YET)
                    : Stats.none("no orders were placed in the period", "в периоде нет заказов");
        }
        Reading median = stats.quantiles.median(processing.in(3600), Unit.HOURS);
        return median instanceof Measured measured
                ? new Measured(measured.estimate().withPending(processingOpen))
                : median;
    }

    private void putMoney(Seen seen, Map<String, Reading> readings) {
        Money revenue = Money.ofMicros(revenueMicros, spending.currency());
        Unit unit = Unit.money(spending.currency());
        Reading total = revenueTotal(revenue, unit);
        readings.put("sales.revenue", total);
        readings.put(
                "basket.average",
                orders == 0
                        ? NO_ORDERS
                        : spending.exact(stats.ratio(basket, unit), revenue.doubleValue(), (double) orders));
        Absent spend = spending.troubleOfInvestment();
        if (spend != null) {
            readings.put("economics.roi", spend);
            readings.put("economics.romi", spend);
        } else {
            Money investment = spending.investment();
            readings.put("economics.roi", roi(total, revenue, investment));
            readings.put("economics.romi", romi(revenue, investment, unit));
        }
        readings.put("upsell.share", share(seen, Seen.Kind.UPSELL, upsell));
        boolean attributable =
                seen.before(Seen.Kind.ORDER_ORIGIN, window.dataEnd) || seen.before(Seen.Kind.MESSAGE, window.dataEnd);
        readings.put(
                "crm.revenue-share",
                attributable
                        ? shareOfRevenue(crm)
                        : Stats.none(
                                "neither the source of orders nor messages are recorded",
                                "не записываются ни источники заказов, ни сообщения"));
    }

    /** The exact sum; without an order it is 0, known exactly as long as anybody is known at all. */
    private Reading revenueTotal(Money revenue, Unit unit) {
        Reading total = stats.total(population.all(basket), unit);
        return total instanceof Measured measured ? new Measured(spending.money(measured.estimate(), revenue)) : total;
    }

    private static Reading roi(Reading income, Money exact, Money investment) {
        return Spending.percent(
                income instanceof Measured measured
                        ? Roi.of(measured.estimate(), investment)
                        : Roi.of(exact, investment));
    }

    private Reading romi(Money revenue, Money investment, Unit unit) {
        Double rate = window.parameters.grossMargin();
        Estimate earned;
        if (orders == 0) {
            return Spending.percent(Roi.romi(revenue, investment));
        } else if (ordersWithoutCost < orders) {
            Reading total = stats.total(population.all(margin), unit);
            if (!(total instanceof Measured measured)) {
                return total;
            }
            earned = spending.money(measured.estimate(), Money.ofMicros(marginMicros, spending.currency()));
            if (ordersWithoutCost > 0) {
                if (costedMicros == 0) {
                    return Absent.because(
                            Reason.ZERO_DENOMINATOR,
                            "the orders whose cost is known brought no revenue",
                            "заказы с известной себестоимостью не дали выручки");
                }
                earned = earned.scaled((double) revenueMicros / costedMicros, unit);
            }
        } else if (rate != null) {
            Reading total = revenueTotal(revenue, unit);
            if (!(total instanceof Measured measured)) {
                return total;
            }
            earned = measured.estimate().scaled(rate, unit);
        } else {
            return NO_COST;
        }
        return Stats.withUnknown(
                Spending.percent(Roi.of(earned.withMethod("romi"), investment)),
                ordersWithoutCost < orders ? ordersWithoutCost : 0,
                orders);
    }

    static final Absent NO_COST =
            Stats.none("no order states the cost of its goods", "ни в одном заказе не указана себестоимость");

    private Reading share(Seen seen, Seen.Kind kind, PairAccumulator part) {
        return seen.before(kind, window.dataEnd)
                ? shareOfRevenue(part)
                : Stats.none("no order has the tag upsell", "ни у одного заказа нет метки upsell");
    }

    private Reading shareOfRevenue(PairAccumulator part) {
        @Nullable
        Absent empty = orders == 0
                ? NO_ORDERS
                : revenueMicros == 0
                        ? Absent.because(Reason.ZERO_DENOMINATOR, "the revenue is 0", "выручка равна нулю")
                        : null;
        if (empty != null) {
            return empty;
        }
        Reading share = stats.share(part);
        if (!(share instanceof Measured measured)) {
            return share;
        }
        return new Measured(measured.estimate().withRatio(part.sumY() / 1e6, part.sumD() / 1e6));
    }
}
