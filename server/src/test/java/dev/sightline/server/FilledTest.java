package dev.sightline.server;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.StageCreated;
import dev.sightline.catalog.CrmEvent.StageDetails;
import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.eventstore.testkit.TestEvents;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes organisations with something of every kind in them, so that whoever may not see it could be shown something. */
public abstract class FilledTest extends ServerTest {
    private static final AtomicInteger FILLED = new AtomicInteger();

    /**
     * An organisation and what is in it. Keys of records begin with the mark in small letters, texts with the mark itself.
     *
     * @param seller a sales representative, who is the person {@code user}
     * @param user the key of a user with a record of each kind
     * @param colleague the key of another, with the same
     */
    protected record Filled(
            Organization organization,
            String mark,
            Account admin,
            String adminToken,
            Account seller,
            String sellerToken,
            String user,
            String colleague,
            Ids ids) {

        /** Its own of what the path of an endpoint leaves open. */
        public String named(String path) {
            return switch (path.split("/")[3]) {
                case "accounts" -> ids.account();
                case "api-keys" -> ids.apiKey();
                case "invitations" -> ids.invitation();
                case "members" -> seller.id().toString();
                case "operations" -> ids.parked();
                case "opportunities" -> ids.opportunity();
                case "organizations" -> organization.slug();
                case "privacy" -> "user-" + user;
                case "sessions" -> ids.session();
                case "sign-in-providers" ->
                    path.contains("/links/") ? seller.id().toString() : ids.provider();
                case "sync" -> ids.syncJob();
                default -> throw new AssertionError("say what an organisation has for " + path);
            };
        }
    }

    /** Each there once; {@code session} is the seller's, {@code parked} a position at which no other one has something parked. */
    protected record Ids(
            String opportunity,
            String account,
            String stage,
            String team,
            String apiKey,
            String invitation,
            String provider,
            String session,
            String syncJob,
            String parked) {}

    protected Filled filled(String mark) {
        String small = mark.toLowerCase(Locale.ROOT);
        Organization organization = organization();
        String user = small + "-u1";
        String colleague = small + "-u2";
        Account admin = account(organization, Role.ADMIN);
        Account seller =
                account(organization, Role.SALES_REP, small + "-" + nextNumber() + "@filled.example", "user-" + user);
        Instant now = clock.instant();
        append(
                organization,
                "stage/" + small + "-s1",
                now,
                new StageCreated(new StageDetails(mark, 1, false, false, null)));
        append(
                organization,
                "team/" + small + "-t1",
                now,
                new TeamCreated(new TeamDetails(mark, null, List.of(), true)));
        append(organization, "user/" + user, now, user(mark + " Seller", seller.email()));
        append(organization, "user/" + colleague, now, user(mark + " Colleague"));
        for (String owner : List.of(user, colleague)) {
            // Those of the colleague say so.
            String name = owner.equals(user) ? mark : mark + " COLLEAGUE";
            String number = owner.substring(owner.length() - 1);
            append(organization, "account/" + small + "-a" + number, now, customer(name, owner));
            append(
                    organization,
                    "opportunity/" + small + "-o" + number,
                    now,
                    deal(name, small + "-a" + number, small + "-s1", owner, small + "-t1", now));
            append(
                    organization,
                    "activity/" + small + "-c" + number,
                    now,
                    new ActivityPlanned(new ActivityDetails(
                            null,
                            name,
                            owner,
                            LocalDate.of(2026, 3, 4),
                            "opportunity",
                            small + "-o" + number,
                            name,
                            now)));
        }
        // Positions are small numbers: without these, each organisation would have its parked event at the same one.
        for (int i = FILLED.incrementAndGet(); i > 0; i--) {
            append(
                    organization,
                    "stage/" + small + "-more" + i,
                    now,
                    new StageCreated(new StageDetails(mark, 1, false, false, null)));
        }
        log.append(
                organization.id(),
                List.of(TestEvents.append(
                        "user/" + small + "-poison",
                        TestEvents.event("hrm.user.created", "{\"nonsense\": \"" + mark + "\"}"))));
        String parked = Long.toString(log.lastPosition(organization.id()));
        String adminToken = signIn(admin);
        String sellerToken = signIn(seller);
        awaitViews(organization);
        Ids ids = new Ids(
                small + "-o1",
                small + "-a1",
                small + "-s1",
                small + "-t1",
                made("/api/v2/api-keys", "{\"name\": \"%s\", \"scope\": \"INGEST\"}", mark, adminToken, "/known/id"),
                made(
                        "/api/v2/invitations",
                        "{\"email\": \"%s-invited@example.com\", \"role\": \"CEO\"}",
                        mark,
                        adminToken,
                        "/invitation/id"),
                provider(organization, mark, seller, adminToken),
                get("/api/v2/sessions", sellerToken).body().at("/items/0/id").asString(),
                syncJob(organization, mark, now),
                parked);
        awaitViews(organization);
        return new Filled(organization, mark, admin, adminToken, seller, sellerToken, user, colleague, ids);
    }

    private String made(String place, String body, String mark, String token, String id) {
        Response response = post(place, body.formatted(mark), token);
        assertThat(response.status()).as(response.text()).isEqualTo(201);
        return response.body().at(id).asString();
    }

    /** One that nobody answers for, with the seller tied to it. */
    private String provider(Organization organization, String mark, Account seller, String token) {
        String id = made("/api/v2/sign-in-providers", """
                {"kind": "OIDC", "name": "%%s", "issuer": "http://127.0.0.1:9/%%1$s", "domains": ["filled%d.test"],
                 "client_id": "c", "client_secret": "s"}""".formatted(nextNumber()), mark, token, "/id");
        transactions.write(
                organization.id(),
                jdbc -> jdbc.sql("""
                        INSERT INTO sign_in_links (organization_id, provider_id, issuer, subject, account_id, linked_at)
                        VALUES (?, ?, ?, ?, ?, now())
                        """)
                        .params(
                                organization.id().value(),
                                UUID.fromString(id),
                                "http://127.0.0.1:9/",
                                mark,
                                seller.id())
                        .update());
        return id;
    }

    private String syncJob(Organization organization, String mark, Instant at) {
        UUID id = UUID.randomUUID();
        transactions.write(
                organization.id(),
                jdbc -> jdbc.sql("""
                        INSERT INTO sync_jobs
                            (organization_id, id, kind, state, requested_by, started_at, finished_at, heartbeat_at)
                        VALUES (:organization, :id, 'full', 'succeeded', :mark, :at, :at, :at)
                        """)
                        .param("organization", organization.id().value())
                        .param("id", id)
                        .param("mark", mark)
                        .param("at", at.atOffset(ZoneOffset.UTC))
                        .update());
        return id.toString();
    }
}
