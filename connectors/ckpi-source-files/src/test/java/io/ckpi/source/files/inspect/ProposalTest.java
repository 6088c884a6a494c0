package io.ckpi.source.files.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.source.files.FilesProvider;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proposals for small files, letter by letter; and what the plugin reads by them once they are answered. */
class ProposalTest {

    private static final Locale RU = Locale.forLanguageTag("ru");

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private static String resource(String name) throws IOException {
        try (InputStream in = ProposalTest.class.getResourceAsStream("/inspect-files/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path copy(String name) throws IOException {
        return Files.writeString(folder.resolve(name), resource(name));
    }

    private Proposal propose(String name) throws IOException {
        return Proposal.of(Inspector.withDefaults().inspect(copy(name)), null, Locale.ENGLISH);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.csv, en, orders.yaml",
        "orders.csv, ru, orders-ru.yaml",
        "costs.tsv, en, costs.yaml",
        "calls.csv, en, calls.yaml",
        "deals.csv, en, deals.yaml",
        "events.jsonl, en, events.yaml",
        "tasks.csv, en, tasks.yaml",
        "feedback.csv, en, feedback.yaml"
    })
    void aProposalIsTheSameToTheLetter(String file, String language, String golden) throws IOException {
        Path copy = copy(file);
        Locale locale = Locale.forLanguageTag(language);
        Proposal proposal = Proposal.of(Inspector.withDefaults().inspect(copy), null, locale);
        assertThat(proposal.yaml()).isEqualTo(resource(golden));
        assertThat(Proposal.of(Inspector.withDefaults().inspect(copy), null, locale))
                .isEqualTo(proposal);
        assertThat(proposal.unrecognised()).isEmpty();
    }

    // ---- open questions

    @ParameterizedTest
    @CsvSource({"orders.csv", "costs.tsv", "calls.csv", "deals.csv", "events.jsonl", "tasks.csv", "feedback.csv"})
    void aProposalIsRefusedUntilEveryQuestionIsAnswered(String file) throws IOException {
        Proposal proposal = propose(file);
        int open = proposal.yaml()
                .lines()
                .filter(line -> line.matches("[^#]*\\?\\?\\?.*"))
                .toList()
                .size();
        assertThat(open).isGreaterThanOrEqualTo(proposal.questions().size());
        assertThatThrownBy(() -> read(proposal.yaml(), Order.class)).isInstanceOfSatisfying(CkpiException.class, e -> {
            assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG);
            assertThat(String.valueOf(e.getMessage()).lines())
                    .hasSize(open)
                    .allMatch(line -> line.endsWith("is an open question: write the answer in place of ???"));
        });
    }

    @Test
    void aRefusalNamesThePlaceAndTheLine() throws IOException {
        assertThatThrownBy(() -> read(propose("feedback.csv").yaml(), Feedback.class))
                .hasMessage(
                        "mapping.yaml:3: zone: is an open question: write the answer in place of ???\n"
                                + "mapping.yaml:11: files[0].records[0].kind.const: is an open question: write the answer in place of ???");
    }

