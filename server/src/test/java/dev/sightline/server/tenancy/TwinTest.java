package dev.sightline.server.tenancy;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;

/** Two organisations with the same ids and the same person at the keyboard; a mark in each text tells whose it is. */
abstract class TwinTest extends ServerTest {
    protected String first;
    protected String second;
    protected Organization firstOrganization;
    protected Organization secondOrganization;
    protected Account person;

    @BeforeEach
    void twins() {
        String email = "twin-" + nextNumber() + "@twins.example";
        firstOrganization = organization();
        secondOrganization = organization();
        person = account(firstOrganization, Role.ADMIN, email, null);
        account(secondOrganization, Role.ADMIN, email, null);
        for (Organization each : List.of(firstOrganization, secondOrganization)) {
            Instant now = clock.instant();
            append(each, "user/u1", now, user(mark(each), email));
            for (int i = 1; i <= 3; i++) {
                append(each, "account/a" + i, now, customer(mark(each)));
                append(each, "opportunity/o" + i, now, deal(mark(each), "a1", now));
            }
        }
        first = tokenIn(firstOrganization);
        second = tokenIn(secondOrganization);
        awaitViews(firstOrganization);
        awaitViews(secondOrganization);
    }

    protected String mark(Organization organization) {
        return organization == firstOrganization ? "ALPHA" : "OMEGA";
    }

    protected String tokenIn(Organization organization) {
        Response response = post("/api/v2/session", """
                {"email": "%s", "password": "%s", "organization": "%s"}
                """.formatted(person.email(), PASSWORD, organization.slug()), null);
        assertThat(response.status()).isEqualTo(200);
        return Objects.requireNonNull(response.body().get("access_token")).asString();
    }
}
