package dev.sightline.server.access.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.EmployeeUpdated;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDeleted;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.catalog.HrmEvent.UserUpdated;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.server.SampleFacts;
import dev.sightline.server.ServerTest;
import dev.sightline.server.crm.SalesProjections;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Approval, roles, deactivation, and the end of access with the person. */
class MembersIT extends ServerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private ProjectionEngine engine;

    private Organization organization;
    private Account admin;
    private String token;

    @BeforeEach
    void someone() {
        organization = organization();
        admin = account(organization, Role.ADMIN);
        token = signIn(admin);
    }

    @Test
    void who_is_new_waits_for_approval_and_sees_only_that() {
        Account pending = accounts.register(organization.id(), email("new"), new Secret(PASSWORD), TEST);
        String waiting = signIn(pending);
        JsonNode session = get("/api/v2/session", waiting).body();
        assertThat(session.get("role").asString()).isEqualTo("PENDING");
        assertThat(session.get("permissions")).isEmpty();
        for (String path : List.of("/api/v2/dashboard", "/api/v2/users/profile", "/api/v2/sync", "/api/v2/members")) {
            assertThat(get(path, waiting).status()).as(path).isEqualTo(403);
            assertThat(get(path, waiting).code()).as(path).isEqualTo("approval_pending");
        }
        assertThat(emails("?status=pending")).containsExactly(pending.email());

        Response approved = post(of(pending, "approval"), "{\"role\": \"MANAGER\"}", token);
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        assertThat(approved.body().get("status").asString()).isEqualTo("ACTIVE");
        assertThat(get("/api/v2/dashboard", waiting).status()).isEqualTo(200);
        assertThat(post(of(pending, "approval"), "{\"role\": \"MANAGER\"}", token)
                        .code())
                .isEqualTo("not_pending");
    }

    @Test
    void one_who_was_turned_away_waits_again_when_let_back_in() {
        Account pending = accounts.register(organization.id(), email("new"), new Secret(PASSWORD), TEST);
        assertThat(post(of(pending, "deactivation"), "", token).status()).isEqualTo(200);
        Response back = post(of(pending, "reactivation"), "", token);
        assertThat(back.body().get("status").asString()).isEqualTo("PENDING");
    }

    @Test
    void a_role_changes_with_the_next_request_and_never_to_one_of_the_platform() {
        Account seller = account(organization, Role.SALES_REP);
        String sellers = signIn(seller);
        assertThat(get("/api/v2/members", sellers).code()).isEqualTo("forbidden");
        assertThat(put(of(seller, "role"), "{\"role\": \"ADMIN\"}").status()).isEqualTo(200);
        assertThat(get("/api/v2/members", sellers).status()).isEqualTo(200);
        assertThat(put(of(admin, "role"), "{\"role\": \"SUPER_ADMIN\"}").code()).isEqualTo("invalid_role");
        assertThat(put(of(seller, "role"), "{\"role\": \"KING\"}").status()).isEqualTo(400);
        assertThat(put(of(seller, "role"), "{}").code()).isEqualTo("missing");
    }

    @Test
    void the_last_administrator_cannot_go() {
        assertThat(put(of(admin, "role"), "{\"role\": \"CEO\"}").code()).isEqualTo("last_administrator");
        Response refused = post(of(admin, "deactivation"), "", token);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("last_administrator");
        account(organization, Role.ADMIN);
        assertThat(put(of(admin, "role"), "{\"role\": \"CEO\"}").status()).isEqualTo(200);
    }

    @Test
    void two_last_administrators_cannot_remove_each_other_at_once() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            Organization crowded = organization();
            List<Account> both = List.of(account(crowded, Role.ADMIN), account(crowded, Role.ADMIN));
            List<String> tokens = both.stream().map(this::signIn).toList();
            List<Integer> answers = java.util.Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                String own = tokens.get(i);
                threads.add(Thread.startVirtualThread(() -> answers.add(
                        post(of(both.get(other), "deactivation"), "", own).status())));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(answers).hasSize(2).contains(200).isSubsetOf(200, 401, 409);
            assertThat(accounts.all(crowded.id()).stream().filter(Account::open))
                    .hasSize(1);
        }
    }

    @Test
    void a_deactivated_account_is_out_at_once_and_the_log_says_who_did_it() {
        Account seller = account(organization, Role.SALES_REP);
        String sellers = signIn(seller);
        assertThat(post(of(seller, "deactivation"), "", token).status()).isEqualTo(200);
        assertThat(get("/api/v2/dashboard", sellers).status()).isEqualTo(401);
        awaitViews(organization);
        JsonNode entry = get("/api/v2/audit?action=account.deactivated", token)
                .body()
                .get("items")
                .get(0);
        assertThat(entry.at("/actor/email").asString()).isEqualTo(admin.email());
        assertThat(entry.at("/on/name").asString()).isEqualTo(seller.email());
    }

    @Test
    void lists_by_email_in_pages_and_finds() {
        for (int i = 0; i < 5; i++) {
            account(organization, Role.SALES_REP, email("list" + i), null);
        }
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("/api/v2/members?limit=2" + cursor, token).body();
            page.get("items").forEach(item -> all.add(item.get("email").asString()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(all).hasSize(6).isSorted().doesNotHaveDuplicates();
        assertThat(emails("?q=LIST3")).hasSize(1);
        assertThat(emails("?role=admin")).containsExactly(admin.email());
        assertThat(emails("?q=%25")).isEmpty();
    }

    @Test
    void finds_people_whatever_the_accents_of_their_names() {
        append(organization, "user/zoe", clock.instant(), SampleFacts.user("Zoë Maes", "z@people.test"));
        awaitViews(organization);
        Account zoe = account(organization, Role.SALES_REP, email("number5"), "user-zoe");
        for (String q : List.of("zoe", "ZO%C3%8B", "zo%C3%AB+maes")) {
            assertThat(emails("?q=" + q)).as(q).containsExactly(zoe.email());
        }
    }

    @Test
    void an_account_of_another_organisation_is_not_there() {
        Account elsewhere = account(organization(), Role.SALES_REP);
        for (String id : List.of(elsewhere.id().toString(), UUID.randomUUID().toString(), "rubbish")) {
            String path = "/api/v2/members/" + id;
            assertThat(get(path, token).status()).isEqualTo(404);
            assertThat(post(path + "/deactivation", "", token).status()).isEqualTo(404);
            assertThat(put(path + "/role", "{\"role\": \"CEO\"}").status()).isEqualTo(404);
            assertThat(put(path + "/person", "{\"person_id\": null}").status()).isEqualTo(404);
        }
        assertThat(emails("")).doesNotContain(elsewhere.email());
    }

    @Test
    void an_archived_user_is_out_with_the_sync_that_says_so() {
        String email = email("leaver");
        append(organization, "user/odoo-1", clock.instant(), new UserCreated(user(email, true)));
        awaitViews(organization);
        Account account = account(organization, Role.CEO, email, null);
        Response session = tryIn(email);
        String leavers = session.body().get("access_token").asString();
        assertThat(get("/api/v2/dashboard", leavers).status()).isEqualTo(200);
        assertThat(get("/api/v2/members/" + account.id(), token)
                        .body()
                        .at("/person/id")
                        .asString())
                .isEqualTo("user-odoo-1");

        append(organization, "user/odoo-1", clock.instant(), new UserUpdated(user(email, false), List.of("active")));
        awaitViews(organization);
        assertThat(get("/api/v2/dashboard", leavers).code()).isEqualTo("invalid_token");
        assertThat(refresh(session).code()).isEqualTo("session_over");
        assertThat(tryIn(email).code()).isEqualTo("wrong_credentials");

        // Back again, and the old session stays over.
        append(organization, "user/odoo-1", clock.instant(), new UserUpdated(user(email, true), List.of("active")));
        awaitViews(organization);
        assertThat(get("/api/v2/dashboard", leavers).status()).isEqualTo(401);
        assertThat(refresh(session).status()).isEqualTo(401);
        assertThat(tryIn(email).status()).isEqualTo(200);
    }

    @Test
    void an_archived_employee_is_out_though_the_user_is_left_active() {
        String email = email("retired");
        append(organization, "user/odoo-2", clock.instant(), new UserCreated(user(email, true)));
        append(organization, "employee/odoo-2", clock.instant(), new EmployeeCreated(employee(true), null));
        awaitViews(organization);
        String linked = signIn(account(organization, Role.MANAGER, email("alias"), "user-odoo-2"));
        account(organization, Role.MANAGER, email, null);
        assertThat(get("/api/v2/dashboard", linked).status()).isEqualTo(200);
        append(
                organization,
                "employee/odoo-2",
                clock.instant(),
                new EmployeeUpdated(employee(false), List.of("active")));
        awaitViews(organization);
        assertThat(get("/api/v2/dashboard", linked).status()).isEqualTo(401);
        assertThat(tryIn(email).code()).isEqualTo("wrong_credentials");
    }

    @Test
    void whose_account_it_became_after_they_had_come_back_stays_signed_in_through_a_rebuild() {
        Account account = account(organization, Role.SALES_REP, email("other"), null);
        String signedIn = signIn(account);
        for (DomainEvent event : List.of(
                new UserCreated(user("back@members.example", true)),
                new UserUpdated(user("back@members.example", false), List.of("active")),
                new UserUpdated(user("back@members.example", true), List.of("active")))) {
            append(organization, "user/odoo-5", clock.instant(), event);
        }
        awaitViews(organization);
        assertThat(put(of(account, "person"), "{\"person_id\": \"user-odoo-5\"}")
                        .status())
                .isEqualTo(200);

        engine.rebuild(SalesProjections.NAME, organization.id());
        engine.catchUp(SalesProjections.NAME, organization.id());

        assertThat(get("/api/v2/users/profile", signedIn).body().get("user_id").asString())
                .isEqualTo("user-odoo-5");
    }

    @Test
    void a_removed_user_is_signed_out_and_an_administrator_can_part_account_and_person() {
        String email = email("gone");
        append(organization, "user/odoo-3", clock.instant(), new UserCreated(user(email, true)));
        awaitViews(organization);
        Account account = account(organization, Role.SALES_REP, email, null);
        String theirs = signIn(account);
        append(organization, "user/odoo-3", clock.instant(), new UserDeleted());
        awaitViews(organization);
        assertThat(get("/api/v2/session", theirs).status()).isEqualTo(401);

        append(organization, "user/odoo-4", clock.instant(), new UserCreated(user(email, false)));
        awaitViews(organization);
        assertThat(tryIn(email).status()).isEqualTo(401);
        assertThat(put(of(account, "person"), "{\"person_id\": \"user-odoo-99\"}")
                        .code())
                .isEqualTo("unknown_person");
        Response parted = put(of(account, "person"), "{\"person_id\": \"nobody\"}");
        assertThat(parted.body().get("link").asString()).isEqualTo("nobody");
        assertThat(parted.body().get("person").isNull()).isTrue();
        String back = tryIn(email).body().get("access_token").asString();
        assertThat(get("/api/v2/users/profile", back).body().get("user_id").isNull())
                .isTrue();
    }

    private List<String> emails(String query) {
        return get("/api/v2/members" + query, token)
                .body()
                .get("items")
                .valueStream()
                .map(item -> item.get("email").asString())
                .toList();
    }

    private Response put(String path, String body) {
        return send("PUT", path, body, token);
    }

    private Response tryIn(String email) {
        return post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(email, PASSWORD), null);
    }

    private Response refresh(Response session) {
        String cookie = Objects.requireNonNull(session.header("Set-Cookie")).split(";", 2)[0];
        return send("POST", "/api/v2/session/refresh", null, null, "Cookie", cookie);
    }

    private static String of(Account account, String what) {
        return "/api/v2/members/" + account.id() + "/" + what;
    }

    private static String email(String name) {
        return name + "-" + NUMBER.incrementAndGet() + "@members.example";
    }

    private static UserDetails user(String email, boolean active) {
        return new UserDetails("Someone", email, email, active, true, null, List.of(), null);
    }

    private static EmployeeDetails employee(boolean active) {
        return new EmployeeDetails("Someone", null, null, null, null, "odoo-2", null, active);
    }
}
