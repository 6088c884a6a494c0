package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the products keep beside what counts: deleted rows, tests, other currencies, archives, double links. */
class ShippedTrapsTest {

    private String schema = "";

    @BeforeEach
    void makeSchema() throws SQLException {
        schema = TestDatabase.schema();
        TestDatabase.run(
                schema,
                "CREATE DOMAIN datetime AS timestamp",
                "CREATE DOMAIN binary8 AS bytea",
                "CREATE FUNCTION unhex(text) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT decode($1, ''hex'')'");
    }

    private <R extends SourceRecord> List<R> read(Class<R> type, String... options) {
        TestHost host = TestDatabase.host(schema, options);
        try (RecordSource source = host.open(new JdbcProvider())) {
            List<R> records = host.read(source, type).records();
            assertThat(host.rejects()).isEmpty();
            return records;
        }
    }

    @Test
    void trytonsEmployeesWorkOnTheirLastDay() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE sale_opportunity__history (__id int, id int, state text, amount numeric, company int, employee int,"
                        + " write_date timestamp, create_date timestamp)",
                "CREATE TABLE company_company (id int, currency int)",
                "CREATE TABLE currency_currency (id int, code text)",
                "CREATE TABLE company_employee (id int PRIMARY KEY, start_date date, end_date date, create_date timestamp)",
                "INSERT INTO company_employee VALUES (1, '2026-01-01', '2026-01-31', '2026-01-05'), (2, NULL, NULL, '2026-01-05')");
        assertThat(read(Employee.class, "mapping", "tryton", "zone", "UTC"))
                .extracting(Employee::from, Employee::until)
                .containsExactly(
                        tuple(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-02-01T00:00:00Z")),
                        tuple(Instant.parse("2026-01-05T00:00:00Z"), null));
    }

