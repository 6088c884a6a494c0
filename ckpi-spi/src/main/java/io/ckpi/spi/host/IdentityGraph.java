package io.ckpi.spi.host;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.record.IdentityLink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is who: which tokens belong to one person.
 *
 * <p><b>Definition.</b> The nodes are tokens, of persons and of ids; every {@link IdentityLink} joins a person with an id.
 * All tokens of a connected component are one person, represented by the smallest token (by its characters), so the result
 * does not depend on the order of the links. An id that more than {@value #MAX_PERSONS} persons share, such as the
 * telephone of a reception, links nobody and is reported.
 *
 * <p>The links are left as they are: to take back a merge, drop its link and build the graph anew. Superseded and
 * withdrawn links must have been removed before, see {@link Revisions}.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class IdentityGraph {

    /** An id of more persons than this is not used for linking. */
    public static final int MAX_PERSONS = 50;

    private final Map<String, String> representatives;
    private final int sharedIds;

    private IdentityGraph(Map<String, String> representatives, int sharedIds) {
        this.representatives = representatives;
        this.sharedIds = sharedIds;
    }

    /** A graph without links. */
    public static IdentityGraph empty() {
        return new IdentityGraph(Map.of(), 0);
    }

    /** The graph of {@code links}. */
    public static IdentityGraph of(Collection<IdentityLink> links) {
        List<String> tokens = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        long[] edges = new long[links.size()];
        int count = 0;
        for (IdentityLink link : links) {
            long id = number(link.token(), tokens, numbers);
            long person = number(link.person(), tokens, numbers);
            edges[count++] = (id << Integer.SIZE) | person;
        }
        Arrays.sort(edges);
        int[] parent = new int[tokens.size()];
        Arrays.setAll(parent, node -> node);
        int shared = 0;
        int end;
        for (int start = 0; start < count; start = end) {
            int id = (int) (edges[start] >>> Integer.SIZE);
            int persons = 0;
            for (end = start; end < count && (int) (edges[end] >>> Integer.SIZE) == id; end++) {
                if (end == start || edges[end] != edges[end - 1]) {
                    persons++;
                }
            }
            if (persons > MAX_PERSONS) {
                shared++;
                continue;
            }
            for (int edge = start; edge < end; edge++) {
                join(parent, id, (int) edges[edge], tokens);
            }
        }
        Map<String, String> representatives = new HashMap<>();
        for (int node = 0; node < parent.length; node++) {
            int root = find(parent, node);
            if (root != node) {
                representatives.put(tokens.get(node), tokens.get(root));
            }
        }
        return new IdentityGraph(representatives, shared);
    }

    private static int number(String token, List<String> tokens, Map<String, Integer> numbers) {
        Integer known = numbers.putIfAbsent(token, tokens.size());
        if (known != null) {
            return known;
        }
        tokens.add(token);
        return tokens.size() - 1;
    }

    private static int find(int[] parent, int node) {
        int at = node;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Joins two components; the root is always the smallest token. */
    private static void join(int[] parent, int first, int second, List<String> tokens) {
        int a = find(parent, first);
        int b = find(parent, second);
        if (a != b) {
            if (tokens.get(a).compareTo(tokens.get(b)) < 0) {
                parent[b] = a;
            } else {
                parent[a] = b;
            }
        }
    }

    /** The token that represents the person of {@code token}: itself if it is linked with nothing smaller. */
    public String representative(String token) {
        return representatives.getOrDefault(token, token);
    }

    /** How many tokens are represented by another. */
    public int size() {
        return representatives.size();
    }

    /** How many ids are shared by too many persons and link nobody. */
    public int sharedIds() {
        return sharedIds;
    }

    /** What is worth knowing: {@code SHARED_ID} if ids were not used for linking. */
    public List<DataIssue> issues() {
        return sharedIds == 0
                ? List.of()
                : List.of(new DataIssue(
                        "SHARED_ID",
                        DataIssue.Severity.WARNING,
                        null,
                        null,
                        sharedIds,
                        new Names(
                                "идентификаторы, общие более чем для " + MAX_PERSONS
                                        + " человек, не использованы для связывания: " + sharedIds,
                                "ids shared by more than " + MAX_PERSONS + " persons are not used for linking: "
                                        + sharedIds)));
    }
}
