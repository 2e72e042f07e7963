package dev.sightline.server.odoo.jobs;

import static dev.sightline.server.odoo.sync.SyncRun.Kind.DELETIONS;
import static dev.sightline.server.odoo.sync.SyncRun.Kind.FULL;
import static dev.sightline.server.odoo.sync.SyncRun.Kind.INCREMENTAL;
import static dev.sightline.server.odoo.sync.SyncRun.Kind.RESCAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.Sources.Source;
import dev.sightline.server.odoo.sync.SyncRun;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingRequestsTest {
    private static final Source HERE = source("http://here.test");
    private static final Source ELSEWHERE = source("http://elsewhere.test");
    private static final SyncRequest CONFIRMED = new SyncRequest(DELETIONS, "test", true, Set.of());

    private final WaitingRequests waiting = new WaitingRequests();

    private static Source source(String url) {
        return new Source(new Endpoint(URI.create(url), "db", "login", "key"), false);
    }

    private static SyncRequest wish(SyncRun.Kind kind) {
        return SyncRequest.of(kind, "test");
    }

    private List<SyncRequest> taken() {
        List<SyncRequest> all = new ArrayList<>();
        for (SyncRequest next = waiting.first(); next != null; next = waiting.first()) {
            all.add(next);
            waiting.removeFirst();
        }
        return all;
    }

    @Test
    void aSmallerWishDoesNotTakeThePlaceOfAGreaterOne() {
        waiting.add(wish(FULL), HERE);
        waiting.add(wish(INCREMENTAL), HERE);
        waiting.add(wish(RESCAN), HERE);
        assertThat(taken()).containsExactly(wish(FULL));

        waiting.add(wish(INCREMENTAL), HERE);
        waiting.add(wish(FULL), HERE);
        assertThat(taken()).containsExactly(wish(FULL));
    }

    @Test
    void confirmedDeletionsStayConfirmedAndWhatTheyDoNotCoverFollows() {
        waiting.add(wish(DELETIONS), HERE);
        waiting.add(CONFIRMED, HERE);
        waiting.add(wish(DELETIONS), HERE);
        waiting.add(wish(FULL), HERE);
        assertThat(taken()).containsExactly(CONFIRMED, wish(FULL));
    }

    @Test
    void whatWasConfirmedOfAnotherOdooIsOver() {
        waiting.add(CONFIRMED, HERE);
        waiting.add(wish(INCREMENTAL), ELSEWHERE);
        assertThat(taken()).containsExactly(wish(INCREMENTAL));

        waiting.add(CONFIRMED, HERE);
        waiting.keepOnly(null);
        assertThat(waiting.isEmpty()).isTrue();
    }
}
