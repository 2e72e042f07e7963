package dev.sightline.server.access;

import java.util.Set;

/**
 * What a batch of events changed in who sees whom, for the parts of the composite projection behind
 * {@link PeopleProjection}. Net of the batch: tables before it + this = tables now. Immutable.
 *
 * @param added (viewer, owner) pairs new in {@code user_access_matrix}, self pairs of new people included
 * @param removed pairs no longer there, self pairs of gone people included
 * @param leadsAdded (team, leader) pairs new in {@code team_leads}
 * @param leadsRemoved pairs no longer there
 */
public record AccessChanges(Set<Pair> added, Set<Pair> removed, Set<TeamLead> leadsAdded, Set<TeamLead> leadsRemoved) {
    /** Nothing changed. */
    public static final AccessChanges NONE = new AccessChanges(Set.of(), Set.of(), Set.of(), Set.of());

    public AccessChanges {
        added = Set.copyOf(added);
        removed = Set.copyOf(removed);
        leadsAdded = Set.copyOf(leadsAdded);
        leadsRemoved = Set.copyOf(leadsRemoved);
    }

    /** {@code ownerId} is the viewer or below; both are person ids. */
    public record Pair(String viewerId, String ownerId) {}

    /** {@code teamId} is a team's key; {@code leaderId} a person id. */
    public record TeamLead(String teamId, String leaderId) {}

    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && leadsAdded.isEmpty() && leadsRemoved.isEmpty();
    }
}
