package dev.sightline.server.attacks;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.server.MappedEndpoint;
import dev.sightline.server.ServerTest;
import dev.sightline.server.WebhookSignature;
import dev.sightline.server.identity.Role;
import dev.sightline.server.odoo.connections.Webhooks;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.tenancy.Organization;
import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * SQL and odd text in every text that the server takes: each parameter, header, cookie and field of each endpoint, so a new one is tried by
 * itself. None is a fault of the server (5xx), and none brings anything of another organisation, or of a colleague.
 */
class InjectionIT extends AttackTest {
    private static final String OTHERS = "OMEGA-OF-THE-OTHER";
    private static final String COLLEAGUES = "BETA-OF-THE-COLLEAGUE";
    /** How many texts each endpoint meets in what is read of every request: all of them in turn, as it is not the endpoint that reads it. */
    private static final int EVERYWHERE = 3;

    /** What a database's or a driver's own message has. As words: among the letters of a key that is made at random, SQL comes by itself. */
    private static final Pattern TELLS_OF_SQL =
            Pattern.compile("(?<![\\w-])SQL(?![\\w-])|SQLException|SQLSTATE|SqlGrammar");

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    @Autowired
    private Webhooks webhooks;

    private Organization organization;
    private Organization other;
    private String member;
    private int everywhere;
    private int places;

    @BeforeEach
    void twoOrganisations() {
        organization = organization();
        other = organization();
        for (Organization each : List.of(organization, other)) {
            fill(each, each == other ? OTHERS : "ALPHA", "1");
            fill(each, each == other ? OTHERS : COLLEAGUES, "2");
        }
        account(other, Role.ADMIN);
        member = account(organization, Role.SALES_REP).id().toString();
        awaitViews(organization);
        awaitViews(other);
    }

    private void fill(Organization each, String mark, String number) {
        String owner = "u" + number;
        var now = clock.instant();
        append(each, "user/" + owner, now, user(mark));
        append(each, "account/a" + number, now, customer(mark, owner));
        append(each, "opportunity/o" + number, now, deal(mark, "a" + number, null, owner, null, now));
        append(
                each,
                "activity/c" + number,
                now,
                new ActivityPlanned(new ActivityDetails(
                        null, mark, owner, LocalDate.of(2026, 3, 4), "account", "a" + number, mark, now)));
    }

