package dev.sightline.server.odoo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.jobs.Job;
import dev.sightline.server.odoo.sync.SyncModel;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobAnswerTest {
    private static final Instant BEGUN = Instant.parse("2026-11-28T10:00:00Z");

    private static JobAnswer.ProgressAnswer progress(@Nullable Instant since, long done, Instant now) {
        Job job = new Job(
                new UUID(0, 1),
                "first",
                "running",
                "test",
                BEGUN,
                null,
                SyncModel.LEAD,
                since,
                done,
                1000L,
                0,
                null,
                Map.of());
        return Objects.requireNonNull(JobAnswer.of(job, now).progress());
    }

    @Test
    void whatIsLeftFollowsFromThePaceOfThePresentModel() {
        // An hour of contacts, then ten seconds for a tenth of the leads.
        Instant since = BEGUN.plusSeconds(3600);
        JobAnswer.ProgressAnswer progress = progress(since, 100, since.plusSeconds(10));
        assertThat(progress.percent()).isEqualTo(10);
        assertThat(progress.etaSeconds()).isEqualTo(90);
    }

    @Test
    void nothingIsSaidWhereItIsNotKnown() {
        assertThat(progress(BEGUN, 0, BEGUN.plusSeconds(5)).etaSeconds()).isNull();
        assertThat(progress(null, 100, BEGUN.plusSeconds(5)).etaSeconds()).isNull();
        assertThat(progress(BEGUN, 1000, BEGUN.plusSeconds(5)).etaSeconds()).isNull();
    }
}
