package dev.sightline.server.crm;

import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.server.SampleFacts;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A company of six who sell, several who look at it, and what each of them may see, said as plainly as design §3 does. */
abstract class SellersTest extends ServerTest {
    /** Carl is below Ann, Ann and Bob are below the boss; Far and Lea stand alone, and Lea leads the team. */
    private static final Map<String, String> MANAGERS = Map.of("ann", "boss", "bob", "boss", "carl", "ann");

    static final List<String> PEOPLE = List.of("boss", "ann", "bob", "carl", "far", "lea");
    static final String TEAM = "t";
    private static final String LEADER = "lea";

    static final List<Viewer> VIEWERS = List.of(
            new Viewer(Role.CEO, null),
            new Viewer(Role.MANAGER, "boss"),
            new Viewer(Role.SALES_REP, "boss"),
            new Viewer(Role.SALES_REP, "ann"),
            new Viewer(Role.SALES_REP, "bob"),
            new Viewer(Role.MANAGER, "far"),
            new Viewer(Role.SALES_REP, LEADER));

    record Viewer(Role role, @Nullable String key) {
        boolean sees(@Nullable String owner, @Nullable String team) {
            return role == Role.CEO
                    || owner == null && role == Role.MANAGER
                    || owner != null && key != null && atOrBelow(key, owner)
                    || TEAM.equals(team) && LEADER.equals(key);
        }
    }

    static boolean atOrBelow(String manager, String person) {
        for (String at = person; at != null; at = MANAGERS.get(at)) {
            if (at.equals(manager)) {
                return true;
            }
        }
        return false;
    }

    /** A new organisation, with its people, at noon: no test of it sees a day end. */
    final Organization sellers() {
        Organization organization = organization();
        ZonedDateTime now = clock.instant().atZone(organization.zone());
        ZonedDateTime noon = now.with(LocalTime.NOON);
        clock.advance(Duration.between(now, noon.isBefore(now) ? noon.plusDays(1) : noon));
        Instant at = clock.instant();
        for (String key : PEOPLE) {
            append(organization, "user/" + key, at, SampleFacts.user(key, key + "@sellers.test"));
            append(
                    organization,
                    "employee/" + key,
                    at,
                    new EmployeeCreated(
                            new EmployeeDetails(key, null, null, null, null, key, null, true), MANAGERS.get(key)));
        }
        append(organization, "team/" + TEAM, at, new TeamCreated(new TeamDetails("Team", LEADER, List.of(), true)));
        return organization;
    }

    final String signIn(Organization organization, Viewer viewer) {
        String email = viewer.role + "-" + viewer.key + "-" + organization.id() + "@sellers.test";
        return signIn(account(organization, viewer.role, email, viewer.key == null ? null : "user-" + viewer.key));
    }

    /** The items of all pages. */
    final List<JsonNode> items(String address, String token) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(address + (address.contains("?") ? "&" : "?") + "limit=10" + cursor, token)
                    .body();
            page.get("items").forEach(items::add);
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asString();
        } while (!cursor.isEmpty());
        return items;
    }

    static @Nullable String someoneOrNobody(Random random) {
        return random.nextInt(5) == 0 ? null : PEOPLE.get(random.nextInt(PEOPLE.size()));
    }
}
