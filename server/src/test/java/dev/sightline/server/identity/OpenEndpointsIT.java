package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.FilledTest;
import dev.sightline.server.MappedEndpoint;
import dev.sightline.server.odoo.connections.Webhooks;
import dev.sightline.server.platform.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** R4: what anybody may call gives nothing of anybody away, whoever calls it and whatever they know of names and addresses. */
class OpenEndpointsIT extends FilledTest {
    private static final String MARK = "OMEGA";

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    @Autowired
    private Webhooks webhooks;

    private Filled theirs;
    private String webhook;

    @BeforeEach
    void somebody() {
        theirs = filled(MARK);
        webhook = webhooks.make(theirs.organization().id(), true, Caller.program("test"))
                .secret()
                .value();
    }

    @Test
    void what_anybody_may_call_tells_nothing_of_anybody() {
        String email = theirs.seller().email();
        String slug = theirs.organization().slug();
        List<String> bodies = List.of(
                "",
                "{}",
                "[]",
                "{\"email\": \"" + email + "\"}",
                "{\"email\": \"" + email + "\", \"password\": \"not the password\"}",
                "{\"email\": \"" + email + "\", \"password\": \"not the password\", \"organization\": \"" + slug
                        + "\"}",
                "{\"organization\": \"" + slug + "\", \"provider\": \""
                        + theirs.ids().session() + "\"}",
                "{\"token\": \"" + theirs.ids().invitation() + "\"}",
                "{\"token\": \"" + "A".repeat(43)
                        + "\", \"name\": \"Somebody\", \"password\": \"quite another horse\"}",
                "{\"challenge\": \"" + theirs.ids().session() + "\", \"code\": \"000000\"}",
                "{\"_model\": \"crm.lead\", \"_id\": 1}");
        String elsewhere = filled("ALPHA").adminToken();
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (MappedEndpoint endpoint : MappedEndpoint.all(mappings)) {
            if (!endpoint.permission().equals("open")) {
                continue;
            }
            for (String place : places(endpoint.path(), slug)) {
                for (String body : endpoint.method().startsWith("P") ? bodies : List.of("")) {
                    for (String token : new String[] {null, elsewhere, theirs.adminToken()}) {
                        asked++;
                        Response answer = send(endpoint.method(), place, body.isEmpty() ? null : body, token);
                        if (answer.status() >= 500 && !place.equals("/error") || tells(answer.text())) {
                            wrong.add("%s %s %s: %d %s"
                                    .formatted(endpoint.method(), place, body, answer.status(), answer.text()));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(300);
    }

    private List<String> places(String path, String slug) {
        return path.contains("{")
                ? List.of(
                        path.replace("{organization}", slug)
                                .replace("{integration}", slug)
                                .replace("{secret}", webhook)
                                .replaceAll("\\{[^}]*}", slug),
                        path.replaceAll("\\{[^}]*}", slug),
                        path.replaceAll("\\{[^}]*}", "nobody-at-all"))
                : List.of(path);
    }

    /** Texts and keys of theirs alike, whatever their case. */
    private boolean tells(@Nullable String text) {
        String small = String.valueOf(text).toLowerCase(Locale.ROOT);
        return small.contains(MARK.toLowerCase(Locale.ROOT))
                || small.contains(theirs.seller().id().toString())
                || small.contains(theirs.admin().id().toString());
    }
}
