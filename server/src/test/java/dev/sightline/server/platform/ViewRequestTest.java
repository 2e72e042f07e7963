package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.RowMapper;

/** R4: a tag is good for who has it, for what they asked, and for as long as nothing has changed; each of these alone makes another. */
class ViewRequestTest {
    private static final OrganizationId ONE = new OrganizationId(1);
    private static final OrganizationId OTHER = new OrganizationId(2);
    private static final String URL = "/api/v2/opportunities?limit=7";
    private static final Freshness THEN = new Freshness(
            7,
            Instant.parse("2026-03-04T10:00:00Z"),
            null,
            Instant.parse("2026-03-04T11:00:00Z"),
            "idle",
            true,
            null,
            3,
            "7.3");

    @Test
    void the_same_question_of_the_same_viewer_has_one_tag() {
        assertThat(tag(ONE, "Ann", URL, "era", THEN)).isEqualTo(tag(ONE, "Ann", URL, "era", THEN));
        assertNotModified(ONE, "Ann", true);
    }

    @Test
    void another_viewer_or_organisation_has_another_tag_though_all_else_is_equal() {
        assertNotModified(ONE, "Bob", false);
        assertNotModified(OTHER, "Ann", false);
        // Nothing of one part may be taken for the beginning of the next.
        assertThat(tag(new OrganizationId(11), "Ann", URL, "era", THEN))
                .isNotEqualTo(tag(ONE, "1Ann", URL, "era", THEN));
    }

    @Test
    void so_has_another_question_another_version_and_each_change_of_how_things_stand() {
        String tag = tag(ONE, "Ann", URL, "era", THEN);
        assertThat(tag(ONE, "Ann", URL + "0", "era", THEN)).isNotEqualTo(tag);
        assertThat(tag(ONE, "Ann", URL, "another era", THEN)).isNotEqualTo(tag);
        Instant later = Instant.parse("2026-03-04T12:00:00Z");
        for (Freshness changed : List.of(
                new Freshness(8, THEN.asOf(), null, THEN.nextSyncAt(), "idle", true, null, 3, "7.3"),
                new Freshness(7, later, null, THEN.nextSyncAt(), "idle", true, null, 3, "7.3"),
                new Freshness(7, THEN.asOf(), later, THEN.nextSyncAt(), "idle", true, null, 3, "7.3"),
                new Freshness(7, THEN.asOf(), null, later, "idle", true, null, 3, "7.3"),
                new Freshness(7, THEN.asOf(), null, THEN.nextSyncAt(), "failing", true, null, 3, "7.3"),
                new Freshness(7, THEN.asOf(), null, THEN.nextSyncAt(), "idle", false, null, 3, "7.3"),
                new Freshness(7, THEN.asOf(), null, THEN.nextSyncAt(), "idle", true, later, 3, "7.3"),
                new Freshness(7, THEN.asOf(), null, THEN.nextSyncAt(), "idle", true, null, 4, "7.3"),
                // A view that is ahead has moved, and the one behind it has not.
                new Freshness(7, THEN.asOf(), null, THEN.nextSyncAt(), "idle", true, null, 3, "7.3 9.0"))) {
            assertThat(tag(ONE, "Ann", URL, "era", changed))
                    .as(changed.toString())
                    .isNotEqualTo(tag);
        }
    }

    @Test
    void both_ways_to_answer_give_the_same_tag() {
        ResponseEntity<String> together = request(null).answerTogether(ONE, "Ann", asking -> {
            asking.among(new NoQuestions());
            return "rows";
        });
        assertThat(together.getHeaders().getETag()).isEqualTo(tag(ONE, "Ann", URL, "era", THEN));
    }

    /** Whether Ann's tag of the organisation {@code ONE} is taken for the answer, however the answer is put together. */
    private static void assertNotModified(OrganizationId organization, String viewer, boolean expected) {
        String tag = tag(ONE, "Ann", URL, "era", THEN);
        int status = expected ? 304 : 200;
        assertThat(request(tag)
                        .answer(organization, viewer, freshness -> "rows")
                        .getStatusCode()
                        .value())
                .isEqualTo(status);
        assertThat(request(tag)
                        .answerTogether(organization, viewer, asking -> {
                            asking.among(new NoQuestions());
                            return "rows";
                        })
                        .getStatusCode()
                        .value())
                .isEqualTo(status);
    }

    private static ViewRequest request(@Nullable String ifNoneMatch) {
        return new ViewRequest(new Still(THEN), 0, "era", URL, ifNoneMatch);
    }

    private static String tag(OrganizationId organization, String viewer, String url, String era, Freshness freshness) {
        ResponseEntity<String> answer =
                new ViewRequest(new Still(freshness), 0, era, url, null).answer(organization, viewer, any -> "rows");
        return String.valueOf(answer.getHeaders().getETag());
    }

    /** Equally fresh in every organisation. */
    private record Still(Freshness freshness) implements FreshnessSource {
        @Override
        public Freshness of(OrganizationId organization) {
            return freshness;
        }

        @Override
        public Supplier<Freshness> ask(OrganizationId organization, Questions questions) {
            return () -> freshness;
        }

        @Override
        public boolean await(OrganizationId organization, long position, Duration atMost) {
            return position <= freshness.position();
        }
    }

    private static final class NoQuestions implements Questions {
        @Override
        public <T> Supplier<List<T>> ask(
                String query, Map<String, ? extends @Nullable Object> named, RowMapper<T> mapper) {
            throw new IllegalStateException("nothing is to be asked");
        }
    }
}
