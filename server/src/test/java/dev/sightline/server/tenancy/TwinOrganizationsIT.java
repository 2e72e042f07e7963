package dev.sightline.server.tenancy;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.MappedEndpoint;
import dev.sightline.server.platform.ViewRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * R4: two organisations with the same ids, the same e-mails and the same person at the keyboard. A mark in each text tells whose it
 * is; nothing with the other's mark may come, by whatever door.
 */
class TwinOrganizationsIT extends TwinTest {
    /** What stands in the paths of those that name one record. */
    private static final Map<String, String> RECORDS =
            Map.of("/api/v2/opportunities/{id}", "o1", "/api/v2/accounts/{id}", "a1");

    private static final List<String> UNTAGGED =
            List.of("/api/v2/members", "/api/v2/api-keys", "/api/v2/sync", "/api/v2/sync/jobs");

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    /** Those whose answers carry a tag: all that take a {@code ViewRequest}. */
    private List<String> tagged() {
        List<String> paths = MappedEndpoint.all(mappings).stream()
                .filter(endpoint -> Stream.of(endpoint.handler().getMethodParameters())
                        .anyMatch(parameter -> parameter.getParameterType() == ViewRequest.class))
                .map(MappedEndpoint::path)
                .distinct()
                .map(path -> path.endsWith("{id}") ? path.replace("{id}", RECORDS.getOrDefault(path, "{id}")) : path)
                .toList();
        assertThat(paths).hasSizeGreaterThanOrEqualTo(10).noneMatch(path -> path.contains("{"));
        return paths;
    }

    @Test
    void no_view_shows_anything_of_the_other() {
        for (String view : Stream.concat(tagged().stream(), UNTAGGED.stream()).toList()) {
            assertThat(get(view, first).text()).as(view).doesNotContain("OMEGA");
            assertThat(get(view, second).text()).as(view).doesNotContain("ALPHA");
        }
        assertThat(get("/api/v2/opportunities/o1", first).text()).contains("ALPHA");
        assertThat(get("/api/v2/opportunities/o1", second).text()).contains("OMEGA");
        assertThat(get("/api/v2/audit", first).text()).doesNotContain(secondOrganization.slug());
    }

    @Test
    void no_tag_of_one_is_an_answer_in_the_other() {
        farFromTheEndOfTags();
        becomeEquallyFresh();
        assertThat(freshness.of(firstOrganization.id())).isEqualTo(freshness.of(secondOrganization.id()));
        for (String view : tagged()) {
            String tag = Objects.requireNonNull(get(view, first).header("ETag"), view);
            assertThat(get(view, second).header("ETag")).as(view).isNotEqualTo(tag);
            Response other = get(view, second, "If-None-Match", tag);
            assertThat(other.status()).as(view).isEqualTo(200);
            assertThat(other.text()).as(view).doesNotContain("ALPHA");
            assertThat(get(view, first, "If-None-Match", tag).status())
                    .as("its own, after that: " + view)
                    .isEqualTo(304);
        }
        for (String view : UNTAGGED) {
            assertThat(get(view, first).header("ETag")).as(view).isNull();
        }
    }

    @Test
    void with_the_same_names_and_ids_each_still_sees_its_own() {
        farFromTheEndOfTags();
        List<Organization> both = List.of(firstOrganization, secondOrganization);
        for (Organization each : both) {
            append(each, "account/same", clock.instant(), customer("The same"));
            append(each, "opportunity/same", clock.instant(), deal("The same", "same", clock.instant()));
        }
        becomeEquallyFresh();
        String one = "/api/v2/opportunities/same";
        assertThat(get(one, first).body().get("name"))
                .isEqualTo(get(one, second).body().get("name"));
        for (String view : List.of(one, "/api/v2/opportunities?q=the+same", "/api/v2/accounts?q=the+same")) {
            String tag = Objects.requireNonNull(get(view, first).header("ETag"), view);
            assertThat(get(view, second, "If-None-Match", tag).status())
                    .as(view)
                    .isEqualTo(200);
        }
        for (String token : List.of(first, second)) {
            assertThat(get("/api/v2/opportunities?q=the+same", token).body().get("items"))
                    .as("once, not twice")
                    .hasSize(1);
            assertThat(get("/api/v2/dashboard", token)
                            .body()
                            .at("/kpis/open/value")
                            .asInt())
                    .isEqualTo(4);
        }

        append(secondOrganization, "opportunity/same", clock.instant(), new CrmEvent.OpportunityDeleted());
        awaitViews(secondOrganization);

        assertThat(get(one, second).status()).isEqualTo(404);
        assertThat(get(one, first).status()).isEqualTo(200);
        assertThat(get("/api/v2/accounts/same", second).status()).isEqualTo(200);
    }

