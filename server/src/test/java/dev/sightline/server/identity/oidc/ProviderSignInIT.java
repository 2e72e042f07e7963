package dev.sightline.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Signing in at an OpenID provider: whom it lets in, as whom, and whom not. */
class ProviderSignInIT extends ProviderTest {
    @Autowired
    private Links links;

    @Test
    void whoever_has_an_account_with_the_verified_address_comes_in_as_that() {
        Account seller = account(organization, Role.SALES_REP, "Seller@" + domain, null);
        provider.person("s-1", "seller@" + domain, true);

        Response arrived = signInThere();

        assertThat(arrived.header("Location")).isEqualTo("/team");
        assertThat(arrived.http().headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("sightline_refresh=")
                        .contains("HttpOnly", "SameSite=Strict", "Path=/api/v2/session"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("sightline_sign_in=;").contains("Max-Age=0"));
        JsonNode session =
                get("/api/v2/session", accessToken(refreshed(arrived))).body();
        assertThat(session.get("account_id").asString()).isEqualTo(seller.id().toString());
        assertThat(session.get("role").asString()).isEqualTo("SALES_REP");
        assertThat(audited()).contains("account.sign_in_linked", "session.signed_in");
    }

    @Test
    void from_then_on_the_subject_counts_and_not_the_address() {
        Account seller = account(organization, Role.SALES_REP, "seller@" + domain, null);
        Account boss = account(organization, Role.ADMIN, "boss@" + domain, null);
        provider.person("s-1", "seller@" + domain, true);
        signInThere();

        provider.person("s-1", "boss@" + domain, true);
        JsonNode session =
                get("/api/v2/session", accessToken(refreshed(signInThere()))).body();
        assertThat(session.get("account_id").asString()).isEqualTo(seller.id().toString());
        provider.person("s-1", null, null);
        refreshed(signInThere());

        // The address is somebody else's now, who must not become the one before.
        provider.person("s-2", "seller@" + domain, true);
        refused(signInThere(), "not_open");
        assertThat(send("DELETE", "/api/v2/sign-in-providers/links/" + seller.id(), null, token)
                        .status())
                .isEqualTo(204);
        refreshed(signInThere());
        assertThat(accounts.find(organization.id(), boss.id())).isPresent();
    }

    @Test
    void somebody_new_waits_for_approval_and_is_in_once_approved() {
        provider.person("n-1", "new@" + domain, true);
        String session = accessToken(refreshed(signInThere()));

        assertThat(get("/api/v2/session", session).body().get("role").asString())
                .isEqualTo("PENDING");
        assertThat(get("/api/v2/dashboard", session).code()).isEqualTo("approval_pending");
        Account made = accounts.findByEmail(organization.id(), "new@" + domain).orElseThrow();
        assertThat(made.status()).isEqualTo(Account.Status.PENDING);
        assertThat(post("/api/v2/members/" + made.id() + "/approval", "{\"role\": \"SALES_REP\"}", token)
                        .status())
                .isEqualTo(200);
        assertThat(get("/api/v2/dashboard", session).status()).isEqualTo(200);
        // A second time it is the same account.
        refreshed(signInThere());
        assertThat(accounts.all(organization.id())).hasSize(2);
    }

    @Test
    void an_address_that_is_not_verified_or_of_another_domain_leads_to_nobody() {
        account(organization, Role.ADMIN, "seller@" + domain, null);
        account(organization, Role.ADMIN, "boss@elsewhere.test", null);
        for (Object verified : new Object[] {false, "false", 0, "yes"}) {
            provider.person("s-1", "seller@" + domain, verified);
            refused(signInThere(), "email_not_verified");
        }
        provider.person("s-1", "seller@" + domain, null);
        refused(signInThere(), "email_not_verified");
        provider.person("s-1", null, true);
        refused(signInThere(), "email_not_verified");
        provider.person("s-1", "boss@elsewhere.test", true);
        refused(signInThere(), "other_domain");
        provider.person("s-1", "boss@elsewhere.test@" + domain, true);
        refused(signInThere(), "email_not_verified");
        provider.person("s-1", "boss@sub." + domain, true);
        refused(signInThere(), "other_domain");
        assertThat(accounts.all(organization.id())).hasSize(3);
        assertThat(refusals()).contains("email_not_verified", "other_domain");
    }

    @Test
    void the_address_may_come_from_user_info() {
        Account seller = account(organization, Role.SALES_REP, "seller@" + domain, null);
        provider.emailInUserInfo = true;
        provider.person("s-1", "seller@" + domain, true);
        JsonNode session =
                get("/api/v2/session", accessToken(refreshed(signInThere()))).body();
        assertThat(session.get("account_id").asString()).isEqualTo(seller.id().toString());

        // Of another subject it is nobody's.
        provider.bend(claims -> claims.subject("s-9"));
        refused(signInThere(), "email_not_verified");
    }

    @Test
    void who_may_not_come_in_with_a_password_may_not_so_either() {
        Account gone = account(organization, Role.SALES_REP, "gone@" + domain, null);
        provider.person("g-1", "gone@" + domain, true);
        String before = accessToken(refreshed(signInThere()));
        accounts.setActive(organization.id(), gone.id(), false, TEST);
        refused(signInThere(), "not_open");
        assertThat(get("/api/v2/session", before).status()).isEqualTo(401);

        // Whoever sets the provider could else make themselves the platform's administrator.
        account(organization, Role.SUPER_ADMIN, "root@" + domain, null);
        provider.person("r-1", "root@" + domain, true);
        refused(signInThere(), "not_open");
        assertThat(refusals()).contains("deactivated", "platform_account");
    }

    @Test
    void what_one_organizations_provider_says_opens_nothing_in_another() throws IOException {
        // The same e-mail has an account elsewhere, with a session there.
        Organization other = organization();
        Account elsewhere = account(other, Role.ADMIN, "both@" + domain, null);
        Response theirs = session(elsewhere);
        account(organization, Role.SALES_REP, "both@" + domain, null);
        provider.person("b-1", "both@" + domain, true);

        Response session = refreshed(signInThere());
        String token = accessToken(session);

        JsonNode here = get("/api/v2/session", token).body();
        assertThat(here.get("organizations")).hasSize(1);
        assertThat(move(session, "organization", other.slug()).code()).isEqualTo("signed_in_by_provider");
        assertThat(post("/api/v2/invitations/membership", "{\"token\": \"any\"}", token)
                        .code())
                .isEqualTo("signed_in_by_provider");
        assertThat(get("/api/v2/sessions", token).body().get("items")).hasSize(1);
        assertThat(send("DELETE", "/api/v2/sessions", null, token).status()).isEqualTo(204);
        assertThat(get("/api/v2/session", token).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", accessToken(theirs)).status()).isEqualTo(200);

        // With the password one goes on elsewhere as before.
        assertThat(get("/api/v2/session", accessToken(theirs)).body().get("organizations"))
                .hasSize(2);
    }

    @Test
    void another_organizations_provider_and_its_answers_are_not_taken() throws IOException {
        Organization other = organization();
        assertThat(post(
                                "/api/v2/session/provider",
                                "{\"organization\": \"%s\", \"provider\": \"%s\"}".formatted(other.slug(), id),
                                null)
                        .code())
                .isEqualTo("not_found");

        // A code that comes by another organisation's address is another provider's.
        provider.person("s-1", "seller@" + domain, true);
        Away away = begin(organization, id, null);
        URI back = provider.agree(away.authorization());
        refused(arrive(URI.create(redirectUri(other) + "?" + back.getRawQuery()), away.cookie()), "lost");
        assertThat(accounts.findByEmail(organization.id(), "seller@" + domain)).isEmpty();

        // So is one that says that it is from elsewhere (RFC 9207).
        Away again = begin(organization, id, null);
        refused(
                arrive(
                        URI.create(provider.agree(again.authorization()) + "&iss=https%3A%2F%2Felsewhere.test"),
                        again.cookie()),
                "not_trusted");
    }

    @Test
    void it_ends_in_the_browser_where_it_began_and_once() {
        provider.person("s-1", "seller@" + domain, true);
        provider.takesCodesTwice = true;
        Away mine = begin(organization, id, null);
        Away theirs = begin(organization, id, null);
        URI back = provider.agree(mine.authorization());

        // Another browser, with nothing or with a cookie of its own; and then it is over for the first as well.
        refused(arrive(back, null), "lost");
        refused(arrive(back, theirs.cookie()), "lost");
        refused(arrive(back, mine.cookie()), "lost");

        URI again = provider.agree(theirs.authorization());
        refreshed(arrive(again, theirs.cookie()));
        refused(arrive(again, theirs.cookie()), "lost");

        // A code that was used does not serve another attempt: neither nonce nor proof key are its own.
        Away third = begin(organization, id, null);
        String code = parameter(again, "code");
        String state = parameter(provider.agree(third.authorization()), "state");
        refused(
                arrive(URI.create(redirectUri(organization) + "?code=" + code + "&state=" + state), third.cookie()),
                "not_trusted");

        Away late = begin(organization, id, null);
        URI lateBack = provider.agree(late.authorization());
        clock.advance(Attempts.LIFETIME.plusSeconds(1));
        refused(arrive(lateBack, late.cookie()), "lost");
        refused(arrive(URI.create(redirectUri(organization)), late.cookie()), "lost");
        refused(arrive(URI.create(redirectUri(organization) + "?state=1&code=2"), "sightline_sign_in=x"), "lost");
    }

    @Test
    void a_refusal_of_the_provider_is_told_and_nothing_of_it_shown() {
        Away away = begin(organization, id, null);
        String state = parameter(provider.agree(away.authorization()), "state");
        refused(
                arrive(
                        URI.create(redirectUri(organization)
                                + "?error=access_denied&error_description=%3Cscript%3E&state=" + state),
                        away.cookie()),
                "cancelled");
    }

    @Test
    void it_leads_to_pages_of_ours_only() {
        provider.person("s-1", "seller@" + domain, true);
        for (String elsewhere : List.of(
                "https://elsewhere.test/",
                "//elsewhere.test",
                "/\\elsewhere.test",
                "/\t/elsewhere.test",
                "/a\r\nSet-Cookie: x=y",
                "javascript:alert(1)",
                "")) {
            Away away = begin(organization, id, elsewhere);
            assertThat(arrive(provider.agree(away.authorization()), away.cookie())
                            .header("Location"))
                    .as(elsewhere)
                    .isEqualTo("/");
        }
        Away away = begin(organization, id, "/opportunities?scope=mine&q=a%20b");
        assertThat(arrive(provider.agree(away.authorization()), away.cookie()).header("Location"))
                .isEqualTo("/opportunities?scope=mine&q=a%20b");
    }

    @Test
    void other_sites_begin_nothing_here() {
        String body = "{\"organization\": \"%s\", \"provider\": \"%s\"}".formatted(organization.slug(), id);
        assertThat(post("/api/v2/session/provider", body, null, "Sec-Fetch-Site", "cross-site")
                        .code())
                .isEqualTo("forbidden");
    }

    @Test
    void a_provider_that_is_disabled_or_removed_lets_nobody_in_and_its_sessions_end() {
        provider.person("s-1", "seller@" + domain, true);
        String session = accessToken(refreshed(signInThere()));
        Away away = begin(organization, id, null);
        URI back = provider.agree(away.authorization());
        assertThat(send("PUT", "/api/v2/sign-in-providers/" + id, wish(Map.of("enabled", false)), token)
                        .status())
                .isEqualTo(200);
        assertThat(get("/api/v2/session", session).status()).isEqualTo(401);
        refused(arrive(back, away.cookie()), "lost");
        assertThat(offered("x@" + domain)).isEmpty();

        send("PUT", "/api/v2/sign-in-providers/" + id, wish(Map.of("enabled", true)), token);
        String again = accessToken(refreshed(signInThere()));
        assertThat(send("DELETE", "/api/v2/sign-in-providers/" + id, null, token)
                        .status())
                .isEqualTo(204);
        assertThat(get("/api/v2/session", again).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", token).status()).isEqualTo(200);
    }

    @Test
    void one_that_lets_fewer_in_signs_out_whoever_came_in_by_it() {
        String more = "more-" + domain;
        change(Map.of("domains", List.of(domain, more)));
        provider.person("s-1", "seller@" + domain, true);
        String session = accessToken(refreshed(signInThere()));
        change(Map.of("domains", List.of(domain, more, "yet-" + domain), "name", "Renamed"));
        assertThat(get("/api/v2/session", session).status()).isEqualTo(200);

        change(Map.of("domains", List.of(domain, more)));
        assertThat(get("/api/v2/session", session).status()).isEqualTo(401);

        String again = accessToken(refreshed(signInThere()));
        change(Map.of("domains", List.of(domain, more), "issuer", provider.base() + "/elsewhere"));
        assertThat(get("/api/v2/session", again).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", token).status()).isEqualTo(200);
    }

    @Test
    void whoever_is_linked_comes_in_no_more_once_their_domain_is_removed() {
        provider.person("s-1", "seller@" + domain, true);
        refreshed(signInThere());
        String other = "other-" + domain;
        change(Map.of("domains", List.of(other)));
        refused(signInThere(), "other_domain");
        // It is the account's address that counts, whatever the provider says of the person now.
        provider.person("s-1", "seller@" + other, true);
        refused(signInThere(), "other_domain");
        assertThat(refusals()).contains("other_domain");

        change(Map.of("domains", List.of(other, domain)));
        refreshed(signInThere());
    }

    @Test
    void what_is_under_way_at_one_issuer_is_not_ended_at_another() {
        provider.person("s-1", "seller@" + domain, true);
        Away away = begin(organization, id, null);
        URI back = provider.agree(away.authorization());
        change(Map.of("issuer", provider.base() + "/elsewhere"));
        refused(arrive(back, away.cookie()), "lost");
    }

    @Test
    void what_is_offered_depends_on_the_domain_and_tells_of_nobody() {
        account(organization, Role.ADMIN, "known@" + domain, null);
        assertThat(offered("known@" + domain)).containsExactly("Firm");
        assertThat(offered("unknown@" + domain)).containsExactly("Firm");
        assertThat(offered(domain)).containsExactly("Firm");
        assertThat(offered("known@sub." + domain)).isEmpty();
        assertThat(offered("x@elsewhere.test")).isEmpty();
    }

    @Test
    void whoever_is_forgotten_is_nobodys_at_the_provider() {
        Account seller = account(organization, Role.SALES_REP, "seller@" + domain, null);
        provider.person("s-1", "seller@" + domain, true);
        signInThere();
        transactions.write(organization.id(), jdbc -> {
            jdbc.sql("UPDATE accounts SET email = ? WHERE organization_id = ? AND account_id = ?")
                    .params(
                            "erased-" + seller.id() + "@erased.invalid",
                            organization.id().value(),
                            seller.id())
                    .update();
            links.erase(jdbc, organization.id(), java.util.Set.of("seller@" + domain));
            return true;
        });
        long left = transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("SELECT count(*) FROM sign_in_links")
                        .query(Long.class)
                        .single());
        assertThat(left).isZero();
    }

    private List<String> offered(String email) {
        return get("/api/v2/session/provider?email=" + email, null)
                .body()
                .get("items")
                .valueStream()
                .map(item -> item.get("name").asString())
                .toList();
    }

    private List<String> audited() {
        return entries("action");
    }

    private List<String> refusals() {
        return entries("reason");
    }

    private List<String> entries(String what) {
        awaitViews(organization);
        return get("/api/v2/audit?limit=100", token)
                .body()
                .get("items")
                .valueStream()
                .map(item -> item.get(what).asString(""))
                .toList();
    }
}
