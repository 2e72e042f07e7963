package dev.sightline.server.platform.web;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.ViewRequest;
import dev.sightline.server.tenancy.Organization;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who asks a view again gets 304 only where the very same answer would come: for every view there is. */
class ViewTagsIT extends ServerTest {
    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    private Organization organization;
    private String viewer;

    /** A view, and the same one asked otherwise. */
    record View(String pattern, String path, String otherwise) {
        @Override
        public String toString() {
            return pattern;
        }
    }

    static List<View> views() {
        return List.of(
                view("/api/v2/dashboard", "scope=team"),
                view("/api/v2/opportunities", "limit=7"),
                new View("/api/v2/opportunities/{id}", "/api/v2/opportunities/o1", "/api/v2/opportunities/o2"),
                view("/api/v2/activities", "limit=7"),
                view("/api/v2/accounts", "limit=7"),
                new View("/api/v2/accounts/{id}", "/api/v2/accounts/a1", "/api/v2/accounts/a2"),
                view("/api/v2/audit", "limit=7"),
                view("/api/v2/users/profile", "min_position=1"),
                view("/api/v2/users/hierarchy", "min_position=1"),
                view("/api/v2/users/access", "limit=7"));
    }

    private static View view(String path, String query) {
        return new View(path, path, path + "?" + query);
    }

    @BeforeEach
    void company() {
        farFromTheEndOfTags();
        organization = organization();
        Instant now = clock.instant();
        append(organization, "user/u1", now, user("Ann"));
        append(organization, "user/u2", now, user("Bob"));
        for (String number : List.of("1", "2")) {
            append(organization, "account/a" + number, now, customer("Customer " + number));
            append(organization, "opportunity/o" + number, now, deal("Deal " + number, null, now));
        }
        viewer = signIn(account(organization, Role.ADMIN));
        awaitViews(organization);
    }

    @Test
    void everyViewIsHere() {
        Set<String> known = requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
                .filter(entry -> Arrays.asList(entry.getValue().getMethod().getParameterTypes())
                        .contains(ViewRequest.class))
                .flatMap(entry -> entry.getKey().getPatternValues().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(views()).extracting(View::pattern).containsExactlyInAnyOrderElementsOf(known);
    }

    @ParameterizedTest
    @MethodSource("views")
    void theSameQuestionOfTheSameViewerIsAnsweredOnce(View view) {
        Response first = ok(view.path(), viewer);
        String tag = tag(first);
        assertThat(tag).startsWith("W/\"" + log.lastPosition(organization.id()) + "-");
        assertThat(first.header("Cache-Control")).contains("private", "no-cache");
        assertThat(first.header("Vary")).containsIgnoringCase("authorization");

        Response again = get(view.path(), viewer, "If-None-Match", "\"other\", " + tag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(tag(again)).isEqualTo(tag);
        assertThat(get(view.path(), viewer, "If-None-Match", "*").status())
                .as("nobody has every answer")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("views")
    void anotherQuestionIsAnswered(View view) {
        Response other = get(view.otherwise(), viewer, "If-None-Match", tag(ok(view.path(), viewer)));

        assertThat(other.status()).as(other.text()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("views")
    void anotherViewersTagIsNoAnswer(View view) {
        // Everybody comes in before: signing in is an event, and after an event no tag is good any more, whosever it
        // is.
        Map<Role, String> others = new EnumMap<>(Role.class);
        for (Role role : List.of(Role.ADMIN, Role.CEO, Role.SALES_REP)) {
            others.put(role, signIn(account(organization, role)));
        }
        String elsewhere = signIn(account(organization(), Role.ADMIN));
        // And is refused before, where they are: the first time is told to the audit log, behind the answer.
        long position = log.lastPosition(organization.id());
        long refused = others.values().stream()
                .filter(other -> get(view.path(), other).status() == 403)
                .count();
        await("refusals are in the log", () -> log.lastPosition(organization.id()) >= position + refused);
        awaitViews(organization);
        String tag = tag(ok(view.path(), viewer));

        others.forEach((role, other) -> {
            Response answer = get(view.path(), other, "If-None-Match", tag);
            assertThat(answer.status())
                    .as("the tag of somebody else, for a " + role)
                    .isNotEqualTo(304)
                    .isEqualTo(get(view.path(), other).status());
        });
        assertThat(get(view.path(), others.get(Role.ADMIN), "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
        assertThat(get(view.path(), elsewhere, "If-None-Match", tag).status()).isNotEqualTo(304);
        assertThat(get(view.path(), null, "If-None-Match", tag).status()).isEqualTo(401);
        assertThat(get(view.path(), viewer, "If-None-Match", tag).status())
                .as("its own viewer's, after all of that")
                .isEqualTo(304);
    }

    @ParameterizedTest
    @MethodSource("views")
    void aNewEventIsANewAnswer(View view) {
        String before = tag(ok(view.path(), viewer));

        long position = append(organization, "opportunity/o1", clock.instant(), new OpportunityWon(clock.instant()));
        String path = view.path() + "?min_position=" + position;
        Response after = get(path, viewer, "If-None-Match", before);

        assertThat(after.status()).isEqualTo(200);
        assertThat(tag(after)).startsWith("W/\"" + position + "-");
        assertThat(after.body().at("/freshness/position").asLong()).isEqualTo(position);
        assertThat(get(view.path(), viewer, "If-None-Match", before).status()).isEqualTo(200);
        assertThat(get(path, viewer, "If-None-Match", tag(after)).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @MethodSource("views")
    void whatNobodyHasReachedIsNotWaitedFor(View view) {
        long position = log.lastPosition(organization.id());

        Response beyond = get(view.path() + "?min_position=" + (position + 1000), viewer);

        assertThat(beyond.status()).isEqualTo(200);
        assertThat(beyond.body().at("/freshness/position").asLong()).isEqualTo(position);
        assertThat(get(view.path() + "?min_position=soon", viewer).status()).isEqualTo(400);
    }

    private Response ok(String path, String token) {
        Response response = get(path, token);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response;
    }

    private static String tag(Response response) {
        return Objects.requireNonNull(response.header("ETag"));
    }
}
