package dev.sightline.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An organisation with a provider, its domain and its administrator; and a browser that signs in there. */
abstract class ProviderTest extends ServerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    protected StrictProvider provider;
    protected Organization organization;
    protected Account admin;
    protected String token;
    protected String domain;
    protected String id;

    @BeforeEach
    void anOrganizationWithAProvider() throws IOException {
        provider = new StrictProvider(clock);
        organization = organization();
        admin = account(organization, Role.ADMIN);
        token = signIn(admin);
        domain = "firm" + NUMBER.incrementAndGet() + ".test";
        id = add(organization, token, Map.of()).body().get("id").asString();
        provider.redirect = redirectUri(organization);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    protected String redirectUri(Organization organization) {
        return address("/api/v2/session/provider/" + organization.slug()).toString();
    }

    /** Adds the provider to the organisation; {@code changes} to what is good. */
    protected Response add(Organization to, String token, Map<String, Object> changes) {
        return post("/api/v2/sign-in-providers", wish(changes), token);
    }

    protected String wish(Map<String, Object> changes) {
        Map<String, Object> wish = new java.util.HashMap<>(Map.of(
                "kind",
                "OIDC",
                "name",
                "Firm",
                "issuer",
                provider.base() + provider.path,
                "domains",
                List.of(domain),
                "client_id",
                StrictProvider.CLIENT,
                "client_secret",
                StrictProvider.SECRET));
        wish.putAll(changes);
        return json.writeValueAsString(wish);
    }

    /** Changes the provider; {@code changes} to what is good. */
    protected void change(Map<String, Object> changes) {
        Response changed = send("PUT", "/api/v2/sign-in-providers/" + id, wish(changes), token);
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    }

    /** A browser: the cookie that it got when it began, and where the provider sends it. */
    protected record Away(String cookie, URI authorization) {}

    protected Away begin(Organization at, String provider, @Nullable String to) {
        Response begun = post(
                "/api/v2/session/provider",
                json.writeValueAsString(new java.util.HashMap<>(
                        Map.of("organization", at.slug(), "provider", provider, "to", to == null ? "/" : to))),
                null);
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        return new Away(
                sessionCookie(begun),
                URI.create(begun.body().get("authorization_url").asString()));
    }

    /** What comes of it when the browser arrives from the provider. */
    protected Response arrive(URI at, @Nullable String cookie) {
        String path = at.getRawPath() + (at.getRawQuery() == null ? "" : "?" + at.getRawQuery());
        return cookie == null ? get(path, null) : get(path, null, "Cookie", cookie);
    }

    /** Of the address that the provider sends the browser back to. */
    protected static String parameter(URI back, String name) {
        return List.of(back.getRawQuery().split("&")).stream()
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    protected Response signInThere() {
        Away away = begin(organization, id, "/team");
        return arrive(provider.agree(away.authorization()), away.cookie());
    }

    /** The session of whoever has arrived. */
    protected Response refreshed(Response arrived) {
        assertThat(arrived.status()).isEqualTo(303);
        String cookie = arrived.http().headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith("sightline_refresh="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no session: " + arrived.header("Location")))
                .split(";", 2)[0];
        Response session = post("/api/v2/session/refresh", "{}", null, "Cookie", cookie);
        assertThat(session.status()).isEqualTo(200);
        return session;
    }

    protected String accessToken(Response session) {
        return session.body().get("access_token").asString();
    }

    protected void refused(Response arrived, String problem) {
        assertThat(arrived.status()).isEqualTo(303);
        assertThat(arrived.header("Location")).isEqualTo("/sign-in?problem=" + problem);
        assertThat(arrived.http().headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("sightline_refresh="));
    }
}
