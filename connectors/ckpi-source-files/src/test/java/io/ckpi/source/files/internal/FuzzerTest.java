package io.ckpi.source.files.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The fuzzer finds what it is there for. */
class FuzzerTest {

    @Test
    void aFaultIsFoundAndShortened() {
        Fuzzer fuzzer = new Fuzzer("broken", 1, List.of("some text, and more"), List.of("%"), input -> {
            if (new String(input, StandardCharsets.ISO_8859_1).contains("%%")) {
                throw new ArithmeticException("two of them");
            }
        });
        assertThatThrownBy(() -> fuzzer.run(1_000_000))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken fails on input")
                .hasMessageContaining("of seed 1 with java.lang.ArithmeticException: two of them, shortened to 2 bytes:"
                        + " \"%%\" = 0x2525");
    }

    @Test
    void aHangIsFound() {
        AtomicBoolean stop = new AtomicBoolean();
        Fuzzer fuzzer = new Fuzzer("endless", 1, List.of("go", "stop"), List.of(), input -> {
            long turns = 0;
            while (input.length == 4 && !stop.get()) {
                turns++;
            }
            FuzzedParsers.require(turns == 0, "it comes back");
        });
        assertThatThrownBy(() -> fuzzer.patience(1000).run(10))
                .isInstanceOf(AssertionError.class)
                .hasMessage("endless hangs on input 2 of seed 1: \"stop\" = 0x73746f70");
        stop.set(true);
    }
}
