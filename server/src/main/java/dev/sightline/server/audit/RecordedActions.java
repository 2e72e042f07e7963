package dev.sightline.server.audit;

import dev.sightline.catalog.AuditEvent.ActionRecorded;
import dev.sightline.catalog.AuditEvent.Actor;
import dev.sightline.catalog.AuditEvent.Origin;
import dev.sightline.catalog.AuditEvent.Subject;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Appends audit entries to the organisation's event log. */
@Component
class RecordedActions implements AuditLog {
    static final String DONE = "done";
    static final String REFUSED = "refused";
    private static final String CATEGORY = "audit";
    /** The stream of what nobody who is known did. */
    private static final String NOBODY = "nobody";

    private final EventCodec codec = new EventCodec();
    private final EventStore log;
    private final OrganizationTransactions transactions;
    private final Ids ids;
    private final Clock clock;

    RecordedActions(EventStore log, OrganizationTransactions transactions, Ids ids, Clock clock) {
        this.log = log;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void record(OrganizationId organization, AuditEntry entry) {
        List<StreamAppend> append = List.of(append(entry, clock.instant()));
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            log.append(organization, append);
            return;
        }
        try {
            log.append(transactions.connection(), organization, append);
        } catch (SQLException e) {
            throw new IllegalStateException("'" + entry.action() + "' cannot be recorded", e);
        }
    }

    private StreamAppend append(AuditEntry entry, Instant now) {
        Caller by = entry.by();
        ActionRecorded fact = new ActionRecorded(
                entry.action(),
                entry.refused() == null ? DONE : REFUSED,
                entry.refused(),
                new Actor(by.id(), by.email()),
                new Origin(by.address(), by.userAgent(), by.requestId()),
                new Subject(entry.subjectKind(), entry.subjectId(), entry.subjectName()),
                entry.detail(),
                now);
        NewEvent event = new NewEvent(
                ids.next(),
                EventCodec.typeOf(fact),
                EventCodec.versionOf(fact),
                now,
                codec.write(fact),
                new EventOrigin("command", null, null, null, by.id()));
        StreamId stream = new StreamId(CATEGORY, by.id() == null ? NOBODY : by.id());
        return new StreamAppend(stream, ExpectedVersion.any(), List.of(event));
    }
}