    @Test
    void espocrmsTestMailsAndDoubleLinks() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/espocrm.sql");
        TestDatabase.run(
                schema,
                "ALTER TABLE campaign_log_record ADD is_test boolean",
                "UPDATE campaign_log_record SET is_test = TRUE WHERE id = 'R1'",
                "UPDATE campaign SET end_date = '2026-03-31'",
                "UPDATE \"lead\" SET created_opportunity_id = 'O1'");
        assertThat(read(Message.class, "mapping", "espocrm"))
                .extracting(m -> m.envelope().sourceKey())
                .containsExactly("R2", "R3");
        assertThat(read(Campaign.class, "mapping", "espocrm"))
                .extracting(Campaign::until)
                .containsExactly(Instant.parse("2026-04-01T00:00:00Z"));
        assertThat(read(LeadStageChange.class, "mapping", "espocrm"))
                .filteredOn(c -> c.entityRef().equals("O1"))
                .extracting(LeadStageChange::leadRef)
                .containsExactly("L1", "L1"); // of several the first, and not the deleted one
    }

    @Test
    void espocrmsRowsCountWhereNothingCanBeDeleted() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/espocrm.sql");
        TestDatabase.run(
                schema,
                "ALTER TABLE \"call\" DROP COLUMN deleted",
                "ALTER TABLE campaign_log_record DROP COLUMN deleted");
        assertThat(read(Call.class, "mapping", "espocrm")).hasSize(2);
        assertThat(read(Message.class, "mapping", "espocrm")).hasSize(3);
    }

    @Test
    void odoosLeadsThatWereConvertedAndArchived() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/odoo.sql");
        TestDatabase.run(
                schema,
                "ALTER TABLE crm_lead ADD date_conversion timestamp, ADD probability numeric",
                "UPDATE crm_lead SET date_conversion = '2026-01-05 08:00' WHERE id = 1",
                "INSERT INTO crm_lead (id, type, stage_id, create_date, active, probability, company_id) VALUES"
                        + " (3, 'opportunity', 4, '2026-01-03 08:00', FALSE, 100, 1)",
                "INSERT INTO mail_message VALUES (13, 'crm.lead', 3, '2026-01-04 08:00', 3)",
                "INSERT INTO mail_tracking_value VALUES (23, 13, 100, 0, 9)");
        assertThat(read(LeadStageChange.class, "mapping", "odoo"))
                .extracting(
                        c -> c.envelope().sourceKey(),
                        LeadStageChange::fromRaw,
                        LeadStageChange::from,
                        LeadStageChange::toRaw,
                        LeadStageChange::to)
                .containsExactly(
                        tuple("1/created", null, null, "1", LeadStage.LEAD),
                        tuple("2/created", null, null, "1", LeadStage.LEAD),
                        tuple("3/created", null, null, "4", LeadStage.OPPORTUNITY),
                        tuple("20/stage", "1", LeadStage.LEAD, "2", LeadStage.LEAD),
                        tuple("21/stage", "2", LeadStage.OPPORTUNITY, "4", LeadStage.WON),
                        tuple("23/stage", null, null, "9", null), // the stage was removed since
                        tuple("1/converted", null, LeadStage.LEAD, "opportunity", LeadStage.OPPORTUNITY),
                        tuple("2/lost", null, null, "lost", LeadStage.LOST)); // 3 is won, and in the archive
        assertThat(read(LeadStageChange.class, "mapping", "odoo"))
                .allSatisfy(c ->
                        assertThat(c.envelope().flags()).doesNotContain(io.ckpi.core.record.RecordFlag.BINARY_AMOUNT));
    }

    @Test
    void suitecrmsDeletedLeadsDefaultCurrencyAndContacts() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/suitecrm.sql");
        TestDatabase.run(
                schema,
                "UPDATE opportunities SET currency_id = '-99'",
                "INSERT INTO campaign_log VALUES ('g3', 'targeted', '2026-01-01 08:00:00', 'k1', 'x1', 'Contacts', 't2', 0),"
                        + " ('g4', 'targeted', '2026-01-01 08:00:00', 'k1', 'x2', 'Prospects', 't3', NULL),"
                        + " ('g5', 'targeted', '2026-01-01 08:00:00', 'k1', 'x3', 'Users', 't4', 0)");
        List<LeadStageChange> changes = read(LeadStageChange.class, "mapping", "suitecrm", "currency", "RUB");
        assertThat(changes.get(0).value()).hasToString("100 RUB");
        assertThat(changes)
                .filteredOn(c -> c.envelope().op() == Envelope.Op.DELETE)
                .extracting(LeadStageChange::entity, LeadStageChange::entityRef)
                .containsExactly(tuple(LeadStageChange.Entity.DEAL, "o2"), tuple(LeadStageChange.Entity.LEAD, "l2"));
        assertThat(read(Message.class, "mapping", "suitecrm", "currency", "RUB"))
                .extracting(Message::person)
                .containsExactly(
                        "token:suitecrm:Leads:l1",
                        "token:suitecrm:Leads:l1",
                        "token:suitecrm:Contacts:x1",
                        "token:suitecrm:Prospects:x2");
    }

    @Test
    void matomosCampaignsAreNoSources() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/matomo.sql");
        TestDatabase.run(
                schema,
                "INSERT INTO matomo_log_visit VALUES (3, 1, unhex('8899aabbccddeeff'), '2026-01-04 10:00:00', NULL, 2, 'Google', NULL, 1, 1, NULL)",
                "INSERT INTO matomo_log_action VALUES (3, 'https://shop.example/full?x=1', 1, NULL)",
                "INSERT INTO matomo_log_link_visit_action VALUES (2, 1, '2026-01-02 10:02:00', 3)");
        String[] options = {"mapping", "matomo", "prefix", "matomo_", "currency", "RUB"};
        assertThat(read(Touch.class, options))
                .filteredOn(t -> t.kind() == Touch.Kind.VISIT)
                .extracting(
                        t -> t.origin().source(),
                        t -> t.origin().medium(),
                        t -> t.origin().campaign(),
                        t -> t.origin().term())
                .containsExactly(
                        tuple(null, "campaign", "newsletter", "spring"),
                        tuple(null, null, null, null),
                        tuple("Google", "organic", null, null));
        assertThat(read(Touch.class, options))
                .filteredOn(t -> t.kind() == Touch.Kind.PAGE_VIEW)
                .extracting(Touch::path)
                .containsExactly("/cart", "/full");
        TestDatabase.run(
                schema,
                "ALTER TABLE matomo_log_visit ADD campaign_name text, ADD campaign_source text, ADD campaign_medium text",
                "UPDATE matomo_log_visit SET campaign_name = 'spring26', campaign_source = 'letter', campaign_medium = 'email'"
                        + " WHERE idvisit = 1");
        assertThat(read(Touch.class, options).get(0).origin())
                .extracting(o -> o.source(), o -> o.medium(), o -> o.campaign())
                .containsExactly("letter", "email", "spring26");
    }

    @Test
    void bitrixsRatingsAndTasksInTheBin() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/bitrix24.sql");
        TestDatabase.run(
                schema,
                "ALTER TABLE b_tasks ADD zombie char(1) DEFAULT 'N'",
                "UPDATE b_tasks SET zombie = 'Y' WHERE id = 2",
                "ALTER TABLE b_voximplant_statistic ADD call_vote int DEFAULT 0",
                "UPDATE b_voximplant_statistic SET call_vote = 5 WHERE id = 1");
        String[] options = {"mapping", "bitrix24", "zone", "Europe/Moscow"};
        assertThat(read(Task.class, options)).extracting(Task::taskRef).containsExactly("1");
        assertThat(read(Call.class, options)).extracting(Call::rating).containsExactly(5, null);
    }
}
