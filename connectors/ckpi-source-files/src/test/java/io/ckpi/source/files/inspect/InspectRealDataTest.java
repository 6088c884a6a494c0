package io.ckpi.source.files.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.DataIssue;
import io.ckpi.source.files.inspect.ColumnProfile.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must be found in public data sets. */
class InspectRealDataTest {

    private static Inspection inspect(String file) {
        String data = System.getProperty("ckpi.data", "");
        Path path = Path.of(data, file);
        assumeTrue(!data.isEmpty() && Files.isRegularFile(path), "the data set is not here: " + path);
        return Inspector.withDefaults().inspect(path).get(0);
    }

    private static String proposal(Inspection file) {
        return Proposal.of(java.util.List.of(file), null, Locale.ENGLISH).yaml();
    }

    private static ColumnProfile column(Inspection file, String name) {
        return file.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void afishaIsFoundToBeOrdersAndCosts() {
        Inspection orders = inspect("yandex-afisha/orders_log_us.csv");
        assertThat(orders.rows()).isEqualTo(10_000);
        assertThat(orders.whole()).isFalse();
        assertThat(orders.issues()).isEmpty();
        assertThat(proposal(orders))
                .contains(
                        "- record: Order",
                        "orderRef: {hash: [Buy Ts, Revenue, Uid]}",
                        "createdAt: {from: Buy Ts, format: iso}",
                        "person: {token: Uid, type: clientId}");
        assertThat(proposal(inspect("yandex-afisha/costs_us.csv")))
                .contains("- record: Spend", "day: {from: dt, format: iso}", "cost: {money: costs}");
    }

    @Test
    void idsThatASpreadsheetHasRoundedAreFlagged() {
        Inspection orders = inspect("yandex-afisha/orders_log_us.EXCEL-MANGLED.csv");
        assertThat(column(orders, "Uid").look()).isEqualTo(Look.ROUNDED_ID);
        assertThat(orders.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("ID_PRECISION_LOST");
            assertThat(issue.severity()).isEqualTo(DataIssue.Severity.WARNING);
            assertThat(issue.count()).isEqualTo(10_000);
        });
        assertThat(column(orders, "Buy Ts").times().names()).containsExactly("dd/MM/yyyy H:mm");
        assertThat(column(inspect("yandex-afisha/costs_us.EXCEL-DATES.csv"), "dt")
                        .times()
                        .names())
                .containsExactly("dd/MM/yyyy");
    }

    @Test
    void theMavenPipelineIsFoundToBeChangesOfStage() {
        Inspection deals = inspect("maven-crm-sales/sales_pipeline.csv");
        assertThat(column(deals, "deal_stage").values())
                .containsExactly(
                        Map.entry("Won", 4238L),
                        Map.entry("Lost", 2473L),
                        Map.entry("Engaging", 1589L),
                        Map.entry("Prospecting", 500L));
        assertThat(column(deals, "sales_agent").values()).isEmpty();
        assertThat(proposal(deals))
                .contains(
                        "- record: LeadStageChange",
                        "occurredAt: ???",
                        "entityRef: opportunity_id",
                        "value: {money: close_value}")
                .doesNotContain("Moses");
    }

    @Test
    void hubspotIsRecognised() {
        assertThat(inspect("hubspot-fivetran-seeds/deal_stage_data.csv").fits())
                .extracting(Inspection.Fit::mapping, Inspection.Fit::pattern, Inspection.Fit::records)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("hubspot", "deal_stage.csv", 14L));
    }

    @Test
    void callsOfAnExchangeAreRecognised() {
        Inspection calls = inspect("asterisk-cdr/master-newcdrcolumns.csv");
        assertThat(calls.header()).isFalse();
        assertThat(calls.fits()).singleElement().satisfies(fit -> {
            assertThat(fit.mapping()).isEqualTo("asterisk-cdr");
            assertThat(fit.records()).isEqualTo(36);
            assertThat(fit.rejects()).isZero();
        });
        assertThat(inspect("asterisk-cdr/master-cdr-custom-layout.csv").fits()).isEmpty();
    }

    @Test
    void leadsWithoutTimesAreASnapshot() {
        Inspection leads = inspect("x-education-leads/Lead_Scoring.csv");
        assertThat(leads.columns()).hasSize(37);
        assertThat(proposal(leads))
                .contains("asOf: ???", "occurredAt: {asOf: true}", "entityRef: Lead Number", "toRaw: Converted");
    }

    @Test
    void stepsOfAShopAreTouches() {
        assertThat(proposal(inspect("retentioneering-ecom/ecom.csv")))
                .contains(
                        "- record: Touch",
                        "occurredAt: {from: timestamp, format: iso}",
                        "visit: session_id",
                        "person: {token: user_id, type: clientId}");
    }
}