    @Test
    void nothing_that_is_written_into_a_parameter_or_a_field_is_more_than_text() {
        expectAnswersMeanwhile(50);
        long before = log.lastPosition(other.id());
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        JsonNode description = get("/api/v2/openapi.json", null).body();
        for (MappedEndpoint endpoint : MappedEndpoint.all(mappings)) {
            boolean platform = endpoint.permission().equals("manage_organizations");
            tried += attack(endpoint, description, platform ? Role.SUPER_ADMIN : Role.ADMIN, wrong);
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(4_000);
        assertThat(log.lastPosition(other.id())).isEqualTo(before);
        assertThat(get("/api/v2/opportunities/o1", signIn(account(other, Role.CEO)))
                        .text())
                .contains(OTHERS);
    }

    @Test
    void nothing_of_a_colleague_comes_by_what_a_sales_representative_writes() {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        JsonNode description = get("/api/v2/openapi.json", null).body();
        for (MappedEndpoint endpoint : MappedEndpoint.all(mappings)) {
            String permission = endpoint.permission();
            if (permission.equals("signed_in")
                    || !permission.equals("open")
                            && Role.SALES_REP.permissions().contains(endpoint.needed())) {
                tried += attack(endpoint, description, Role.SALES_REP, wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(1_000);
        try (AttackingCaller seller = caller(Role.SALES_REP, 45)) {
            for (String list : List.of("opportunities", "accounts", "activities")) {
                assertThat(get("/api/v2/" + list, seller.token()).text())
                        .contains("ALPHA")
                        .doesNotContain(COLLEAGUES);
            }
        }
    }

    @Test
    void a_webhook_that_is_signed_takes_what_it_brings_for_text() {
        Webhooks.Made webhook = webhook();
        long before = log.lastPosition(organization.id());
        List<String> wrong = new ArrayList<>();
        String place =
                "/webhooks/odoo/" + organization.slug() + "/" + webhook.secret().value();
        int taken = 0;
        for (String text : Attacks.ALL) {
            String quoted = AttackedBodies.escaped(text);
            for (String body : List.of(
                    quoted,
                    "[" + quoted + "]",
                    "{" + quoted + ": {" + quoted + ": [" + quoted + "]}}",
                    "{\"_model\": " + quoted + ", \"_id\": 1}",
                    "{\"_model\": \"crm.lead\", \"_id\": " + quoted + "}",
                    "{\"_model\": \"crm.lead\", \"_id\": 1, \"name\": " + quoted + ", \"more\": {\"deep\": [" + quoted
                            + "]}}")) {
                String now = Long.toString(clock.instant().getEpochSecond());
                String signature =
                        WebhookSignature.of(now, body, webhook.hmacKey().value());
                Response answer =
                        post(place, body, null, "X-Sightline-Timestamp", now, "X-Sightline-Signature", signature);
                taken += answer.status() == 202 ? 1 : 0;
                if (answer.status() != 202 && answer.status() != 400) {
                    wrong.add(body + ": " + answer.status() + " " + answer.text());
                }
                look("POST", place, body, answer, Role.ADMIN, wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).as("those that only say more than is asked").isGreaterThan(30);
        assertThat(log.lastPosition(organization.id())).isEqualTo(before);
    }

    @Test
    void a_parameter_that_is_given_twice_is_refused() {
        String token = signIn(account(organization, Role.ADMIN));
        for (String twice :
                List.of("q=a&q=b", "scope=mine&scope=team", "limit=1&limit=500", "min_position=0&min_position=1")) {
            Response response = get("/api/v2/opportunities?" + twice, token);
            assertThat(response.code()).as(twice).isEqualTo("repeated_parameter");
        }
        assertThat(post("/api/v2/session?email=x@example.com", "{}", null).code())
                .isEqualTo("unknown_parameter");
    }

    /** How much was tried. */
    private int attack(MappedEndpoint endpoint, JsonNode description, Role role, List<String> wrong) {
        int tried = 0;
        JsonNode operation = description
                .path("paths")
                .path(endpoint.path())
                .path(endpoint.method().toLowerCase(Locale.ROOT));
        try (AttackingCaller caller = caller(role, endpoint.path().endsWith("/export") ? 18 : 45)) {
            for (Map.Entry<String, String> parameter : AttackedParameters.of(endpoint, operation)) {
                String name = parameter.getKey();
                List<String> texts = texts(role);
                boolean address = parameter.getValue().equals("path")
                        || parameter.getValue().equals("query");
                for (String value : address ? Attacks.inAddresses(texts) : Attacks.inHeaders(texts)) {
                    tried++;
                    String place = place(endpoint.path(), name, value);
                    switch (parameter.getValue()) {
                        case "path" -> check(endpoint, place, null, caller, wrong);
                        case "query" -> check(endpoint, place + "?" + name + "=" + value, null, caller, wrong);
                        case "cookie" -> check(endpoint, place, null, caller, wrong, "Cookie", name + "=" + value);
                        default -> check(endpoint, place, null, caller, wrong, name, value);
                    }
                }
            }
            for (String body : bodies(endpoint, description, operation, role)) {
                tried++;
                check(endpoint, place(endpoint.path(), "", ""), body, caller, wrong);
            }
            for (int i = 0; i < EVERYWHERE; i++) {
                tried++;
                List<String> headers = Attacks.inHeaders(Attacks.ALL);
                String text = headers.get(everywhere++ % headers.size());
                check(
                        endpoint,
                        place(endpoint.path(), "", ""),
                        null,
                        caller,
                        wrong,
                        AttackedParameters.everywhere(text));
            }
        }
        return tried;
    }

    /** To who sees everything, all of them in turn; to who does not, what might widen it. */
    private List<String> texts(Role role) {
        return role == Role.SALES_REP ? Attacks.WIDENING : Attacks.at(places++);
    }

    private List<String> bodies(MappedEndpoint endpoint, JsonNode description, JsonNode operation, Role role) {
        AttackedBodies bodies = new AttackedBodies(description, ServerTest::nextNumber);
        boolean undescribed = operation.isMissingNode()
                && Arrays.stream(endpoint.handler().getMethodParameters())
                        .anyMatch(parameter -> parameter.hasParameterAnnotation(RequestBody.class));
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        List<String> all = new ArrayList<>();
        for (String text : texts(role)) {
            all.addAll(undescribed ? List.of(text, AttackedBodies.escaped(text)) : bodies.of(schema, text));
        }
        if (role != Role.SALES_REP) {
            for (String text : List.of(Attacks.WIDENING.getFirst(), "a\u0000b", "A".repeat(3_000))) {
                all.addAll(bodies.ofWrongKinds(schema, text));
            }
        }
        return all;
    }

    private void check(
            MappedEndpoint endpoint,
            String place,
            @Nullable String body,
            AttackingCaller caller,
            List<String> wrong,
            String... headers) {
        String asked = endpoint.method().startsWith("P") && body == null ? "{}" : body;
        String[] all = headers.length == 0 ? new String[] {"Cookie", "sightline_refresh=' OR 1=1 --"} : headers;
        HttpRequest request = request(endpoint.method(), place, asked, caller.token(), all);
        look(endpoint.method(), place, asked, send(caller.client(), request), caller.role(), wrong);
    }

    private static void look(
            String method, String place, @Nullable String asked, Response response, Role role, List<String> wrong) {
        String text = response.text();
        // Who comes there directly is told of a fault that was none.
        boolean fault = response.status() >= 500 && !place.startsWith("/error");
        if (fault
                // Whoever guesses their own password has to wait.
                || response.status() == 429 && !text.contains("too_many_attempts")
                || text.contains(OTHERS)
                || role == Role.SALES_REP && text.contains(COLLEAGUES)
                || TELLS_OF_SQL.matcher(text).find()
                || text.contains("syntax error")
                || response.header("X-Injected") != null) {
            wrong.add("%s %s %s: %d %s".formatted(method, place, asked, response.status(), text));
        }
    }

    private AttackingCaller caller(Role role, int each) {
        return new AttackingCaller(
                role,
                each,
                () -> elsewhere(nextNumber()),
                () -> signIn(account(
                        role == Role.SUPER_ADMIN ? organizations.own() : organization,
                        role,
                        "attacker" + nextNumber() + "@example.com",
                        role == Role.SALES_REP ? "user-u1" : null)));
    }

    /** An address that lets in; made anew each time, as what is attacked may have ended the one before. */
    private Webhooks.Made webhook() {
        return webhooks.make(organization.id(), true, Caller.program("test"));
    }

    /** The path with what is there in the place of ids, and the attack in the place of one. */
    private String place(String path, String name, String value) {
        return path.replace("{" + name + "}", value)
                .replaceAll("(?<=/members/)\\{id}", member)
                .replaceAll("(?<=/opportunities/)\\{id}", "o1")
                .replaceAll("(?<=/accounts/)\\{id}", "a1")
                .replace("{name}", "sales")
                .replace("{position}", "1")
                .replace("{integration}", organization.slug())
                .replace(
                        "{secret}",
                        path.contains("{secret}") ? webhook().secret().value() : "")
                .replaceAll("\\{[^}]*}", "00000000-0000-4000-8000-000000000000");
    }
}
