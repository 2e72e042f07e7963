package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PersonalCipher;
import dev.sightline.catalog.Whose;
import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Appends events as a connector does, with their personal texts sealed. Thread-safe. */
@Component
public class SealedFacts {
    private final EventCodec codec = new EventCodec();
    private final OrganizationTransactions transactions;
    private final PersonalTexts texts;
    private final EventStore log;

    SealedFacts(OrganizationTransactions transactions, PersonalTexts texts, EventStore log) {
        this.transactions = transactions;
        this.texts = texts;
        this.log = log;
    }

    public AppendResult append(OrganizationId organization, String stream, Instant at, DomainEvent fact) {
        return transactions.write(organization, jdbc -> {
            List<Whose> whose =
                    Stream.ofNullable(EventCodec.whose(fact, stream)).toList();
            PersonalCipher cipher = texts.forWriting(transactions.connection(), organization, whose);
            NewEvent event = new NewEvent(
                    UUID.randomUUID(),
                    EventCodec.typeOf(fact),
                    EventCodec.versionOf(fact),
                    at,
                    codec.write(fact, stream, cipher),
                    new EventOrigin("test", null, null, null, null));
            try {
                return log.append(
                        transactions.connection(),
                        organization,
                        List.of(new StreamAppend(StreamId.parse(stream), ExpectedVersion.any(), List.of(event))));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
