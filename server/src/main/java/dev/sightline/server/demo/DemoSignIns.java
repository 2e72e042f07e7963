package dev.sightline.server.demo;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.Accounts;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.FreshnessSource;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import dev.sightline.simulator.DemoCompany;
import dev.sightline.simulator.OdooSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the accounts of the demonstration, waits for its first sync, then says in the terminal where it is and who can
 * sign in; the same stands in {@code demo.json} for programs.
 */
@Component
@ConditionalOnProperty("sightline.demo")
class DemoSignIns {
    private static final String PASSWORD = "see-the-pipeline";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final OdooSimulator odoo;
    private final DemoHome home;
    private final Organizations organizations;
    private final Accounts accounts;
    private final FreshnessSource freshness;
    private final JsonMapper json;
    private final boolean training;
    private int port;

    DemoSignIns(
            OdooSimulator odoo,
            DemoHome home,
            Organizations organizations,
            Accounts accounts,
            FreshnessSource freshness,
            JsonMapper json,
            @Value("${sightline.demo.training:false}") boolean training) {
        this.odoo = odoo;
        this.home = home;
        this.organizations = organizations;
        this.accounts = accounts;
        this.freshness = freshness;
        this.json = json;
        this.training = training;
    }

    record SignIn(String email, String password, Role role, String name, String sees) {}

    @EventListener
    void listening(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
    }

    /** On a thread of its own: the sync that it waits for may be started by a later listener of the same event. */
    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        Thread.ofPlatform().name("demo-sign-ins").start(this::welcome);
    }

    private void welcome() {
        Organization organization = organizations.own();
        List<SignIn> signIns = signIns();
        for (SignIn signIn : signIns) {
            if (accounts.findByEmail(organization.id(), signIn.email()).isEmpty()) {
                accounts.create(
                        organization.id(),
                        signIn.email(),
                        new Secret(PASSWORD),
                        signIn.role(),
                        null,
                        Caller.program("demo"));
            }
        }
        System.err.println("Reading the demo company's Odoo …");
        awaitFirstSync(organization.id());
        String url = "http://127.0.0.1:" + port;
        if (training) {
            System.exit(new TrainingRun(url, json, odoo).walk(signIns));
        }
        publish(url, signIns);
        System.out.println(page(organization, url, signIns));
    }

    private List<SignIn> signIns() {
        List<SignIn> signIns = new ArrayList<>();
        for (DemoCompany.SignIn person : odoo.company().signIns()) {
            signIns.add(new SignIn(
                    person.email(),
                    PASSWORD,
                    role(person.email()),
                    person.name() + ", " + person.jobTitle(),
                    person.sees()));
        }
        signIns.add(new SignIn(
                "admin@nordwind.example",
                PASSWORD,
                Role.ADMIN,
                "Administrator",
                "everything, and how the sync is doing"));
        return signIns;
    }

    private Role role(String email) {
        DemoCompany.Person person = odoo.company().people().stream()
                .filter(candidate -> candidate.email().equals(email))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody in the demo company has the address " + email));
        if (person.level() == 0) {
            return Role.CEO;
        }
        boolean manages = odoo.company().people().stream()
                .anyMatch(other -> Integer.valueOf(person.employeeId()).equals(other.managerId()));
        return manages ? Role.MANAGER : Role.SALES_REP;
    }

    /** The dashboards shall not be empty when the address is shown. */
    private void awaitFirstSync(OrganizationId organization) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (freshness.of(organization).lastSyncAt() == null && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private void publish(String url, List<SignIn> signIns) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("url", url);
        facts.put(
                "odoo",
                Map.of(
                        "url", odoo.baseUrl().toString(),
                        "database", odoo.databaseName(),
                        "login", odoo.login(),
                        "key", odoo.apiKey()));
        facts.put("sign_ins", signIns);
        try {
            var draft = Files.writeString(home.folder().resolve("demo.json.new"), json.writeValueAsString(facts));
            Files.move(draft, home.folder().resolve("demo.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the demo's facts", e);
        }
    }

    private static String page(Organization organization, String url, List<SignIn> signIns) {
        StringBuilder page = new StringBuilder("\n  " + organization.name() + " is ready:  " + url + "\n\n");
        page.append("  Sign in with the password  ").append(PASSWORD).append("  as\n\n");
        for (SignIn signIn : signIns) {
            page.append("    %-40s %-34s sees %s%n".formatted(signIn.email(), signIn.name(), signIn.sees()));
        }
        page.append("\n  Deals move while you watch. Ctrl+C ends it; what happened is kept. --fresh starts over.\n");
        return page.toString();
    }
}
