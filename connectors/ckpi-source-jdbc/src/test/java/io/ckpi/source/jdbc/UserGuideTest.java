package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.MomentsLayout;
import io.ckpi.core.record.Order;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceOption;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the mappings of docs/guide/source-jdbc.md. */
class UserGuideTest {

    private static final Pattern FENCE = Pattern.compile("```yaml ([\\w.-]+)\n(.*?)```", Pattern.DOTALL);

    private static String guide() throws IOException {
        return Files.readString(TestDatabase.root().resolve("docs/guide/source-jdbc.md"));
    }

    private static JdbcProvider provider(String name) throws IOException {
        Matcher fence = FENCE.matcher(guide());
        while (fence.find()) {
            if (fence.group(1).equals(name)) {
                return new JdbcProvider().withMapping(name, fence.group(2));
            }
        }
        throw new AssertionError("the guide has no " + name);
    }

    @Test
    void aMappingOfYourOwn() throws IOException, SQLException {
        String schema = TestDatabase.schema();
        TestDatabase.run(
                schema,
                "CREATE TABLE orders (id int PRIMARY KEY, created timestamp, total numeric, state text)",
                "INSERT INTO orders VALUES (1, '2026-01-01 12:00', 10.50, 'done'), (2, '2026-01-01', 1, 'draft')");
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = host.open(provider("shop.yaml"))) {
            assertThat(host.read(source, Order.class).records()).singleElement().satisfies(order -> {
                assertThat(order.revenue()).hasToString("10.5 RUB");
                assertThat(order.createdAt()).hasToString("2026-01-01T09:00:00Z");
                assertThat(order.person()).isNull();
            });
        }
    }

    @Test
    void momentsOfAQuery() throws IOException, SQLException {
        String schema = TestDatabase.schema();
        TestDatabase.run(
                schema,
                "CREATE TABLE orders (client int, total numeric)",
                "CREATE TABLE assignments (client int, arm text)",
                "INSERT INTO assignments VALUES (1, 'mailed'), (2, 'mailed'), (3, 'holdout')",
                "INSERT INTO orders VALUES (1, 10), (1, 20), (3, 5)");
        try (RecordSource source = TestDatabase.host(schema).open(provider("mail.yaml"))) {
            assertThat(((MomentsSource) source)
                            .moments(new MomentsRequest("spring_mail", MomentsLayout.of("revenue"), "arm", "client"))
                            .orElseThrow()
                            .groups())
                    .hasEntrySatisfying(
                            "mailed", m -> assertThat(m.mean("revenue")).hasValue(15))
                    .hasEntrySatisfying(
                            "holdout", m -> assertThat(m.mean("revenue")).hasValue(5));
        }
    }

    @Test
    void everyOptionAndEveryShippedMappingIsExplained() throws IOException {
        String guide = guide();
        for (SourceOption option : new JdbcProvider().options()) {
            assertThat(guide).contains("`" + option.key() + "`");
        }
        Path mappings = TestDatabase.root()
                .resolve("connectors/ckpi-source-jdbc/src/main/resources/io/ckpi/source/jdbc/mappings");
        try (Stream<Path> files = Files.list(mappings)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .toList();
            assertThat(names).hasSize(8).allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
        }
    }
}
