package dev.sightline.server.access;

import dev.sightline.catalog.CrmEvent.CrmSettingEvent;
import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDeleted;
import dev.sightline.catalog.CrmEvent.TeamUpdated;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.HrmEvent;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.access.AccessChanges.Pair;
import dev.sightline.server.identity.ArchivedPeople;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.ingest.DecodedEvents.Decoded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps {@code user_profiles}, {@code user_access_matrix}, {@code team_leads} and the people part of
 * {@code data_quality_issues}; tells the parts behind it in {@link AccessChanges} what changed. A batch without people in it
 * costs nothing; one with people reads the organisation's people, and writes the rows that differ: those of the people moved
 * and of everyone below them, never anything by record owned. Stateless.
 */
@Component
public class PeopleProjection implements Projection {
    private static final Set<String> TYPES = types();
    private static final List<String> TABLES = List.of(
            "user_profiles",
            "user_access_matrix",
            "team_leads",
            "people_users",
            "people_employees",
            "people_departments");

    @Override
    public String name() {
        return "people";
    }

    /** 2: names are kept folded, too. */
    @Override
    public int version() {
        return 2;
    }

    @Override
    public Set<String> eventTypes() {
        return TYPES;
    }

    @Override
    public List<String> tables() {
        return Stream.concat(TABLES.stream(), Stream.of("data_quality_issues")).toList();
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        DecodedEvents events = DecodedEvents.of(batch);
        List<Decoded<DomainEvent>> people = events.all().stream()
                .filter(decoded -> decoded.event() instanceof HrmEvent || decoded.event() instanceof PersonForgotten)
                .toList();
        TeamLeads.Changes leads =
                TeamLeads.apply(batch.connection(), batch.organization(), events.of(CrmSettingEvent.class));
        AccessChanges lines = people.isEmpty() ? AccessChanges.NONE : apply(batch, people);
        batch.share(
                AccessChanges.class, new AccessChanges(lines.added(), lines.removed(), leads.added(), leads.removed()));
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        for (String table : TABLES) {
            delete(transaction, organization, "DELETE FROM " + table + " WHERE organization_id = ?");
        }
        delete(
                transaction,
                organization,
                "DELETE FROM data_quality_issues WHERE organization_id = ? AND source_area = 'people'");
    }

    private static AccessChanges apply(ProjectionBatch batch, List<Decoded<DomainEvent>> events) throws SQLException {
        PeopleTables tables = new PeopleTables(batch.connection(), batch.organization());
        Map<String, Profile> profilesBefore = tables.profiles();
        People people = tables.people(profilesBefore);
        Map<String, SourceUser> usersBefore = new HashMap<>(people.users());
        Map<String, SourceEmployee> employeesBefore = new HashMap<>(people.employees());
        Map<String, String> departmentsBefore = new HashMap<>(people.departments());
        Map<PeopleIssue.Id, PeopleIssue> issuesBefore = new HashMap<>(people.issues());
        Map<String, @Nullable String> edgesBefore = people.tree().edges();

        Leavers leavers = new Leavers(people);
        events.forEach(leavers::apply);

        tables.writeUsers(changed(usersBefore, people.users()).values(), gone(usersBefore, people.users()));
        tables.writeEmployees(
                changed(employeesBefore, people.employees()).values(), gone(employeesBefore, people.employees()));
        tables.writeDepartments(
                changed(departmentsBefore, people.departments()).entrySet(),
                gone(departmentsBefore, people.departments()));
        Map<String, Profile> profiles = Profile.of(people);
        tables.writeProfiles(changed(profilesBefore, profiles).values(), gone(profilesBefore, profiles));
        ArchivedPeople.endSessions(batch.connection(), batch.organization(), leavers.found());
        Collection<PeopleIssue> goneIssues = new ArrayList<>();
        issuesBefore.forEach((id, issue) -> {
            if (!people.issues().containsKey(id)) {
                goneIssues.add(issue);
            }
        });
        tables.writeIssues(changed(issuesBefore, people.issues()).values(), goneIssues);

        Map<Pair, Integer> distances = new HashMap<>();
        AccessChanges changes = lines(people.tree(), edgesBefore, distances);
        tables.writeMatrix(changes, distances);
        return changes;
    }

    /** {@code distances} receives the pairs that are new, or at another distance than before. */
    private static AccessChanges lines(
            ReportingTree tree, Map<String, @Nullable String> edgesBefore, Map<Pair, Integer> distances) {
        Set<Pair> added = new HashSet<>();
        Set<Pair> removed = new HashSet<>();
        for (String person : affected(tree, edgesBefore)) {
            List<String> before = edgesBefore.containsKey(person) ? ReportingTree.line(edgesBefore, person) : List.of();
            List<String> now = tree.contains(person) ? tree.lineOf(person) : List.of();
            for (int distance = 0; distance < now.size(); distance++) {
                Pair pair = new Pair(now.get(distance), person);
                int was = before.indexOf(now.get(distance));
                if (was < 0) {
                    added.add(pair);
                }
                if (was != distance) {
                    distances.put(pair, distance);
                }
            }
            Set<String> kept = new HashSet<>(now);
            before.stream()
                    .filter(viewer -> !kept.contains(viewer))
                    .forEach(viewer -> removed.add(new Pair(viewer, person)));
        }
        return new AccessChanges(added, removed, Set.of(), Set.of());
    }

    // Whoever came, went or got another manager, and everyone below them.
    private static Set<String> affected(ReportingTree tree, Map<String, @Nullable String> edgesBefore) {
        Set<String> affected = new LinkedHashSet<>();
        Deque<String> below = new ArrayDeque<>();
        for (String person : edgesBefore.keySet()) {
            if (!tree.contains(person)) {
                affected.add(person);
            }
        }
        for (String person : tree.people()) {
            if (!edgesBefore.containsKey(person) || !Objects.equals(edgesBefore.get(person), tree.managerOf(person))) {
                below.add(person);
            }
        }
        while (!below.isEmpty()) {
            String person = below.remove();
            if (affected.add(person)) {
                below.addAll(tree.reportsOf(person));
            }
        }
        return affected;
    }

    private static <K, V> Map<K, V> changed(Map<K, V> before, Map<K, V> now) {
        Map<K, V> changed = new HashMap<>();
        now.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                changed.put(key, value);
            }
        });
        return changed;
    }

    private static <K> Set<K> gone(Map<K, ?> before, Map<K, ?> now) {
        Set<K> gone = new HashSet<>(before.keySet());
        gone.removeAll(now.keySet());
        return gone;
    }

    private static void delete(Connection transaction, OrganizationId organization, String sql) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, organization.value());
            statement.executeUpdate();
        }
    }

    private static Set<String> types() {
        Set<String> types = new HashSet<>(EventCodec.typesOf(HrmEvent.class));
        types.addAll(EventCodec.typesOf(PersonForgotten.class));
        types.addAll(EventCodec.typesOf(TeamCreated.class));
        types.addAll(EventCodec.typesOf(TeamUpdated.class));
        types.addAll(EventCodec.typesOf(TeamDeleted.class));
        return Set.copyOf(types);
    }
}
