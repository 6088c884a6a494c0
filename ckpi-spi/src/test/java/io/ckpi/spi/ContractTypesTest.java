package io.ckpi.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Touch;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContractTypesTest {

    @ParameterizedTest
    @CsvSource({
        "1.03293E+19, digits.digitsE+digits",
        "1e5, digitsEdigits",
        "12e, digitsletters",
        "e12, lettersdigits",
        "'1,5', 'digits,digits'",
        "Ivan Petrov, lettersspaceletters",
        "ivan@example.org, letters@letters.letters",
        "+7 (900) abc, +digitsspace(digits)spaceletters",
        "Иван😀, letters?",
        "'', ''",
    })
    void shapesTellNoValue(String value, String shape) {
        assertThat(Reject.shape(value)).isEqualTo(shape);
    }

    @Test
    void shapesAreShort() {
        assertThat(Reject.shape("1.".repeat(100_000))).hasSize(81).endsWith("…");
        assertThat(Reject.shape("x".repeat(1_000_000))).isEqualTo("letters");
    }

    @Test
    void aSecretShowsNothing() {
        char[] chars = "canary".toCharArray();
        Secret secret = new Secret(chars);
        Arrays.fill(chars, 'x');
        assertThat(secret).hasToString("****");
        AtomicReference<char[]> seen = new AtomicReference<>(new char[0]);
        String value = secret.use(c -> {
            seen.set(c);
            return new String(c);
        });
        assertThat(value).isEqualTo("canary");
        assertThat(seen.get()).as("the copy is cleared").containsOnly('\0');
        assertThatThrownBy(() -> secret.use(c -> {
                    seen.set(c);
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(seen.get()).containsOnly('\0');
    }

    @Test
    void requestsAreHalfOpen() {
        Instant from = Instant.parse("2026-10-01T00:00:00Z");
        Instant to = from.plusSeconds(10);
        ReadRequest<Touch> request = new ReadRequest<>(Touch.class, from, to, null);
        assertThat(request.includes(from)).isTrue();
        assertThat(request.includes(to.minusNanos(1))).isTrue();
        assertThat(request.includes(to)).isFalse();
        assertThat(request.includes(from.minusNanos(1))).isFalse();
        assertThat(ReadRequest.all(Touch.class).includes(Instant.MIN)).isTrue();
        assertThatThrownBy(() -> new ReadRequest<>(Touch.class, to, from, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("from 2026-10-01T00:00:10Z is after to 2026-10-01T00:00:00Z");
    }

    @Test
    void cursorsAreShort() {
        assertThat(new Cursor("x".repeat(4096)).text()).hasSize(4096);
        assertThatThrownBy(() -> new Cursor("x".repeat(4097)))
                .hasMessage("cursor is longer than 4096 characters: 4097");
    }

    @Test
    void groupedMomentsImplyMoments() {
        SourceDescription description = new SourceDescription(
                Set.of(Order.class), "UTC", "EUR", null, Set.of(Capability.GROUPED_MOMENTS), Set.of());
        assertThat(description.capabilities())
                .containsExactlyInAnyOrder(Capability.MOMENTS, Capability.GROUPED_MOMENTS);
        assertThatThrownBy(
                        () -> new SourceDescription(Set.of(), "UTC", "EUR", Duration.ofSeconds(-1), Set.of(), Set.of()))
                .hasMessage("lateness is negative: PT-1S");
    }

    @Test
    void options() {
        Names help = Names.same("x");
        assertThat(SourceOption.required("dir", SourceOption.Kind.PATH, help).required())
                .isTrue();
        assertThatThrownBy(() -> SourceOption.required("Dir", SourceOption.Kind.PATH, help))
                .hasMessage("not an option key: Dir");
        assertThatThrownBy(() -> SourceOption.optional("pw", SourceOption.Kind.SECRET, "x", help))
                .hasMessage("a required option or a secret has no default: pw");
    }

    @Test
    void unavailable() {
        UnavailableException busy =
                new UnavailableException("BUSY", "crm", "busy", Duration.ofSeconds(3), new RuntimeException());
        assertThat(busy.kind()).isEqualTo(CkpiException.Kind.UNAVAILABLE);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(new UnavailableException("BUSY", null, "busy", null, null).retryAfter())
                .isEmpty();
        assertThatThrownBy(() -> new UnavailableException("BUSY", null, "b", Duration.ofSeconds(-1), null))
                .hasMessage("retryAfter is negative: PT-1S");
    }

    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void reasonsHaveWords(RejectReason reason) {
        assertThat(reason.names().ru()).matches(".*[а-я].*");
        assertThat(reason.names().en()).matches("[A-Za-z -]+");
    }

    @Test
    void badIdentitiesNameOnlyTheReason() {
        assertThat(new BadIdentityException(RejectReason.BAD_PHONE))
                .hasMessage("BAD_PHONE")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(RejectReason.BAD_PHONE));
    }
}