    /** The same position at the same moment in both, so that nothing but whose it is tells the tags apart. */
    private void becomeEquallyFresh() {
        List<Organization> both = List.of(firstOrganization, secondOrganization);
        long furthest = both.stream()
                .mapToLong(each -> log.lastPosition(each.id()))
                .max()
                .orElseThrow();
        for (Organization each : both) {
            for (int i = 0; log.lastPosition(each.id()) < furthest; i++) {
                append(each, "user/filler" + i, clock.instant(), user(mark(each)));
            }
        }
        for (Organization each : both) {
            awaitViews(each);
            transactions.write(
                    each.id(), jdbc -> jdbc.sql("""
                            UPDATE projection_checkpoints SET recorded_at = '2026-03-04T10:00:00Z', revision = 0
                            WHERE organization_id = ?
                            """).param(each.id().value()).update());
        }
    }

    @Test
    void what_a_source_sends_twice_is_known_within_its_own_organisation_only() {
        for (Organization each : List.of(firstOrganization, secondOrganization)) {
            long before = log.lastPosition(each.id());
            for (int i = 0; i < 2; i++) {
                String mark = mark(each);
                CrmEvent.OpportunityCreated fact = deal(mark, "a1", clock.instant());
                log.append(
                        each.id(),
                        List.of(new StreamAppend(
                                StreamId.parse("opportunity/twice"),
                                ExpectedVersion.any(),
                                List.of(new NewEvent(
                                        UUID.randomUUID(),
                                        EventCodec.typeOf(fact),
                                        EventCodec.versionOf(fact),
                                        clock.instant(),
                                        new EventCodec().write(fact),
                                        new EventOrigin("odoo", "the-same-in-both", null, null, null))))));
            }
            assertThat(log.lastPosition(each.id())).as(each.slug()).isEqualTo(before + 1);
        }
        awaitViews(firstOrganization);
        awaitViews(secondOrganization);
        assertThat(get("/api/v2/opportunities/twice", first).text())
                .contains("ALPHA")
                .doesNotContain("OMEGA");
        assertThat(get("/api/v2/opportunities/twice", second).text())
                .contains("OMEGA")
                .doesNotContain("ALPHA");
    }

    @Test
    void a_search_finds_ones_own_and_an_error_says_nothing_of_the_other() {
        assertThat(get("/api/v2/opportunities?q=omega", first).body().get("items"))
                .isEmpty();
        assertThat(get("/api/v2/opportunities?q=omega", second).body().get("items"))
                .hasSize(3);
        append(secondOrganization, "opportunity/o9", clock.instant(), deal("OMEGA", "a1", clock.instant()));
        awaitViews(secondOrganization);
        Response missing = get("/api/v2/opportunities/o9", first);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).doesNotContain("OMEGA");
        assertThat(missing.body().get("detail"))
                .isEqualTo(get("/api/v2/opportunities/o10", first).body().get("detail"));
    }

    @Test
    void no_parameter_names_another_organisation() {
        for (String parameter : List.of("organization", "organization_id", "org", "tenant")) {
            String query = "?" + parameter + "=" + secondOrganization.slug();
            assertThat(get("/api/v2/opportunities" + query, first).code()).isEqualTo("unknown_parameter");
        }
        Response header = get("/api/v2/opportunities", first, "X-Organization", secondOrganization.slug());
        assertThat(header.text()).contains("ALPHA").doesNotContain("OMEGA");
    }
}
