package io.ckpi.source.demo;

import io.ckpi.core.record.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the company writes to its contacts: three welcome letters to nurtured leads, a monthly mailing to the base. */
final class Messages extends Records.OfPersons<Message> {

    static final String SEQUENCE = "welcome";
    static final String CAMPAIGN = "crm-2026";

    Messages(Life life, String source) {
        super(life, source);
    }

    /** Second of the day at which a contact gets its mails. */
    static int mailSecond(long index) {
        return 36_000 + (int) (index * 7_919 % 7_200);
    }

    @Override
    void tell(Life person, List<Message> out) {
        if (!person.lead) {
            return;
        }
        if (person.nurtured) {
            letters(person, out);
        }
        if (person.drawMailings()) {
            for (int j = 0; j < person.delivered.length; j++) {
                mailing(person, j, out);
            }
        }
    }

    private void letters(Life person, List<Message> out) {
        draws.at(Draws.Part.LETTERS, person.index);
        for (int k = 0; k < Model.LETTER_DAYS.length; k++) {
            boolean opened = draws.chance(Model.LETTER_OPENED);
            boolean clicked = draws.chance(Model.LETTER_CLICKED_IF_OPENED) && opened;
            boolean machine = draws.chance(Model.MACHINE_OPENED);
            int day = person.leadDay + Model.LETTER_DAYS[k];
            if (day >= model.days) {
                return;
            }
            int second = k == 0 ? person.leadSecond() + 300 : mailSecond(person.index);
            String ref = "n" + person.index + "-" + k;
            Message.Medium medium = k == 2 ? Message.Medium.MESSENGER : Message.Medium.EMAIL;
            event(person, ref, medium, Message.Event.DELIVERED, day, second + 20, null, SEQUENCE, null, out);
            if (machine) {
                event(person, ref, medium, Message.Event.OPENED, day, second + 30, null, SEQUENCE, true, out);
            }
            if (opened) {
                event(person, ref, medium, Message.Event.OPENED, day, second + 3_600, null, SEQUENCE, false, out);
            }
            if (clicked) {
                event(person, ref, medium, Message.Event.CLICKED, day, second + 3_660, null, SEQUENCE, null, out);
            }
        }
    }

    private void mailing(Life person, int j, List<Message> out) {
        int day = model.mailDays[j];
        int second = mailSecond(person.index);
        String ref = "m" + person.index + "-" + j;
        Message.Medium medium = Message.Medium.EMAIL;
        if (!person.delivered[j]) {
            event(person, ref, medium, Message.Event.BOUNCED, day, second + 20, CAMPAIGN, null, null, out);
            return;
        }
        event(person, ref, medium, Message.Event.DELIVERED, day, second + 20, CAMPAIGN, null, null, out);
        if (person.machine[j]) {
            event(person, ref, medium, Message.Event.OPENED, day, second + 30, CAMPAIGN, null, true, out);
        }
        if (person.opened[j]) {
            event(person, ref, medium, Message.Event.OPENED, day, second + 3_600, CAMPAIGN, null, false, out);
        }
        if (person.clicked[j]) {
            event(person, ref, medium, Message.Event.CLICKED, day, second + 3_780, CAMPAIGN, null, null, out);
        }
    }

    private void event(
            Life person,
            String ref,
            Message.Medium medium,
            Message.Event event,
            int day,
            int second,
            @Nullable String campaign,
            @Nullable String sequence,
            @Nullable Boolean machine,
            List<Message> out) {
        String suffix =
                event == Message.Event.OPENED ? Boolean.TRUE.equals(machine) ? "machine" : "OPENED" : event.name();
        out.add(new Message(
                envelope(ref + "-" + suffix, model.at(day, second)),
                ref,
                person.token(),
                medium,
                event,
                campaign,
                sequence,
                machine));
    }
}
