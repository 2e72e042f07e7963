package dev.sightline.server;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Accounts;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.FreshnessSource;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import dev.sightline.server.tenancy.Organizations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.Month;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole server on 127.0.0.1 and a real PostgreSQL, started once for all test classes that extend this (do not add
 * annotations that would make another Spring context). They share one database, so each test makes organisations of its
 * own with {@link #organization()}; two are enough to show that one does not see the other. No Odoo is connected and no
 * sync runs by itself. The clock moves with the real one, and forward with {@code clock.advance}.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "sightline.odoo.url=",
            "sightline.webhook.secret=" + ServerTest.WEBHOOK_SECRET,
            "sightline.webhook.hmac-key=" + ServerTest.WEBHOOK_KEY,
            "sightline.outbound.internal-hosts=127.0.0.1",
            "sightline.log.format=text",
            "sightline.database.pool-size=16",
            // All tests ask from one address, and some ask a lot. What is left is as it is for everybody.
            "sightline.limits.address=1000000",
            "sightline.limits.sign-ins=1000000",
            "sightline.limits.reads=1000000"
        })
@Import(TestClock.Configuration.class)
public abstract class ServerTest {
    /** The password of every account made by {@link #account}. */
    protected static final String PASSWORD = "correct horse battery";

    /** The last part of the address of webhooks, and the key that signs them. */
    protected static final String WEBHOOK_SECRET = "secret-of-the-address";

    protected static final String WEBHOOK_KEY = "key-that-signs-webhooks";

    /** Who the audit log says made what tests make. */
    protected static final Caller TEST = Caller.program("test");

    private static final long QUARTER_OF_AN_HOUR = 900;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    /** One database per JVM; it goes with the test server. */
    private static @Nullable TestDatabase database;

    @Autowired
    protected Organizations organizations;

    @Autowired
    protected OrganizationTransactions transactions;

    @Autowired
    protected Accounts accounts;

    @Autowired
    protected EventStore log;

    @Autowired
    protected FreshnessSource freshness;

    @Autowired
    protected JsonMapper json;

