package io.ckpi.spi.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.IdentityGraph;
import io.ckpi.spi.host.RecordDigest;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.Revisions;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code of the guide to {@code ckpi-spi} runs, and the guide shows exactly this code. */
class HostGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guide", "spi.md");
    private static final Path SOURCE =
            Path.of("src", "test", "java", "io", "ckpi", "spi", "example", "HostGuideTest.java");
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final byte[] KEY = new byte[32];

    private static Referral referral(String referee, long revision) {
        Envelope envelope = Envelope.builder("crm", "r1", NOW, ZoneOffset.UTC)
                .revision(revision)
                .build();
        return new Referral(envelope, "a", referee, null, null);
    }

    private static IdentityLink link(String person, String token) {
        Envelope envelope =
                Envelope.builder("crm", person + token, NOW, ZoneOffset.UTC).build();
        return new IdentityLink(envelope, person, "phone", token, NOW);
    }

    @Test
    void aPatientHost() {
        AtomicBoolean stop = new AtomicBoolean();
        ClassLoader loader = HostGuideTest.class.getClassLoader();
        // guide: host
        Host host = Host.of(CLOCK, HmacTokenizer.of("k1", KEY))
                .withRejectBudget(new RejectLog.Budget(0.02, 500))
                .withCancellation(stop::get)
                .withDeadline(CLOCK.instant().plusSeconds(3600));
        Sources found = Sources.discover(loader);
        found.issues().forEach(issue -> System.out.println(issue.sentence().en()));
        // guide: end
        assertThat(found.issues()).isEmpty();
        assertThat(host).isNotNull();
    }

    @Test
    void theState() {
        List<SourceRecord> read = List.of(referral("b", 2), referral("c", 1), referral("b", 2));
        List<IdentityLink> links = List.of(link("p1", "t1"), link("p2", "t1"));
        // guide: state
        Revisions revisions = new Revisions();
        read.forEach(revisions::add);
        RecordDigest digest = new RecordDigest();
        revisions.forEach(digest::add);
        IdentityGraph people = IdentityGraph.of(links);
        // guide: end
        assertThat(digest.count()).isEqualTo(1);
        assertThat(revisions.superseded()).isEqualTo(2);
        assertThat(people.representative("p2")).isEqualTo("p1");
    }

    @Test
    void theGuideShowsThisCode() throws IOException {
        assertThat(blocks("```java\n(.*?)\n```", Files.readString(GUIDE)))
                .isEqualTo(blocks("// guide: (?!end)\\w+\n(.*?)\\s*// guide: end", Files.readString(SOURCE)))
                .hasSize(2);
    }

    private static List<String> blocks(String pattern, String text) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        while (matcher.find()) {
            blocks.add(matcher.group(1).stripIndent().strip());
        }
        return blocks;
    }
}
