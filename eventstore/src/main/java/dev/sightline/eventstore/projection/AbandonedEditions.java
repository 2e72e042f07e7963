package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.projection.EditionStatus.Standing;
import dev.sightline.eventstore.projection.EditionTables.Known;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which next editions of another version than this process's nobody works at any more: what the log says from now on, such as
 * that somebody is forgotten, would not reach their rows. For one thread at a time.
 *
 * <p>Whether a process of that version still runs is known to nobody. But one that does keeps the edition at the logs' heads, or comes
 * nearer to them; an edition that lacks events and does not move for a long time has nobody. One that lacks nothing holds nothing that it
 * should not, and is left alone.
 */
final class AbandonedEditions {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedEditions.class);
    private static final int LOOKS = 20;

    private final Duration patience;
    private final Map<Known, Sighting> sightings = new HashMap<>();
    private long nextLook = System.nanoTime();

    /** @param applied positions in all organisations, added up, which it has had since then */
    private record Sighting(long applied, long sinceNanos) {}

    /** @param patience how long an edition may lack events and not move */
    AbandonedEditions(Duration patience) {
        this.patience = patience;
    }

    /** @param others next editions that are there and not this process's to work at */
    void look(Connection connection, Set<Known> others) throws SQLException {
        sightings.keySet().retainAll(others);
        long now = System.nanoTime();
        if (others.isEmpty() || now - nextLook < 0) {
            return;
        }
        nextLook = now + patience.toNanos() / LOOKS;
        for (Known edition : others) {
            List<Standing> standings =
                    EditionRows.standings(connection, edition.edition().checkpointOf(edition.projection()));
            long applied = standings.stream().mapToLong(Standing::position).sum();
            boolean behind = standings.stream().anyMatch(standing -> standing.lagEvents() > 0);
            Sighting before = sightings.get(edition);
            if (!behind || before == null || before.applied != applied) {
                sightings.put(edition, new Sighting(applied, now));
            } else if (now - before.sinceNanos >= patience.toNanos() && EditionTables.abandon(connection, edition)) {
                LOG.warn(
                        "the {} edition of {}, of version {}, has not moved for {} s and lacks events: nobody works at it any more",
                        edition.edition().label(),
                        edition.projection(),
                        edition.version(),
                        patience.toSeconds());
            }
        }
    }
}
