package io.ckpi.tck;

import io.ckpi.testing.Architecture;
import io.ckpi.testing.Architecture.Trait;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What this module may know: a vendor needs Jupiter and AssertJ only. */
class ArchitectureTest {

    private static final Architecture MODULE = Architecture.of("io.ckpi.tck")
            .mayKnow("io.ckpi.core..", "io.ckpi.spi..", "org.junit.jupiter.api..", "org.assertj.core..")
            .except(Trait.NO_CLOCK, "Footprint", "LifeCycleRules") // how long a source takes is what they check
            .except(Trait.NO_CONSOLE, "Capture", "TckExtension"); // hears what a source says, and says what was skipped

    @TestFactory
    Stream<DynamicTest> rules() {
        return MODULE.tests();
    }
}
