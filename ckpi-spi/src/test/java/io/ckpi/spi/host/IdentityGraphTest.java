package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.IdentityLink;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityGraphTest {

    private static final Instant AT = Instant.parse("2026-10-01T10:00:00Z");

    static IdentityLink link(String person, String token) {
        Envelope envelope = Envelope.builder("crm", person + "-" + token, AT, ZoneId.of("UTC"))
                .build();
        return new IdentityLink(envelope, person, "phone", token, AT);
    }

    @Test
    void linksAreTransitive() {
        IdentityGraph graph =
                IdentityGraph.of(List.of(link("p2", "t1"), link("p3", "t1"), link("p3", "t2"), link("p9", "t9")));
        assertThat(List.of("p2", "p3", "t1", "t2"))
                .allMatch(t -> graph.representative(t).equals("p2"));
        assertThat(graph.representative("t9")).isEqualTo("p9");
        assertThat(graph.representative("unknown")).isEqualTo("unknown");
        assertThat(graph.size()).isEqualTo(4);
        assertThat(graph.issues()).isEmpty();
    }

    @Test
    void aMergeIsTakenBackByDroppingItsLink() {
        List<IdentityLink> links = new ArrayList<>(List.of(link("p1", "t1"), link("p2", "t2"), link("p1", "p2")));
        assertThat(IdentityGraph.of(links).representative("t2")).isEqualTo("p1");
        links.remove(2);
        assertThat(IdentityGraph.of(links).representative("t2")).isEqualTo("p2");
    }

    @Test
    void anIdOfTooManyPersonsLinksNobody() {
        List<IdentityLink> links = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            links.add(link("p" + i, "reception"));
            links.add(link("p" + i, "reception")); // a repetition is no further person
        }
        IdentityGraph fifty = IdentityGraph.of(links);
        assertThat(fifty.representative("p49")).isEqualTo("p0");
        assertThat(fifty.sharedIds()).isZero();
        links.add(link("p50", "reception"));
        links.add(link("p50", "own"));
        IdentityGraph graph = IdentityGraph.of(links);
        assertThat(graph.representative("p49")).isEqualTo("p49");
        assertThat(graph.representative("reception")).isEqualTo("reception");
        assertThat(graph.representative("p50")).isEqualTo("own");
        assertThat(graph.sharedIds()).isEqualTo(1);
        assertThat(graph.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("SHARED_ID");
            assertThat(issue.severity()).isEqualTo(DataIssue.Severity.WARNING);
            assertThat(issue.count()).isEqualTo(1);
            assertThat(issue.sentence().en())
                    .isEqualTo("ids shared by more than 50 persons are not used for linking: 1");
            assertThat(issue.sentence().ru())
                    .isEqualTo("идентификаторы, общие более чем для 50 человек, не использованы для связывания: 1");
        });
    }

    @Test
    void nothingLinksNothing() {
        assertThat(IdentityGraph.of(List.of()).representative("a")).isEqualTo("a");
        assertThat(IdentityGraph.empty().size()).isZero();
    }
}
