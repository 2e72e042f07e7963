package dev.sightline.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class UsersIT extends ServerTest {
    @Autowired
    private Scopes scopes;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private FindPeople people;

    /** 1 above 2, 3; 2 above 4, 5; 3 above 6, 7. */
    private Organization company() throws SQLException {
        Organization organization = organization();
        apply(organization, BigCompany.history(organization.id(), 7, 2));
        return organization;
    }

    private void apply(Organization organization, List<RecordedEvent> events) throws SQLException {
        new ProjectionRun(dataSource, organization.id(), new PeopleProjection()).apply(events);
    }

    @Test
    void a_manager_is_told_who_they_are_and_sees_the_people_below() throws SQLException {
        Organization organization = company();
        Account account =
                accounts.create(organization.id(), "P3@Example.com", new Secret(PASSWORD), Role.MANAGER, null, TEST);
        String token = signIn(account);

        JsonNode profile = get("/api/v2/users/profile", token).body();
        assertThat(profile.get("user_id").asString()).isEqualTo("user-odoo-3");
        assertThat(profile.at("/manager/user_id").asString()).isEqualTo("user-odoo-1");
        assertThat(profile.get("team_size").asInt()).isEqualTo(2);
        assertThat(profile.get("sees").asString()).isEqualTo("team");
        assertThat(profile.at("/accessible/people").asInt()).isEqualTo(3);
        assertThat(profile.at("/can/administer").asBoolean()).isFalse();

        JsonNode hierarchy = get("/api/v2/users/hierarchy", token).body().get("people");
        assertThat(ids(hierarchy)).containsExactly("user-odoo-3", "user-odoo-6", "user-odoo-7");
        assertThat(hierarchy.get(0).get("manager_id").isNull()).isTrue();
        assertThat(hierarchy.get(1).get("manager_id").asString()).isEqualTo("user-odoo-3");
    }

    @Test
    void the_access_list_comes_in_pages_and_refuses_a_strange_cursor() throws SQLException {
        Organization organization = company();
        String token = signIn(signedUpWithPerson(organization, Role.SALES_REP, "user-odoo-1"));

        JsonNode first = get("/api/v2/users/access?limit=4", token).body();
        assertThat(first.get("people").asInt()).isEqualTo(7);
        JsonNode second = get(
                        "/api/v2/users/access?limit=4&cursor="
                                + first.get("next_cursor").asString(),
                        token)
                .body();
        assertThat(first.get("owner_ids").size() + second.get("owner_ids").size())
                .isEqualTo(7);
        assertThat(second.get("next_cursor").isNull()).isTrue();

        assertThat(get("/api/v2/users/access?cursor=nonsense", token).status()).isEqualTo(400);
        assertThat(get("/api/v2/users/hierarchy?colour=blue", token).code()).isEqualTo("unknown_parameter");
        assertThat(get("/api/v2/users/hierarchy", null).status()).isEqualTo(401);
    }

    @Test
    void another_organisation_stays_out_of_sight() throws SQLException {
        company();
        Organization other = organization();
        String token = signIn(account(other, Role.ADMIN));

        assertThat(get("/api/v2/users/hierarchy", token).body().get("people").size())
                .isZero();
        assertThat(get("/api/v2/users/profile", token).body().get("user_id").isNull())
                .isTrue();
    }

    @Test
    void a_move_counts_with_the_next_request() throws SQLException {
        Organization organization = company();
        Account account = signedUpWithPerson(organization, Role.SALES_REP, "user-odoo-2");
        Scope scope = scopes.of(new SignedIn(account.id(), organization.id(), account.email(), account.role(), null));
        assertThat(people.sees(scope, "user-odoo-7")).isFalse();

        apply(organization, List.of(BigCompany.move(organization.id(), 15, 3, 2)));

        assertThat(people.sees(scope, "user-odoo-7")).isTrue();
        assertThat(people.viewersOf(organization.id(), "user-odoo-7", null))
                .containsExactly("user-odoo-1", "user-odoo-2", "user-odoo-3", "user-odoo-7");
    }

    @Test
    void two_with_one_address_are_nobody() throws SQLException {
        Organization organization = company();
        List<RecordedEvent> twin = new ArrayList<>();
        BigCompany.history(organization.id(), 2, 2).stream()
                .filter(event -> event.stream().toString().equals("user/odoo-2"))
                .map(event -> BigCompany.renamed(event, "odoo-99"))
                .forEach(twin::add);
        apply(organization, twin);
        Account account =
                accounts.create(organization.id(), "p2@example.com", new Secret(PASSWORD), Role.MANAGER, null, TEST);

        Scope scope = scopes.of(new SignedIn(account.id(), organization.id(), account.email(), account.role(), null));
        assertThat(scope.viewerId()).isNull();
    }

    @Test
    void what_changed_of_an_account_counts_with_the_next_request() throws SQLException {
        Organization organization = company();
        Account account =
                accounts.create(organization.id(), "p4@example.com", new Secret(PASSWORD), Role.MANAGER, null, TEST);
        SignedIn signedIn = new SignedIn(account.id(), organization.id(), account.email(), account.role(), null);
        assertThat(scopes.of(signedIn).viewerId()).isEqualTo("user-odoo-4");

        accounts.setPerson(organization.id(), account.id(), "user-odoo-2", TEST);
        assertThat(scopes.of(signedIn).viewerId()).isEqualTo("user-odoo-2");

        accounts.setPerson(organization.id(), account.id(), Account.NOBODY, TEST);
        assertThat(scopes.of(signedIn).viewerId()).isNull();

        accounts.setPerson(organization.id(), account.id(), null, TEST);
        assertThat(scopes.of(signedIn).viewerId()).isEqualTo("user-odoo-4");

        accounts.setActive(organization.id(), account.id(), false, TEST);
        assertThat(scopes.of(signedIn).viewerId()).isNull();
    }

    private Account signedUpWithPerson(Organization organization, Role role, String person) {
        Account account = account(organization, role);
        accounts.setPerson(organization.id(), account.id(), person, TEST);
        return account;
    }

    private static List<String> ids(JsonNode people) {
        List<String> ids = new ArrayList<>();
        people.forEach(person -> ids.add(person.get("user_id").asString()));
        return ids;
    }
}
