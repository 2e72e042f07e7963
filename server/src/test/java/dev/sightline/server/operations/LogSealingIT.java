package dev.sightline.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.seal.Sealer;
import dev.sightline.eventstore.testkit.Await;
import dev.sightline.eventstore.testkit.TestEvents;
import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organization;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The server seals by itself what the logs have gained, again and again, and once more when it ends. */
class LogSealingIT extends ServerTest {
    @Autowired
    private DataSource database;

    @Autowired
    private SightlineSettings settings;

    private Organization organization;

    @BeforeEach
    void aLog() {
        organization = organization();
    }

    @Test
    void whatComesIsSealedEachTimeThatTheIntervalIsOver() throws Exception {
        LogSealing sealing = sealing(Duration.ofMillis(50));
        sealing.begin();
        try {
            for (int round = 0; round < 3; round++) {
                long position = append();
                Await.until(() -> sealed() == position);
            }
        } finally {
            sealing.destroy();
        }
    }

    @Test
    void whatIsNotSealedYetIsSealedWhenTheServerEnds() throws Exception {
        LogSealing sealing = sealing(Duration.ofHours(1));
        sealing.begin();
        long position = append();
        sealing.destroy();

        assertThat(sealed()).isEqualTo(position);
    }

    private LogSealing sealing(Duration every) {
        return new LogSealing(new Sealer(database, SealKey.load(settings), Clock.systemUTC()), true, every);
    }

    /** The log's end. */
    private long append() {
        log.append(organization.id(), List.of(TestEvents.append("tag/a", TestEvents.event("crm.tag.deleted", "{}"))));
        return log.lastPosition(organization.id());
    }

    private long sealed() throws SQLException {
        return OrganizationTransaction.run(database, organization.id(), transaction -> {
            try (PreparedStatement select = transaction.prepareStatement(
                    "SELECT coalesce(max(to_position), 0) FROM event_seals WHERE organization_id = ?")) {
                select.setInt(1, organization.id().value());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }
}