    @Test
    void questionMarksOfTheDataAreNoQuestions() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "id,at\n1,2024-06-01T00:00:00Z\n2,???\n???,2024-06-01T00:00:00Z\n");
        assertThat(read("""
                schema: ckpi/mapping@1
                id: a
                absent: ["???"]
                files:
                  - file: a.csv
                    format: csv
                    totals: ["???"]
                    records:
                      - record: Touch
                        when: {at: {not: "???", present: true}}
                        key: id
                        occurredAt: at
                        kind: {const: VISIT}
                """, Touch.class)).hasSize(1);
    }

    // ---- answered proposals read

    /** Writes the answers in place of the questions, in their order. */
    private static String answered(Proposal proposal, String... answers) {
        String yaml = proposal.yaml().substring(0, proposal.yaml().indexOf("\n# Questions."));
        Matcher open = Pattern.compile("\\?\\?\\?").matcher(yaml);
        StringBuilder text = new StringBuilder();
        int next = 0;
        while (open.find()) {
            open.appendReplacement(text, Matcher.quoteReplacement(answers[next++]));
        }
        assertThat(next).isEqualTo(answers.length);
        return open.appendTail(text).toString();
    }

    private <R extends SourceRecord> List<R> read(String yaml, Class<R> type) throws IOException {
        Path mapping = Files.writeString(folder.resolve("mapping.yaml"), yaml);
        Host host = Host.of(
                Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC),
                HmacTokenizer.of("k1", new byte[32]));
        List<R> records = new ArrayList<>();
        try (OpenSources sources = Sources.of(new FilesProvider())
                        .open(host, SourceSpec.of("files").set("dir", folder).set("mapping", mapping));
                RecordReader<R> reader = sources.source("files").read(ReadRequest.all(type))) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            assertThat(sources.rejects().rejected("files")).isZero();
        }
        return records;
    }

    @Test
    void ordersAreRead() throws IOException {
        Files.writeString(folder.resolve("orders.csv"), resource("orders.csv").replace(";-;", ";0,50;"));
        Proposal proposal =
                Proposal.of(Inspector.withDefaults().inspect(folder.resolve("orders.csv")), null, Locale.ENGLISH);
        List<Order> orders =
                read(answered(proposal, "Europe/Moscow", "RUB", "CREATED", "PAID", "CANCELLED"), Order.class);
        assertThat(orders).hasSize(6);
        assertThat(orders.get(0).orderRef()).isEqualTo("A-1");
        assertThat(orders.get(0).createdAt()).isEqualTo(Instant.parse("2024-06-03T07:15:00Z"));
        assertThat(orders).extracting(Order::revenue).contains(Money.of(1250, "RUB"), Money.of("99.9", "RUB"));
        assertThat(orders)
                .extracting(Order::status)
                .containsExactly(
                        Order.Status.CREATED,
                        Order.Status.PAID,
                        Order.Status.PAID,
                        Order.Status.CANCELLED,
                        Order.Status.CREATED,
                        Order.Status.CANCELLED);
        assertThat(orders.get(2).person())
                .startsWith("k1.")
                .isEqualTo(orders.get(3).person());
        assertThat(orders).extracting(Order::employee).allSatisfy(e -> assertThat(e)
                .startsWith("k1."));
    }

    @Test
    void costsAreRead() throws IOException {
        List<Spend> costs =
                read(answered(propose("costs.tsv"), "MM/dd/yyyy", "MEDIA", "\".\", grouping: \",\""), Spend.class);
        assertThat(costs)
                .extracting(Spend::cost)
                .containsExactly(Money.of("12.5", "EUR"), Money.of("13.25", "EUR"), Money.of(1050, "EUR"));
        assertThat(costs).extracting(Spend::day).contains(LocalDate.of(2024, 6, 3), LocalDate.of(2024, 6, 5));
        assertThat(costs).extracting(Spend::impressions).containsExactly(1000L, 2500L, 900L);
    }

    @Test
    void callsAreRead() throws IOException {
        List<Call> calls = read(answered(propose("calls.csv"), "UTC", "seconds"), Call.class);
        assertThat(calls)
                .extracting(Call::outcome)
                .containsExactly(
                        Call.Outcome.ANSWERED, Call.Outcome.MISSED, Call.Outcome.ANSWERED, Call.Outcome.MISSED);
        assertThat(calls.get(2).talk()).isEqualTo(Duration.ofSeconds(130));
        assertThat(calls.get(2).direction()).isEqualTo(Call.Direction.OUT);
    }

    @Test
    void dealsAreRead() throws IOException {
        List<LeadStageChange> changes = read(
                answered(propose("deals.csv"), "EUR", "{from: created_at, format: iso}", "DEAL", "LEAD", "WON"),
                LeadStageChange.class);
        assertThat(changes)
                .extracting(LeadStageChange::to)
                .containsExactly(LeadStage.LEAD, LeadStage.WON, LeadStage.WON, LeadStage.LEAD);
        assertThat(changes.get(1).value()).isEqualTo(Money.of("2500.5", "EUR"));
        assertThat(changes.get(1).envelope().occurredAt()).isEqualTo(Instant.parse("2024-06-02T07:00:00Z"));
    }

    @Test
    void eventsAreRead() throws IOException {
        List<Touch> touches = read(answered(propose("events.jsonl"), "VISIT"), Touch.class);
        assertThat(touches).extracting(Touch::visit).containsExactly("s1", "s1", "s2");
        assertThat(touches).extracting(Touch::path).containsExactly("/", "/ok", "/");
        assertThat(touches.get(0).origin().source()).isEqualTo("mail");
        assertThat(touches.get(0).envelope().occurredAt()).isEqualTo(Instant.ofEpochSecond(1717400000));
    }

    @Test
    void tasksAndFeedbackAreRead() throws IOException {
        assertThat(read(answered(propose("tasks.csv"), "UTC", "OTHER"), Task.class))
                .extracting(Task::status)
                .containsExactly(Task.Status.OPEN, Task.Status.ACCEPTED, Task.Status.OPEN, Task.Status.ACCEPTED);
        assertThat(read(answered(propose("feedback.csv"), "UTC", "NPS"), Feedback.class))
                .extracting(feedback -> Objects.requireNonNull(feedback.score()).intValue())
                .containsExactly(9, 10, 3);
    }

    // ---- what names do not tell

    @Test
    void severalFilesMakeOneDocument() throws IOException {
        List<Inspection> files = new ArrayList<>(Inspector.withDefaults().inspect(copy("orders.csv")));
        files.addAll(Inspector.withDefaults().inspect(copy("feedback.csv")));
        Proposal proposal = Proposal.of(files, null, Locale.ENGLISH);
        assertThat(proposal.yaml()).contains("id: my-files", "- file: orders.csv", "- file: feedback.csv");
        assertThat(proposal.questions())
                .extracting(q -> q.en().split(":", 2)[0])
                .containsExactly("zone", "currency", "orders.csv, status", "feedback.csv, kind");
    }

    @Test
    void aFileOfUnknownColumnsIsLeftToItsOwner() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "alpha_one,beta_two\n1,2\n3,4\n");
        Proposal proposal = Proposal.of(Inspector.withDefaults().inspect(file), null, RU);
        assertThat(proposal.unrecognised()).containsExactly("x.csv");
        assertThat(proposal.questions()).singleElement().satisfies(question -> {
            assertThat(question.ru()).startsWith("record: по именам столбцов не понять, что это.");
            assertThat(question.en()).contains("--record: Order, Spend, Call, LeadStageChange, Touch, Task, Feedback");
        });
        assertThat(Proposal.of(Inspector.withDefaults().inspect(file), "Spend", Locale.ENGLISH)
                        .yaml())
                .contains("- record: Spend", "day: {asOf: true}", "cost: ???");
    }

    @Test
    void withoutANumberColumnsTogetherIdentifyARow() throws IOException {
        Path file = Files.writeString(
                folder.resolve("o.csv"), "Buy Ts,Revenue,Uid\n2017-06-01 00:10:00,17.0,a\n2017-06-01 00:11:00,1.5,b\n");
        Proposal proposal = Proposal.of(Inspector.withDefaults().inspect(file), null, Locale.ENGLISH);
        assertThat(proposal.yaml())
                .contains("        key: [Buy Ts, Revenue, Uid]", "orderRef: {hash: [Buy Ts, Revenue, Uid]}");
        assertThat(read(answered(proposal, "UTC", "RUB", "PAID"), Order.class))
                .extracting(Order::revenue)
                .containsExactly(Money.of(17, "RUB"), Money.of("1.5", "RUB"));
    }

    @Test
    void theTimeOfPaymentIsAskedForWhereSeveralTimesAreThere() throws IOException {
        Path file = Files.writeString(
                folder.resolve("o.csv"),
                "order_id,order_date,shipped_on,amount\n1,2024-06-01,2024-06-02,5\n2,2024-06-01,2024-06-03,6\n");
        assertThat(Proposal.of(Inspector.withDefaults().inspect(file), null, Locale.ENGLISH)
                        .yaml())
                .contains(
                        "paidAt: ???  # question 3",
                        "# paidAt: {from: shipped_on, format: iso}  # 100 % of the rows have it (2 of 2)");
    }

    @Test
    void mailsThatAreHashedAreNotTakenForMails() throws IOException {
        Path file = Files.writeString(
                folder.resolve("f.csv"),
                "date,email,nps\n2024-06-01,0cc175b9c0f1b6a8,9\n2024-06-02,92eb5ffee6ae2fec,8\n");
        assertThat(Proposal.of(Inspector.withDefaults().inspect(file), null, Locale.ENGLISH)
                        .questions())
                .extracting(q -> q.en())
                .contains(
                        "person: the values of email do not look like a email. If they are hashed, choose a type of your "
                                + "own, such as crm-email.");
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException {
        List<Inspection> files = Inspector.withDefaults().inspect(copy("orders.csv"));
        assertThatThrownBy(() -> Proposal.of(List.of(), null, RU)).hasMessage("files is empty");
        assertThatThrownBy(() -> Proposal.of(files, "Orders", RU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("record is not one of Order, Spend, Call, LeadStageChange, Touch, Task, Feedback: Orders");
    }
}
