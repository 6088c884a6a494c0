package io.ckpi.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, stages, perspectives, lead stages, channels, indicators, issues, exceptions. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class VocabularyTest {

    @Test
    void names() {
        Names names = new Names("спрос", "demand");
        assertThat(names.in(Locale.forLanguageTag("ru-RU"))).isEqualTo("спрос");
        assertThat(names.in(Locale.GERMAN)).isEqualTo("demand");
        assertThat(Names.same("F1").in(Locale.ROOT)).isEqualTo("F1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Names(" ", "a"))
                .withMessage("ru is blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Names("а", ""))
                .withMessage("en is blank");
        assertThatNullPointerException().isThrownBy(() -> new Names(null, "a")).withMessage("ru");
    }

    @Test
    void sevenStages() {
        assertThat(JourneyStage.values()).hasSize(7);
        assertThat(JourneyStage.of(1)).isEqualTo(JourneyStage.NEED);
        assertThat(JourneyStage.of(7)).isEqualTo(JourneyStage.RECOMMENDATION);
        for (JourneyStage stage : JourneyStage.values()) {
            assertThat(JourneyStage.of(stage.number())).isEqualTo(stage);
            assertThat(stage.names().ru()).isNotBlank();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JourneyStage.of(0))
                .withMessage("stage number is not 1 to 7: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JourneyStage.of(8))
                .withMessage("stage number is not 1 to 7: 8");
    }

    @Test
    void perspectives() {
        assertThat(Perspective.standard())
                .map(Perspective::id)
                .containsExactly("service", "finance", "market", "demand", "process", "learning", "data");
        assertThat(Perspective.classic())
                .map(Perspective::id)
                .containsExactly("finance", "customer", "internal-process", "learning-growth");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Perspective("Service", Names.same("x")))
                .withMessage("not a perspective id: Service");
        assertThatNullPointerException()
                .isThrownBy(() -> new Perspective("x", null))
                .withMessage("names");
    }

    @Test
    void leadStages() {
        assertThat(Arrays.stream(LeadStage.values()).filter(LeadStage::isRung))
                .containsExactly(
                        LeadStage.LEAD,
                        LeadStage.MQL,
                        LeadStage.SAL,
                        LeadStage.SQL,
                        LeadStage.OPPORTUNITY,
                        LeadStage.WON);
        assertThat(LeadStage.SQL.reaches(LeadStage.SAL)).isTrue();
        assertThat(LeadStage.SAL.reaches(LeadStage.SAL)).isTrue();
        assertThat(LeadStage.MQL.reaches(LeadStage.SAL)).isFalse();
        assertThat(LeadStage.LOST.reaches(LeadStage.LEAD)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeadStage.WON.reaches(LeadStage.LOST))
                .withMessage("not a rung of the ladder: LOST");
    }

    @ParameterizedTest
    @EnumSource(Channel.class)
    void channels(Channel channel) {
        assertThat(channel.names().ru()).isNotBlank();
        assertThat(channel.social()).isEqualTo(channel.name().endsWith("SOCIAL"));
        if (channel.crm()) {
            assertThat(channel.inbound()).isTrue();
        }
        if (channel.name().startsWith("PAID") || channel == Channel.COLD_CALL || channel == Channel.LIST) {
            assertThat(channel.inbound()).isFalse();
        }
        if (channel.name().startsWith("ORGANIC")) {
            assertThat(channel.inbound()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"economics.roi", "calls.answered-before-third-ring", "a.b.c", "followup.7d"})
    void indicatorIds(String id) {
        assertThat(Indicator.isId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "roi", "Economics.roi", "economics.", ".roi", "economics..roi", "a.b-", "a.b_c", "а.б"})
    void noIndicatorIds(String id) {
        assertThat(Indicator.isId(id)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Indicator(
                        id, Names.same("x"), Unit.Kind.RATIO, Direction.NEUTRAL, "service", null, Names.same("x"), "x"))
                .withMessage("not an indicator id: " + id);
    }

    @Test
    void issues() {
        DataIssue issue =
                new DataIssue("REJECTS", DataIssue.Severity.WARNING, "files", "orders.csv:7", 3, Names.same("x"));
        assertThat(issue.count()).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DataIssue("REJECTS", DataIssue.Severity.INFO, null, null, 0, Names.same("x")))
                .withMessage("count is below 1: 0");
        assertThatNullPointerException()
                .isThrownBy(() -> new DataIssue(null, DataIssue.Severity.INFO, null, null, 1, Names.same("x")))
                .withMessage("code");
    }

    @Test
    void exceptions() {
        Throwable cause = new IllegalStateException("why");
        CkpiException exception =
                new CkpiException(CkpiException.Kind.UNAVAILABLE, "CKPI-SRC-TIMEOUT", "crm", "no answer", cause);
        assertThat(exception).hasMessage("no answer").hasCause(cause);
        assertThat(exception.kind()).isEqualTo(CkpiException.Kind.UNAVAILABLE);
        assertThat(exception.code()).isEqualTo("CKPI-SRC-TIMEOUT");
        assertThat(exception.source()).contains("crm");
        assertThat(new CkpiException(CkpiException.Kind.CONFIG, "CKPI-CONFIG", null, "x").source())
                .isEmpty();
    }
}