    @Autowired
    protected TestClock clock;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        TestDatabase fresh = database();
        Path home = Files.createTempDirectory("sightline-test");
        registry.add("sightline.home", home::toString);
        TestMail.settings(registry);
        registry.add("sightline.database.url", fresh::jdbcUrl);
        registry.add("sightline.database.user", fresh::user);
        registry.add("sightline.database.password", fresh::password);
    }

    private static synchronized TestDatabase database() {
        TestDatabase existing = database;
        if (existing == null) {
            // Empty: the server migrates it as it would anyone's.
            existing = TestDatabase.fresh("server", connection -> {});
            database = existing;
        }
        return existing;
    }

    @BeforeEach
    @AfterEach
    void realTime() {
        clock.reset();
    }

    /** Moves on where a quarter of an hour is about to end: with it, all tags of views do. */
    protected void farFromTheEndOfTags() {
        long left = QUARTER_OF_AN_HOUR - clock.instant().getEpochSecond() % QUARTER_OF_AN_HOUR;
        if (left < 60) {
            clock.advance(Duration.ofSeconds(left + 1));
        }
    }

    /** All tests ask from one address: what others guessed there does not count against this one. */
    @BeforeEach
    void nobodyHasGuessedYet() throws SQLException {
        try (Connection owner = database().owner().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("DELETE FROM sign_in_failures WHERE address = '127.0.0.1'");
        }
    }

    /** A new organisation: euros, Brussels, calendar years. */
    protected Organization organization() {
        return organizations.ensure(
                "org-" + NUMBER.incrementAndGet(), "Organisation", "EUR", ZoneId.of("Europe/Brussels"), Month.JANUARY);
    }

    /** A new account with {@link #PASSWORD}; its e-mail is unique over all organisations. */
    protected Account account(Organization organization, Role role) {
        return account(organization, role, "person" + NUMBER.incrementAndGet() + "@example.com", null);
    }

    protected Account account(Organization organization, Role role, String email, @Nullable String personId) {
        return accounts.create(organization.id(), email, new Secret(PASSWORD), role, personId, TEST);
    }

    /** Signs in over HTTP; answers the access token. */
    protected String signIn(Account account) {
        return session(account).body().get("access_token").asString();
    }

    /** The answer to signing in: a token in its body, a cookie in its header. */
    protected Response session(Account account) {
        Response response = post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(account.email(), PASSWORD), null);
        if (response.status() != 200) {
            throw new AssertionError("cannot sign in: " + response.status() + " " + response.text());
        }
        return response;
    }

    /** Goes on in another organisation, or enters it where {@code how} is {@code visit}. */
    protected Response move(Response session, String how, String slug) {
        return post(
                "/api/v2/session/" + how,
                "{\"organization\": \"" + slug + "\"}",
                session.body().get("access_token").asString(),
                "Cookie",
                sessionCookie(session));
    }

    protected static String sessionCookie(Response session) {
        return Objects.requireNonNull(session.header("Set-Cookie")).split(";", 2)[0];
    }

    protected Response get(String path, @Nullable String token, String... headers) {
        return send("GET", path, null, token, headers);
    }

    protected Response post(String path, String body, @Nullable String token, String... headers) {
        return send("POST", path, body, token, headers);
    }

    /** @param headers names and values in turn; the body is sent as JSON unless they say otherwise */
    protected Response send(
            String method, String path, @Nullable String body, @Nullable String token, String... headers) {
        return send(request(method, path, body, token, headers));
    }

    protected HttpRequest request(
            String method, String path, @Nullable String body, @Nullable String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    protected Response send(HttpRequest request) {
        return send(HTTP, request);
    }

    /**
     * A client at an address of its own (127.x.y.z), for tests that do what is held against an address. Close it.
     *
     * @param number within the JVM, from {@link #nextNumber}
     */
    protected static HttpClient elsewhere(int number) {
        return HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral(
                        "127." + (100 + number / 62_500) + "." + number / 250 % 250 + "." + (number % 250 + 1)))
                .build();
    }

    protected static int nextNumber() {
        return NUMBER.incrementAndGet();
    }

    protected Response send(HttpClient client, HttpRequest request) {
        try {
            return new Response(client.send(request, BodyHandlers.ofString()), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    protected URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Appends events that happened at one time; answers the position of the last. */
    protected long append(Organization organization, String stream, Instant at, DomainEvent... facts) {
        EventCodec codec = new EventCodec();
        List<NewEvent> all = Arrays.stream(facts)
                .map(fact -> new NewEvent(
                        UUID.randomUUID(),
                        EventCodec.typeOf(fact),
                        EventCodec.versionOf(fact),
                        at,
                        codec.write(fact),
                        new EventOrigin("test", null, null, null, null)))
                .toList();
        log.append(organization.id(), List.of(new StreamAppend(StreamId.parse(stream), ExpectedVersion.any(), all)));
        return log.lastPosition(organization.id());
    }

    /** Waits until the views show everything that the organisation's log holds. */
    protected void awaitViews(Organization organization) {
        long position = log.lastPosition(organization.id());
        if (!freshness.await(organization.id(), position, Duration.ofSeconds(30))) {
            throw new AssertionError("the views do not reach position " + position);
        }
    }

    /** Waits until the condition holds; fails after a minute: a rebuild goes through the organisations of all tests. */
    protected static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    /** An answer over HTTP. */
    public record Response(HttpResponse<String> http, JsonMapper json) {
        public int status() {
            return http.statusCode();
        }

        public String text() {
            return http.body();
        }

        public JsonNode body() {
            return json.readTree(http.body());
        }

        /** The stable code of a problem. */
        public String code() {
            return body().get("code").asString();
        }

        public @Nullable String header(String name) {
            return http.headers().firstValue(name).orElse(null);
        }
    }
}
