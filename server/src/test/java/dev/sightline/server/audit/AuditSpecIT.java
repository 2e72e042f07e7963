package dev.sightline.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.AuditEvent.ActionRecorded;
import dev.sightline.catalog.AuditEvent.Actor;
import dev.sightline.catalog.AuditEvent.Origin;
import dev.sightline.catalog.AuditEvent.Subject;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.testkit.ProjectionSpec;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** R3 for the audit log's view, through the engine. */
class AuditSpecIT {
    private static final EventCodec CODEC = new EventCodec();

    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    @Test
    void in_whatever_batches_lost_or_rebuilt_the_view_has_each_action_once() throws Exception {
        Random random = Seeds.random();

        Map<String, List<String>> rows = new ProjectionSpec(
                        DATABASE, new AuditViews()::auditViewProjection, List.of("audit_view"))
                .holdsFor(Stream.generate(() -> action(random)).limit(150).toList(), random);

        assertThat(rows.get("audit_view")).hasSize(150);
    }

    private static StreamAppend action(Random random) {
        Instant at = Instant.parse("2026-11-02T08:00:00Z").plusSeconds(random.nextInt(90_000));
        ActionRecorded event = new ActionRecorded(
                random.nextBoolean() ? "session.signed_in" : "account.linked",
                random.nextBoolean() ? "done" : "refused",
                maybe(random, "wrong_credentials"),
                new Actor(maybe(random, new UUID(0, random.nextInt(5)).toString()), maybe(random, "Ana@acme.test")),
                new Origin(
                        maybe(random, "192.0.2." + random.nextInt(9)), maybe(random, "Browser"), maybe(random, "r-1")),
                new Subject(maybe(random, "account"), maybe(random, "7"), maybe(random, "Ben")),
                maybe(random, "to the person user-odoo-7"),
                at);
        NewEvent envelope = new NewEvent(
                new UUID(random.nextLong(), random.nextLong()),
                EventCodec.typeOf(event),
                EventCodec.versionOf(event),
                at,
                CODEC.write(event),
                new EventOrigin("command", null, null, null, null));
        return new StreamAppend(
                new StreamId("audit", "a" + random.nextInt(4)), ExpectedVersion.any(), List.of(envelope));
    }

    private static @Nullable String maybe(Random random, String text) {
        return random.nextInt(4) == 0 ? null : text;
    }
}
