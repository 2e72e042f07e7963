package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.PersonalCipher;
import dev.sightline.catalog.SealedEvent;
import dev.sightline.catalog.Whose;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.personal.KeyOwner;
import dev.sightline.eventstore.personal.KeyRing;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The keys for the personal texts of a set of events, for the catalogue's codec. Thread-safe. */
@Component
public class PersonalTexts {
    private final PersonalKeys keys;

    private final OrganizationTransactions transactions;

    public PersonalTexts(PersonalKeys keys, OrganizationTransactions transactions) {
        this.keys = keys;
        this.transactions = transactions;
    }

    /** The events in full, as they read now. */
    public List<DomainEvent> open(OrganizationId organization, List<SealedEvent> events) {
        PersonalCipher cipher = transactions.read(organization, jdbc -> {
            try {
                return forReading(transactions.connection(), organization, events);
            } catch (SQLException e) {
                throw new EventStoreException("organisation " + organization + ": personal keys cannot be fetched", e);
            }
        });
        return events.stream().map(event -> event.open(cipher)).toList();
    }

    /**
     * To write with; within a transaction of the organisation, before its first append.
     *
     * @param whose those of the events that will be written
     */
    public PersonalCipher forWriting(Connection transaction, OrganizationId organization, Collection<Whose> whose) {
        if (whose.isEmpty()) {
            return new Ring(null);
        }
        try {
            return new Ring(keys.forWriting(
                    transaction,
                    organization,
                    whose.stream().map(PersonalTexts::owner).toList()));
        } catch (SQLException e) {
            throw new EventStoreException("organisation " + organization + ": personal keys cannot be fetched", e);
        }
    }

    /** To read these events with; within a transaction of the organisation. */
    public PersonalCipher forReading(
            Connection transaction, OrganizationId organization, Collection<SealedEvent> events) throws SQLException {
        Set<KeyOwner> sealed = new HashSet<>();
        Set<KeyOwner> clear = new HashSet<>();
        for (SealedEvent event : events) {
            Whose whose = event.whose();
            if (whose != null) {
                (event.sealed() ? sealed : clear).add(owner(whose));
            }
        }
        return sealed.isEmpty() && clear.isEmpty()
                ? new Ring(null)
                : new Ring(keys.forReading(transaction, organization, sealed, clear));
    }

    private static KeyOwner owner(Whose whose) {
        return new KeyOwner(whose.subject(), Objects.requireNonNullElse(whose.contact(), ""));
    }

    /** Where no keys were given everybody is known, and nothing that is sealed opens. */
    record Ring(@Nullable KeyRing keys) implements PersonalCipher {
        @Override
        public boolean forgotten(Whose whose) {
            return keys != null && keys.forgotten(owner(whose));
        }

        @Override
        public byte @Nullable [] seal(Whose whose, String context, byte[] plain) {
            return given().seal(owner(whose), context, plain);
        }

        @Override
        public byte @Nullable [] open(Whose whose, String context, byte[] sealed) {
            return given().open(owner(whose), context, sealed);
        }

        private KeyRing given() {
            if (keys == null) {
                throw new IllegalStateException("personal texts are sealed, and no keys were given to open them");
            }
            return keys;
        }
    }
}
