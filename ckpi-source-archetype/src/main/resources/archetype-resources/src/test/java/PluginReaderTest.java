package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Money;
import io.ckpi.core.record.Order;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is peculiar to this plugin, beside the rules that all keep. */
class PluginReaderTest {

    @TempDir
    Path folder;

    @Test
    void aBadLineIsRejectedAndItsNeighboursArrive() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.txt"), """
                1;2026-05-01T10:00:00Z;ann@example.org;19.90
                2;yesterday;;5
                3;2026-05-02T10:00:00Z;;-7
                """);
        TestHost host = TestHost.with("file", file.toString(), "currency", "CHF");
        try (RecordSource source = host.open(new PluginProvider())) {
            List<Order> orders = host.read(source, Order.class).records();
            assertThat(orders).extracting(Order::orderRef).containsExactly("1", "3");
            assertThat(orders.get(0).revenue()).isEqualTo(Money.of("19.90", "CHF"));
            assertThat(orders.get(0).person()).isEqualTo(TestHost.token(Tokenizer.EMAIL, "ann@example.org"));
        }
        assertThat(host.rejects()).extracting(Reject::reason).containsExactly(RejectReason.BAD_TIMESTAMP);
        assertThat(host.rejects()).extracting(Reject::location).containsExactly("orders.txt:2");
    }

    @Test
    void theFileMustBeThere() {
        TestHost host = TestHost.with("file", folder.resolve("none.txt").toString());
        assertThatThrownBy(() -> host.open(new PluginProvider()))
                .isInstanceOf(CkpiException.class)
                .hasMessageStartingWith("option file: cannot read ");
    }
}
