package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.testkit.chaos.Chaos;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the chaos program, in which everything happens; {@code ./sightline chaos} runs it for as long as one likes. */
class ChaosIT {
    @Test
    void promises_are_kept_while_processes_and_the_database_are_killed(@TempDir Path folder) throws Exception {
        long seed = Seeds.take(1).findFirst().orElseThrow();
        System.out.println("seed: repeat with -Dsightline.seed=" + seed);
        try (Chaos chaos = new Chaos(seed, Duration.ofSeconds(8), folder)) {
            chaos.run(Duration.ofSeconds(10), Long.MAX_VALUE);

            System.out.println(chaos.figures());
            assertThat(chaos.figures())
                    .isNotEmpty()
                    .allSatisfy((what, count) -> assertThat(count).as(what).isPositive());
            assertThat(chaos.figures().get("read_again"))
                    .isEqualTo(chaos.figures().get("events"));
        }
    }
}
