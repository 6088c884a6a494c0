package io.ckpi.sdk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionStoreTest {

    private final Path folder;

    PartitionStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void givesBackWhatWasAppendedWhetherItFitsInMemoryOrNot() throws IOException {
        for (long budget : new long[] {Long.MAX_VALUE, 100_000, 3_000, 0}) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(7);
            ByteArrayOutputStream[] expected = new ByteArrayOutputStream[5];
            try (PartitionStore store = new PartitionStore(5, new MemoryBudget(budget), folder)) {
                for (int i = 0; i < 5; i++) {
                    expected[i] = new ByteArrayOutputStream();
                }
                for (int i = 0; i < 3_000; i++) {
                    int partition = random.nextInt(5);
                    byte[] data = new byte[random.nextInt(1, i % 500 == 0 ? 100_000 : 120)];
                    random.nextBytes(data);
                    store.append(partition, data, 0, data.length);
                    expected[partition].write(data);
                }
                assertThat(store.isSpooled()).isEqualTo(budget != Long.MAX_VALUE);
                for (int i = 0; i < 5; i++) {
                    assertThat(store.bytes(i)).isEqualTo(expected[i].size());
                    assertThat(store.read(i)).isEqualTo(expected[i].toByteArray());
                    assertThat(store.take(i)).isEqualTo(expected[i].toByteArray());
                    assertThat(store.take(i)).isEmpty();
                }
                assertThat(store.memory()).isZero();
            }
            assertThat(files()).as("left in the folder").isZero();
        }
    }

    @Test
    void leavesNoFileWhenItIsClosedWithDataInIt() throws IOException {
        PartitionStore store = new PartitionStore(2, new MemoryBudget(10), folder);
        store.append(0, new byte[100], 0, 100);
        assertThat(store.isSpooled()).isTrue();
        store.close();
        store.close();
        assertThat(files()).isZero();
    }

    @Test
    void saysWhenItCannotWrite() {
        try (PartitionStore store = new PartitionStore(2, new MemoryBudget(0), folder.resolve("missing"))) {
            assertThatThrownBy(() -> store.append(0, new byte[10], 0, 10))
                    .isInstanceOf(CkpiException.class)
                    .hasMessage("cannot write the temporary file")
                    .extracting(e -> ((CkpiException) e).code())
                    .isEqualTo("CKPI-SDK-SPOOL");
        }
    }

    private long files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.count();
        }
    }
}
