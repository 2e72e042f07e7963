package dev.sightline.server.access.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.AccountUpdated;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.ingest.SealedFacts;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.tenancy.Organization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The door: whom an administrator forgets is nowhere any more. */
class ForgetPersonIT extends ServerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Instant THEN = Instant.parse("2026-03-04T10:00:00Z");

    @Autowired
    private SealedFacts sealed;

    @Autowired
    private PersonalKeys keys;

    @Autowired
    private ForgetPerson forget;

    @Autowired
    private ForgetVerb verb;

    private final String name = "Zzmarker" + NUMBER.incrementAndGet() + "z";
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Organization organization;
    private Account admin;
    private String token;

    @BeforeEach
    void aCompanyWithSomebodyEverywhere() {
        organization = organization();
        admin = account(organization, Role.ADMIN);
        token = signIn(admin);
        sealed("user/odoo-6", new UserCreated(user(name, "odoo-7")));
        sealed("user/odoo-8", new UserCreated(user("Bea Stays", null)));
        sealed(
                "employee/odoo-3",
                new EmployeeCreated(
                        new EmployeeDetails(name, name + "@example.com", name, name, null, "odoo-6", null, true),
                        null));
        sealed("account/odoo-7", new AccountCreated(account(name, false)));
        sealed("account/odoo-9", new AccountCreated(account("Company Stays", true)));
        sealed("opportunity/odoo-1", new OpportunityCreated(deal(), null, null, null, THEN));
        sealed(
                "activity/odoo-2",
                new ActivityPlanned(new ActivityDetails(
                        null, "Call " + name, null, LocalDate.of(2026, 5, 6), "account", "odoo-7", name, THEN)));
        awaitViews(organization);
    }

    private void sealed(String stream, DomainEvent fact) {
        sealed.append(organization.id(), stream, THEN, fact);
    }

    private static UserDetails user(String name, @Nullable String account) {
        return new UserDetails(name, name + "-login", name + "@example.com", true, true, null, List.of(), account);
    }

    private static AccountDetails account(String name, boolean company) {
        return new AccountDetails(
                name, company, null, null, null, name, name, name, "Ghent", null, name, null, true, false, THEN);
    }

    private OpportunityDetails deal() {
        return new OpportunityDetails(
                "A deal",
                "opportunity",
                true,
                BigDecimal.TEN,
                "EUR",
                BigDecimal.TEN,
                null,
                "odoo-7",
                name,
                name,
                name,
                "Ghent",
                null,
                null,
                List.of(),
                null);
    }

    private Response forget(String person) {
        return post("/api/v2/privacy/people/" + person + "/forget", """
                {"reason": "asked for it", "confirm": "%s"}""".formatted(person), token);
    }

    private static final String TABLES = """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'SELECT')
            ORDER BY 1
            """;

    /** The tables that hold the text anywhere, of those that the server may read. */
    private List<String> holding(String text) {
        return transactions.read(organization.id(), jdbc -> {
            List<String> found = new ArrayList<>();
            for (String table : jdbc.sql(TABLES).query(String.class).list()) {
                if (jdbc.sql("SELECT EXISTS (SELECT FROM " + table + " t WHERE t::text ILIKE ?)")
                        .param("%" + text + "%")
                        .query(Boolean.class)
                        .single()) {
                    found.add(table);
                }
            }
            return found;
        });
    }

    @Test
    void is_nowhere_any_more_while_everybody_else_stays() {
        assertThat(holding(name)).contains("account_view", "opportunity_view", "activity_view", "user_profiles");
        assertThat(holding(name)).doesNotContain("events");
        Account theirs = account(
                organization,
                Role.SALES_REP,
                "somebody" + name.length() + UUID.randomUUID() + "@example.com",
                "user-odoo-6");
        String session = signIn(theirs);

        Response done = forget("user-odoo-6");

        assertThat(done.status()).as(done.text()).isEqualTo(200);
        JsonNode body = done.body();
        assertThat(body.get("subjects").valueStream().map(JsonNode::asString))
                .containsExactly("account/odoo-7", "employee/odoo-3", "user/odoo-6");
        assertThat(body.get("keys_destroyed").asInt()).isEqualTo(5);
        assertThat(body.get("accounts_closed").asInt()).isEqualTo(1);
        assertThat(body.get("events_in_clear").asInt()).isZero();
        assertThat(body.get("audit_entries").asInt()).isPositive();
        awaitViews(organization);
        assertThat(holding(name)).isEmpty();
        assertThat(holding("Bea Stays")).contains("user_profiles");
        assertThat(holding("Company Stays")).contains("account_view");
        assertThat(get("/api/v2/dashboard", session).status()).isEqualTo(401);
        assertThat(post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(theirs.email(), PASSWORD), null)
                        .status())
                .isEqualTo(401);
        assertThat(accounts.hasSignIn(theirs.email())).isFalse();
        assertThat(holding(theirs.email())).as("who did what").isSubsetOf("audit_view", "events");
    }

    @Test
    void goes_on_signing_in_where_they_belong_to_another_organisation() {
        Organization other = organization();
        String email = name + "@both.example";
        Account theirs = account(organization, Role.ADMIN, email, "user-odoo-6");
        account(other, Role.SALES_REP, email, null);
        String here = signIn(theirs);
        assertThat(get("/api/v2/session", here).body().at("/organization/slug").asString())
                .isEqualTo(organization.slug());
        assertThat(post("/api/v2/api-keys", """
                {"name": "a service", "scope": "READ_ONLY", "expires_at": "%s"}""".formatted(clock.instant().plusSeconds(86_400)), here)
                        .status())
                .isEqualTo(201);
        assertThat(holding(email)).contains("accounts", "api_keys");
        assertThat(cameFrom(theirs)).isNotEmpty();

        assertThat(forget("user-odoo-6").body().get("accounts_closed").asInt()).isEqualTo(1);
        awaitViews(organization);

        assertThat(holding(email)).as("who did what").isSubsetOf("audit_view", "events");
        assertThat(cameFrom(theirs)).isEmpty();
        assertThat(get("/api/v2/dashboard", here).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", signIn(theirs))
                        .body()
                        .at("/organization/slug")
                        .asString())
                .isEqualTo(other.slug());
    }

    /** Where sessions of the account were used from. */
    private List<String> cameFrom(Account account) {
        return transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("""
                        SELECT address FROM sessions WHERE account_id = ? AND address IS NOT NULL
                        UNION ALL SELECT user_agent FROM sessions WHERE account_id = ? AND user_agent IS NOT NULL
                        """)
                        .params(account.id(), account.id())
                        .query(String.class)
                        .list());
    }

    @Test
    void reads_as_erased_in_every_view_and_in_histories() {
        assertThat(get("/api/v2/opportunities/odoo-1", token).text()).contains(name);
        forget("account-odoo-7");
        awaitViews(organization);

        Response deal = get("/api/v2/opportunities/odoo-1", token);
        assertThat(deal.status()).as(deal.text()).isEqualTo(200);
        assertThat(deal.text()).contains("erased").contains("A deal").doesNotContain(name);
        Response account = get("/api/v2/accounts/odoo-7", token);
        assertThat(account.text()).contains("erased").contains("Ghent").doesNotContain(name);
        assertThat(get("/api/v2/activities?when=all", token).text()).doesNotContain(name);
        assertThat(get("/api/v2/accounts?q=" + name, token).body().get("items")).isEmpty();
    }

    /** Companies are not forgotten, so the screens offer it for nobody else. */
    @Test
    void is_told_apart_from_a_company() {
        assertThat(get("/api/v2/accounts/odoo-7", token)
                        .body()
                        .get("is_company")
                        .asBoolean())
                .isFalse();
        assertThat(get("/api/v2/accounts/odoo-9", token)
                        .body()
                        .get("is_company")
                        .asBoolean())
                .isTrue();
        assertThat(get("/api/v2/privacy/people/account-odoo-9/forget", token)
                        .body()
                        .get("is_person")
                        .asBoolean())
                .isFalse();
        assertThat(forget("account-odoo-9").status()).isEqualTo(409);
    }

    @Test
    void a_later_event_does_not_bring_them_back() {
        forget("user-odoo-6");
        sealed("account/odoo-7", new AccountUpdated(account(name, false), List.of("name")));
        sealed("user/odoo-6", new UserCreated(user(name, "odoo-7")));
        awaitViews(organization);
        assertThat(holding(name)).isEmpty();
    }

    @Test
    void a_stream_that_is_parked_does_not_keep_the_name() {
        log.append(
                organization.id(),
                List.of(new StreamAppend(
                        new StreamId("account", "odoo-7"),
                        ExpectedVersion.any(),
                        List.of(new NewEvent(
                                UUID.randomUUID(),
                                "crm.account.updated",
                                1,
                                THEN,
                                "{\"details\": 7}",
                                new EventOrigin("test", null, null, null, null))))));
        sealed("account/odoo-7", new AccountUpdated(account(name + "Later", false), List.of("name")));
        awaitViews(organization);
        assertThat(parked()).isPositive();
        assertThat(holding(name)).contains("account_view");

        assertThat(forget("account-odoo-7").status()).isEqualTo(200);
        awaitViews(organization);

        assertThat(parked()).isPositive();
        // The user and the employee of the same contact are forgotten with it.
        assertThat(holding(name)).isEmpty();
        assertThat(transactions.<String>read(
                        organization.id(),
                        jdbc -> jdbc.sql("SELECT string_agg(DISTINCT error_message, ' ') FROM parked_events")
                                .query(String.class)
                                .single()))
                .isEqualTo("erased");
    }

    private long parked() {
        return transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("SELECT count(*) FROM parked_events")
                        .query(Long.class)
                        .single());
    }

    @Test
    void says_how_much_of_the_log_is_from_before_and_still_in_clear() {
        append(organization, "account/odoo-7", THEN, new AccountUpdated(account(name, false), List.of("name")));
        append(
                organization,
                "employee/odoo-5",
                THEN,
                new EmployeeCreated(new EmployeeDetails("Else", null, null, null, null, null, null, true), null));
        awaitViews(organization);

        Response plan = get("/api/v2/privacy/people/account-odoo-7/forget", token);
        assertThat(plan.status()).as(plan.text()).isEqualTo(200);
        assertThat(plan.body().get("events_in_clear").asInt()).isEqualTo(1);
        assertThat(plan.body().get("is_person").asBoolean()).isTrue();
        assertThat(holding(name)).as("a plan changes nothing").contains("account_view");

        assertThat(forget("account-odoo-7").body().get("events_in_clear").asInt())
                .isEqualTo(1);
        awaitViews(organization);
        assertThat(holding(name)).containsExactly("events");
    }

    @Test
    void asking_again_changes_nothing_and_the_audit_log_says_who_asked_and_not_whose_name_it_was() {
        forget("user-odoo-6");
        awaitViews(organization);
        long position = log.lastPosition(organization.id());
        Response again = forget("user-odoo-6");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("keys_destroyed").asInt()).isZero();
        assertThat(log.lastPosition(organization.id())).isEqualTo(position);

        Response audit = get("/api/v2/audit?action=person.forgotten", token);
        JsonNode entry = audit.body().get("items").get(0);
        assertThat(audit.body().get("items")).hasSize(1);
        assertThat(entry.at("/actor/email").asString()).isEqualTo(admin.email());
        assertThat(entry.at("/on/id").asString()).isEqualTo("user/odoo-6");
        assertThat(entry.get("detail").asString()).isEqualTo("asked for it");
        assertThat(audit.text()).doesNotContain(name);
    }

    @Test
    void what_was_killed_before_it_cleaned_is_finished_later() {
        transactions.write(organization.id(), jdbc -> {
            try {
                return keys.forget(
                        transactions.connection(), organization.id(), Set.of("user/odoo-6"), THEN, "x", "asked for it");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(uncleaned()).containsExactly("user/odoo-6");
        forget.finish(organization.id());
        assertThat(uncleaned()).isEmpty();
    }

    private Set<String> uncleaned() {
        return transactions.read(organization.id(), jdbc -> {
            try {
                return keys.uncleaned(transactions.connection(), organization.id());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void refuses_what_cannot_be_meant() {
        assertThat(forget("account-odoo-9").code()).isEqualTo("not_a_person");
        for (String unknown : List.of("user-odoo-77", "stage-odoo-1", "user-", "nonsense")) {
            assertThat(forget(unknown).status()).as(unknown).isEqualTo(404);
        }
        String path = "/api/v2/privacy/people/user-odoo-6/forget";
        assertThat(post(path, "{\"confirm\": \"user-odoo-6\"}", token).code()).isEqualTo("missing");
        assertThat(post(path, "{\"reason\": \" \", \"confirm\": \"user-odoo-6\"}", token)
                        .code())
                .isEqualTo("invalid_reason");
        assertThat(post(path, "{\"reason\": \"asked for it\", \"confirm\": \"user-odoo-8\"}", token)
                        .code())
                .isEqualTo("not_confirmed");
        assertThat(post(path, "{\"reason\": \"asked for it\"}", signIn(account(organization, Role.CEO)))
                        .status())
                .isEqualTo(403);
        Organization other = organization();
        assertThat(post(
                                path,
                                "{\"reason\": \"asked for it\", \"confirm\": \"user-odoo-6\"}",
                                signIn(account(other, Role.ADMIN)))
                        .status())
                .isEqualTo(404);
        awaitViews(organization);
        assertThat(holding(name)).contains("account_view", "user_profiles");
    }

    @Test
    void nobody_forgets_themselves() {
        accounts.setPerson(organization.id(), admin.id(), "user-odoo-6", TEST);
        assertThat(forget("user-odoo-6").code()).isEqualTo("own_account");
        awaitViews(organization);
        assertThat(holding(name)).contains("user_profiles");
        assertThat(uncleaned()).isEmpty();
    }

    private int run(String... words) throws IOException {
        out.reset();
        err.reset();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--organization", organization.slug()));
        return verb.run(
                arguments,
                new Verb.Streams(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
    }

    @Test
    void the_command_line_does_the_same() throws IOException {
        assertThat(run("user-odoo-6", "--dry-run")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Would forget account/odoo-7, employee/odoo-3, user/odoo-6.");
        assertThat(holding(name)).isNotEmpty();
        assertThatThrownBy(() -> run("user-odoo-6", "--reason", "asked")).hasMessageContaining("--for-good");
        assertThatThrownBy(() -> run("user-odoo-6", "--for-good")).hasMessageContaining("--reason is required");
        assertThat(run("user-odoo-77", "--reason", "asked", "--for-good")).isEqualTo(1);

        assertThat(run("user-odoo-6", "--reason", "asked", "--for-good")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Forgot account/odoo-7, employee/odoo-3, user/odoo-6: 5 keys destroyed");
        awaitViews(organization);
        assertThat(holding(name)).isEmpty();
    }
}
