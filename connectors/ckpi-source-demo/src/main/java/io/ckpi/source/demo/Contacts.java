package io.ckpi.source.demo;

import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What is known of contacts: their state in the base, who brought them, the arms they are assigned to. */
final class Contacts {

    private static final String[] SEGMENTS = {"new-flat", "repair", "country-house", "office"};
    private static final String[] BASES = {"consent", "contract"};

    private Contacts() {}

    /** Every lead is a contact. */
    static final class Persons extends Records.OfPersons<Person> {

        Persons(Life life, String source) {
            super(life, source);
        }

        @Override
        void tell(Life person, List<Person> out) {
            if (!person.lead) {
                return;
            }
            draws.at(Draws.Part.PERSON, person.index);
            boolean segmented = draws.chance(Model.SEGMENTED);
            String segment = SEGMENTS[draws.nextInt(SEGMENTS.length)];
            boolean lawful = draws.chance(Model.LAWFUL_BASIS);
            String basis = BASES[draws.nextInt(BASES.length)];
            boolean confirmed = draws.chance(Model.CONFIRMED);
            Instant since = model.at(person.leadDay, person.leadSecond());
            out.add(new Person(
                    envelope("contact-" + person.index, since),
                    person.token(),
                    since,
                    segmented ? Set.of(segment) : Set.of(),
                    lawful ? basis : null,
                    confirmed ? since : null,
                    Touches.region(person.index)));
        }
    }

    /** Who recommended us to whom, on the day the new person comes. */
    static final class Referrals extends Records.OfPersons<Referral> {

        Referrals(Life life, String source) {
            super(life, source);
        }

        @Override
        void tell(Life person, List<Referral> out) {
            if (person.referrer >= 0) {
                out.add(new Referral(
                        envelope("f" + person.index, model.at(person.arrival, person.second - 300)),
                        person.token(person.referrer),
                        person.token(),
                        "friends",
                        null));
            }
        }
    }

    /** Arms: every lead for the welcome letters, the base at the launch for the mailing. */
    static final class Assignments extends Records.OfPersons<Assignment> {

        Assignments(Life life, String source) {
            super(life, source);
        }

        @Override
        void tell(Life person, List<Assignment> out) {
            if (!person.lead) {
                return;
            }
            out.add(new Assignment(
                    envelope("an" + person.index, model.at(person.leadDay, person.leadSecond())),
                    DemoTruth.NURTURE_EXPERIMENT,
                    person.token(),
                    person.nurtured ? DemoTruth.TREATMENT : DemoTruth.CONTROL,
                    person.nurtured ? Model.NURTURED : 0.2,
                    null));
            person.drawMailings();
            if (person.inExperiment) {
                out.add(new Assignment(
                        envelope("ac" + person.index, model.at(model.launch, 32_400)),
                        DemoTruth.CRM_EXPERIMENT,
                        person.token(),
                        person.treated ? DemoTruth.TREATMENT : DemoTruth.CONTROL,
                        person.treated ? Model.TREATED : 0.05,
                        null));
            }
        }
    }
}
