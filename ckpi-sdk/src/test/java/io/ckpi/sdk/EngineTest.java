package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Reading;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.sdk.fixture.Company;
import io.ckpi.sdk.fixture.ListSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    private final Path folder;

    EngineTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private final List<SourceRecord> company = Company.of("crm", 300, 42);

    @Test
    void orderRepetitionThreadsAndSpoolingChangeNothing() throws IOException {
        Rig.Outcome expected = new Rig().run(new ListSource("crm", company));
        assertThat(expected.spooled()).isFalse();
        for (int seed = 1; seed <= 4; seed++) {
            List<SourceRecord> shuffled = new ArrayList<>(company);
            shuffled.addAll(company.subList(0, 700));
            Collections.shuffle(shuffled, new Random(seed));
            Rig rig = new Rig();
            rig.threads = 1 + seed % 3;
            rig.memory = seed % 2 == 0 ? 0 : 50_000;
            rig.folder = folder;
            Rig.Outcome outcome = rig.run(new ListSource("crm", shuffled));
            assertThat(outcome.spooled()).isTrue();
            assertThat(outcome.digests()).isEqualTo(expected.digests());
            assertThat(outcome.readings()).isEqualTo(expected.readings());
            assertThat(outcome.funnel()).isEqualTo(expected.funnel());
            assertThat(outcome.cohorts()).isEqualTo(expected.cohorts());
            assertThat(outcome.effects()).isEqualTo(expected.effects());
            assertThat(outcome.merged()).isEqualTo(expected.merged());
            assertThat(outcome.superseded().values().stream().mapToLong(n -> n).sum())
                    .isEqualTo(700);
            try (java.util.stream.Stream<Path> left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void theNumberOfPartsChangesNothingButTheLastDigits() {
        Rig.Outcome expected = new Rig().run(new ListSource("crm", company));
        for (int partitions : new int[] {1, 7, 256}) {
            Rig rig = new Rig();
            rig.partitions = partitions;
            Rig.Outcome outcome = rig.run(new ListSource("crm", company));
            assertThat(outcome.digests()).isEqualTo(expected.digests());
            assertThat(outcome.funnel()).isEqualTo(expected.funnel());
            outcome.readings().forEach((id, reading) -> {
                Reading before = expected.readings().get(id);
                assertThat(reading.why()).as(id).isEqualTo(before.why());
                reading.value().ifPresent(value -> assertThat(value)
                        .as(id)
                        .isCloseTo(before.value().orElseThrow(), within(1e-10 * (1 + Math.abs(value)))));
            });
        }
    }

    @Test
    void severalSourcesGiveWhatOneGives() {
        Rig.Outcome expected = new Rig().run(new ListSource("crm", company));
        List<SourceRecord> touches = new ArrayList<>();
        List<SourceRecord> rest = new ArrayList<>();
        for (SourceRecord record : company) {
            // the same envelope in both, so that nothing but the way of delivery differs
            (record instanceof Message ? touches : rest).add(record);
        }
        Rig.Outcome outcome = new Rig().run(new ListSource("crm", rest), new ListSource("crm", touches));
        assertThat(outcome.readings()).isEqualTo(expected.readings());
        assertThat(outcome.digests()).isEqualTo(expected.digests());
    }
}
