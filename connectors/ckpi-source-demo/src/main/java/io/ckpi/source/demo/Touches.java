package io.ckpi.source.demo;

import io.ckpi.core.Channel;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Touch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What persons do on the site. */
final class Touches extends Records.OfPersons<Touch> {

    static final Origin EMAIL = new Origin("crm", "email", "crm-2026", null, null, null, Channel.EMAIL);
    static final String[] REGIONS = {"RU-SPE", "RU-MOW", "RU-LEN", "RU-MOS", "RU-SVE"};

    /** Seconds from the first page of a visit to what may happen in it. */
    static final int SUBSCRIBES_AFTER = 600;

    static final int CART_AFTER = 700;
    static final int ASKS_AFTER = 1_200;

    private static final Map<String, String> LANDING = Map.of("landing", "true");
    private static final String[] PAGES = {"/", "/catalog", "/catalog/kitchen", "/delivery", "/contacts", "/about"};
    private static final Touch.Kind[] CONTENT = {Touch.Kind.CONTENT_OPEN, Touch.Kind.DOWNLOAD, Touch.Kind.WEBINAR};
    private static final String[] CONTENT_PATHS = {"/video/kitchen-plan", "/guide/repair.pdf", "/webinar/interior"};
    private static final Duration[] SECONDS = new Duration[Model.ENGAGED_MOST + 1];

    static {
        for (int s = 0; s < SECONDS.length; s++) {
            SECONDS[s] = Duration.ofSeconds(s);
        }
    }

    private int visits;

    Touches(Life life, String source) {
        super(life, source);
    }

    @Override
    void tell(Life person, List<Touch> out) {
        visits = 0;
        draws.at(Draws.Part.VISITS, person.index);
        if (person.entry == Life.Entry.SITE) {
            episode(person, out);
        }
        if (person.lead && person.source != Source.UNKNOWN && person.drawMailings()) {
            draws.at(Draws.Part.VISITS, -1 - person.index);
            for (int j = 0; j < person.clicked.length; j++) {
                if (person.clicked[j]) {
                    visit(person, model.mailDays[j], Messages.mailSecond(person.index) + 3_780, EMAIL, false, out);
                }
            }
        }
        draws.at(Draws.Part.ROBOTS, person.index);
        if (draws.chance(Model.ROBOT)) {
            robot(person, out);
        }
    }

    private void episode(Life person, List<Touch> out) {
        Origin origin = person.source.origin;
        if (person.source == Source.ORGANIC_SOCIAL && draws.chance(Model.SOCIAL_ACTION)) {
            Instant at = model.at(person.arrival, person.second - 600);
            out.add(touch("w" + person.index + "-s", at, Touch.Kind.SOCIAL, person, origin)
                    .name("like")
                    .build());
        }
        boolean landing = draws.chance(person.source.path.landing());
        int month = model.monthOfDay[person.arrival];
        boolean content = draws.chance(model.content(month)) && landing;
        int kind = draws.nextInt(CONTENT.length);
        boolean subscribes = draws.chance(Model.SUBSCRIBE);
        boolean cart = draws.chance(Model.CART);
        String visit = visit(person, person.arrival, person.second, origin, landing, out);
        if (content) {
            event(person, person.arrival, 500, visit, CONTENT[kind], "content", CONTENT_PATHS[kind], out);
        }
        if (subscribes) {
            event(person, person.arrival, SUBSCRIBES_AFTER, visit, Touch.Kind.SUBSCRIPTION, "subscribe", "/news", out);
        }
        if (cart) {
            event(person, person.arrival, CART_AFTER, visit, Touch.Kind.CART, "add_to_cart", "/catalog", out);
        }
        if (person.lead && !person.secondVisit) {
            event(person, person.leadDay, ASKS_AFTER, visit, Touch.Kind.LEAD, "generate_lead", "/request", out);
        }
        for (int r = 0; r < Model.RETURN_DAYS.length; r++) {
            boolean returns = draws.chance(Model.RETURN_CHANCE[r]);
            int second = Model.FIRST_CONTACT_SECOND + draws.nextInt(Model.CONTACT_SECONDS);
            int day = person.arrival + Model.RETURN_DAYS[r];
            if (returns && day < model.days) {
                visit(person, day, second, origin, false, out);
            }
        }
        if (person.lead && person.secondVisit) {
            String second = visit(person, person.leadDay, person.second, origin, false, out);
            event(person, person.leadDay, ASKS_AFTER, second, Touch.Kind.LEAD, "generate_lead", "/request", out);
        }
    }

    private String visit(Life person, int day, int second, Origin origin, boolean landing, List<Touch> out) {
        String visit = "v" + person.index + "-" + visits++;
        int pages = Model.PAGES.draw(draws);
        int at = second;
        for (int page = 0; page < pages; page++) {
            int engaged = Model.ENGAGED_LEAST + draws.nextInt(Model.ENGAGED_MOST - Model.ENGAGED_LEAST + 1);
            String path = page == 0 && landing ? "/promo" : PAGES[(int) ((person.index + page) % PAGES.length)];
            out.add(touch(
                            visit + "-" + page,
                            model.at(day, at),
                            Touch.Kind.PAGE_VIEW,
                            person,
                            origin,
                            page == 0 && landing ? LANDING : Map.of())
                    .visit(visit)
                    .name("page_view")
                    .path(path)
                    .engaged(SECONDS[engaged])
                    .build());
            at += engaged + 5;
        }
        return visit;
    }

    private void event(
            Life person, int day, int after, String visit, Touch.Kind kind, String name, String path, List<Touch> out) {
        out.add(touch(visit + "-" + name, model.at(day, person.second + after), kind, person, person.source.origin)
                .visit(visit)
                .name(name)
                .path(path)
                .build());
    }

    private void robot(Life person, List<Touch> out) {
        int day = model.drawArrival(draws);
        int second = Model.FIRST_CONTACT_SECOND + draws.nextInt(Model.CONTACT_SECONDS);
        int pages = 3 + draws.nextInt(6);
        String visit = "r" + person.index;
        for (int page = 0; page < pages; page++) {
            out.add(Touch.builder(envelope(visit + "-" + page, model.at(day, second + page)), Touch.Kind.PAGE_VIEW)
                    .visit(visit)
                    .name("page_view")
                    .origin(Source.DIRECT.origin)
                    .path(PAGES[page % PAGES.length])
                    .device(Touch.Device.DESKTOP)
                    .robot(true)
                    .build());
        }
    }

    private Touch.Builder touch(String key, Instant at, Touch.Kind kind, Life person, Origin origin) {
        return touch(key, at, kind, person, origin, Map.of());
    }

    private Touch.Builder touch(
            String key, Instant at, Touch.Kind kind, Life person, Origin origin, Map<String, String> attributes) {
        return Touch.builder(envelope(key, at, attributes), kind)
                .person(person.token())
                .origin(origin)
                .device(person.device)
                .region(region(person.index))
                .targetAudience(person.target);
    }

    static @Nullable String region(long index) {
        return REGIONS[(int) (index % REGIONS.length)];
    }
}
