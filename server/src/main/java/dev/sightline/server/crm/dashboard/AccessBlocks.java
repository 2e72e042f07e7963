package dev.sightline.server.crm.dashboard;

import dev.sightline.server.access.AccessChanges;
import dev.sightline.server.access.AccessChanges.Pair;
import dev.sightline.server.crm.tables.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose sums each viewer gains and loses when the tree changes, as few as possible. Call someone stable who sees the same people before
 * and after. Where a stable person comes below a viewer, or leaves, everyone below that person does too: had one of them been below the
 * viewer before, the viewer would have been between the two, and so have left the stable person's view. Their sums are
 * known already, as the stable person's own view; so moving a manager costs by the viewers above, and not by what the moved
 * people own.
 *
 * @param moves sums that a viewer gains ({@code sign} 1) or loses (-1)
 */
record AccessBlocks(List<Move> moves) {

    /** @param whole the person's and those of everyone below; else the person's own alone */
    record Move(String viewerId, String personId, int sign, boolean whole) {}

    static AccessBlocks of(Connection connection, int organization, AccessChanges changes) throws SQLException {
        Set<Pair> added = others(changes.added());
        Set<Pair> removed = others(changes.removed());
        Set<String> owners = new TreeSet<>();
        Set<String> stable = new TreeSet<>();
        for (Set<Pair> pairs : List.of(added, removed)) {
            pairs.forEach(pair -> owners.add(pair.ownerId()));
        }
        stable.addAll(owners);
        for (Set<Pair> pairs : List.of(added, removed)) {
            pairs.forEach(pair -> stable.remove(pair.viewerId()));
        }
        Map<String, List<String>> stableAbove = new HashMap<>();
        if (!stable.isEmpty() && owners.size() > 1) {
            Rows.query(
                    connection,
                    """
                    SELECT viewer_id, owner_id FROM user_access_matrix
                    WHERE organization_id = ? AND owner_id = ANY (?) AND viewer_id = ANY (?) AND distance > 0
                    """,
                    row -> stableAbove
                            .computeIfAbsent(row.getString("owner_id"), key -> new ArrayList<>())
                            .add(row.getString("viewer_id")),
                    organization,
                    owners,
                    stable);
        }
        List<Move> moves = new ArrayList<>();
        add(moves, added, 1, stable, stableAbove);
        add(moves, removed, -1, stable, stableAbove);
        return new AccessBlocks(moves);
    }

    private static void add(
            List<Move> moves, Set<Pair> pairs, int sign, Set<String> stable, Map<String, List<String>> stableAbove) {
        for (Pair pair : pairs) {
            boolean covered = stableAbove.getOrDefault(pair.ownerId(), List.of()).stream()
                    .anyMatch(above -> pairs.contains(new Pair(pair.viewerId(), above)));
            if (!covered) {
                moves.add(new Move(pair.viewerId(), pair.ownerId(), sign, stable.contains(pair.ownerId())));
            }
        }
    }

    /** Nobody is below themselves. */
    private static Set<Pair> others(Set<Pair> pairs) {
        Set<Pair> rest = new HashSet<>(pairs);
        rest.removeIf(pair -> pair.viewerId().equals(pair.ownerId()));
        return rest;
    }
}
