package io.ckpi.spi.host;

import static io.ckpi.spi.host.IdentityGraphTest.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.IdentityLink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IdentityGraphProperties {

    @Property
    void equalsTheSearchInAnyOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<IdentityLink> links = new ArrayList<>();
        int persons = 1 + random.nextInt(60);
        for (int i = random.nextInt(150); i > 0; i--) {
            String token = random.nextInt(4) == 0 ? "t0" : "t" + random.nextInt(60);
            links.add(link("p" + random.nextInt(persons), token));
        }
        Map<String, String> expected = searched(links);
        for (int i = 0; i < 3; i++) {
            IdentityGraph graph = IdentityGraph.of(links);
            expected.forEach((token, representative) ->
                    assertThat(graph.representative(token)).isEqualTo(representative));
            Collections.shuffle(links, random);
        }
    }

    /** Breadth-first search over the links that count. */
    private static Map<String, String> searched(List<IdentityLink> links) {
        Map<String, Set<String>> personsOf = new HashMap<>();
        links.forEach(
                l -> personsOf.computeIfAbsent(l.token(), t -> new HashSet<>()).add(l.person()));
        Map<String, Set<String>> near = new HashMap<>();
        for (IdentityLink link : links) {
            near.computeIfAbsent(link.person(), t -> new TreeSet<>());
            near.computeIfAbsent(link.token(), t -> new TreeSet<>());
            if (personsOf.getOrDefault(link.token(), Set.of()).size() <= 50) {
                near.computeIfAbsent(link.person(), t -> new TreeSet<>()).add(link.token());
                near.computeIfAbsent(link.token(), t -> new TreeSet<>()).add(link.person());
            }
        }
        Map<String, String> result = new HashMap<>();
        for (String start : near.keySet()) {
            TreeSet<String> seen = new TreeSet<>(Set.of(start));
            Deque<String> open = new ArrayDeque<>(seen);
            while (!open.isEmpty()) {
                for (String next : near.getOrDefault(open.pop(), Set.of())) {
                    if (seen.add(next)) {
                        open.push(next);
                    }
                }
            }
            result.put(start, seen.first());
        }
        return result;
    }
}
