package dev.sightline.server.access.privacy;

import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.eventstore.personal.PersonalKeys.Destroyed;
import dev.sightline.server.access.privacy.FindSubjects.Subjects;
import dev.sightline.server.identity.Members;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.PersonalCopies;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets somebody for good: destroys the keys of their texts, closes their accounts and says so in the log, in one transaction; then
 * cleans the copies outside of the log. Thread-safe. What was killed in the middle of cleaning is finished by the next start, or by
 * asking again.
 */
@Component
class ForgetPerson {
    private static final Set<String> CATEGORIES = Set.of("user", "employee", "account", "opportunity");
    private static final int LONGEST_REASON = 500;

    private final FindSubjects find;
    private final OrganizationTransactions transactions;
    private final PersonalKeys keys;
    private final EventStore log;
    private final Members members;
    private final AuditLog audit;
    private final ObjectProvider<PersonalCopies> copies;
    private final Clock clock;
    private final Ids ids;
    private final EventCodec codec = new EventCodec();

    ForgetPerson(
            FindSubjects find,
            OrganizationTransactions transactions,
            PersonalKeys keys,
            EventStore log,
            Members members,
            AuditLog audit,
            ObjectProvider<PersonalCopies> copies,
            Clock clock,
            Ids ids) {
        this.find = find;
        this.transactions = transactions;
        this.keys = keys;
        this.log = log;
        this.members = members;
        this.audit = audit;
        this.copies = copies;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * What came of it.
     *
     * @param subjects the streams that were the person
     * @param keysDestroyed 0 where all were destroyed before
     * @param accountsClosed accounts that may not sign in any more
     * @param copiesCleaned stored records of the source that lost what they said of the person
     * @param eventsInClear events from before personal texts were sealed: they read as erased, and the log itself still holds them
     * @param auditEntries entries of the audit log that keep the person's address, as they say who did what
     * @param position of the log; views that have reached it show nothing any more
     */
    record Forgotten(
            String personId,
            List<String> subjects,
            int keysDestroyed,
            int accountsClosed,
            long copiesCleaned,
            long eventsInClear,
            long auditEntries,
            long position) {}

    /**
     * What would come of it.
     *
     * @param subjects the streams that are the person
     * @param isPerson false for a company, which is not forgotten
     * @param eventsInClear as in {@link Forgotten}
     * @param auditEntries as in {@link Forgotten}
     */
    record Plan(String personId, List<String> subjects, boolean isPerson, long eventsInClear, long auditEntries) {}

    /** @throws Refused 404 for nobody who is known */
    void requireKnown(OrganizationId organization, String personId) {
        if (log.streamVersion(organization, stream(personId)) == 0) {
            throw Refused.notFound("person");
        }
    }

    /**
     * @param personId {@code user-KEY}, {@code employee-KEY}, {@code account-KEY}, or {@code opportunity-KEY} for what an opportunity
     *     itself says of a contact
     * @throws Refused 404 for nobody who is known, 409 for a company, for oneself and for the last administrator, 400 without a reason
     */
    Forgotten forget(OrganizationId organization, String personId, String reason, Caller by) {
        String why = reason.strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON || why.indexOf('\0') >= 0) {
            throw Refused.field("reason", "invalid_reason", "reason must have 1 to " + LONGEST_REASON + " characters.");
        }
        Subjects person = find.of(organization, stream(personId)).orElseThrow(() -> Refused.notFound("person"));
        if (!person.isPerson()) {
            throw Refused.of(
                    HttpStatus.CONFLICT,
                    "not_a_person",
                    "This is a company. Forget its contacts, or what an opportunity says of one.");
        }
        Done done = transactions.write(organization, jdbc -> destroy(jdbc, organization, person, why, by));
        long cleaned = clean(organization, person.streams());
        return new Forgotten(
                personId,
                List.copyOf(person.streams()),
                done.keys(),
                done.accounts(),
                cleaned,
                done.inClear(),
                done.kept(),
                done.position());
    }

    /** What forgetting somebody would mean; {@link #forget} says the rest. 404 for nobody who is known. */
    Plan plan(OrganizationId organization, String personId) {
        Subjects person = find.of(organization, stream(personId)).orElseThrow(() -> Refused.notFound("person"));
        return transactions.read(
                organization,
                jdbc -> new Plan(
                        personId,
                        List.copyOf(person.streams()),
                        person.isPerson(),
                        inClear(jdbc, organization, person.streams()),
                        kept(jdbc, organization, addresses(organization, person))));
    }

    /** Goes on with what a process that was killed left. */
    void finish(OrganizationId organization) {
        Set<String> left = transactions.read(organization, jdbc -> {
            try {
                return keys.uncleaned(transactions.connection(), organization);
            } catch (SQLException e) {
                throw fault(organization, e);
            }
        });
        if (!left.isEmpty()) {
            clean(organization, left);
        }
    }

    private Set<String> addresses(OrganizationId organization, Subjects person) {
        Set<String> all = new HashSet<>(person.addresses());
        all.addAll(members.addresses(organization, person.personIds(), person.addresses()));
        return all;
    }

    private long kept(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {
        return copies.orderedStream()
                .mapToLong(each -> each.kept(jdbc, organization, addresses))
                .sum();
    }

    private record Done(int keys, int accounts, long inClear, long kept, long position) {}

    private Done destroy(JdbcClient jdbc, OrganizationId organization, Subjects person, String reason, Caller by) {
        Connection transaction = transactions.connection();
        Instant now = clock.instant();
        try {
            // First, as everybody who writes takes this turn before the log's.
            Destroyed destroyed = keys.forget(
                    transaction,
                    organization,
                    person.streams(),
                    now,
                    Objects.requireNonNullElse(by.id(), Objects.requireNonNullElse(by.email(), "unknown")),
                    reason);
            Set<String> addresses = addresses(organization, person);
            int closed = members.forget(organization, person.personIds(), person.addresses(), by);
            for (PersonalCopies each : copies.orderedStream().toList()) {
                each.erase(jdbc, organization, addresses);
            }
            long inClear = inClear(jdbc, organization, person.streams());
            long kept = kept(jdbc, organization, addresses);
            if (destroyed.anew().isEmpty()) {
                return new Done(destroyed.keys(), closed, inClear, kept, log.lastPosition(organization));
            }
            long position = append(transaction, organization, person, now, by);
            audit.record(
                    organization,
                    AuditEntry.of("person.forgotten", by)
                            .on("person", person.main().toString(), null)
                            .detail(reason));
            return new Done(destroyed.keys(), closed, inClear, kept, position);
        } catch (SQLException e) {
            throw fault(organization, e);
        }
    }

    private long append(Connection transaction, OrganizationId organization, Subjects person, Instant now, Caller by)
            throws SQLException {
        PersonForgotten fact = new PersonForgotten(List.copyOf(person.streams()), now);
        NewEvent event = new NewEvent(
                ids.next(),
                EventCodec.typeOf(fact),
                EventCodec.versionOf(fact),
                now,
                codec.write(fact),
                new EventOrigin("command", null, null, null, by.id()));
        StreamAppend append = new StreamAppend(
                new StreamId("privacy", person.main().toString()), ExpectedVersion.any(), List.of(event));
        return switch (log.append(transaction, organization, List.of(append))) {
            case AppendResult.Appended done -> done.lastPosition();
            case AppendResult.Conflict conflict ->
                throw new EventStoreException("an append without expectations was refused at " + conflict.stream());
        };
    }

    private long clean(OrganizationId organization, Set<String> streams) {
        long cleaned = 0;
        for (PersonalCopies each : copies.orderedStream().toList()) {
            cleaned += each.clean(organization, streams);
        }
        transactions.write(organization, jdbc -> {
            try {
                keys.cleaned(transactions.connection(), organization, streams, clock.instant());
                return true;
            } catch (SQLException e) {
                throw fault(organization, e);
            }
        });
        return cleaned;
    }

    private static long inClear(JdbcClient jdbc, OrganizationId organization, Set<String> streams) {
        return jdbc.sql("""
                        SELECT count(*) FROM events
                        WHERE organization_id = :organization AND stream = ANY (:streams) AND type = ANY (:types)
                          AND data::text NOT LIKE '%"personal":"%'
                        """)
                .param("organization", organization.value())
                .param("streams", streams.toArray(String[]::new))
                .param("types", EventCodec.personalTypes().toArray(String[]::new))
                .query(Long.class)
                .single();
    }

    private static StreamId stream(String personId) {
        int dash = personId.indexOf('-');
        String category = dash < 0 ? "" : personId.substring(0, dash);
        if (!CATEGORIES.contains(category)
                || dash == personId.length() - 1
                || personId.length() > 200
                || personId.indexOf('\0') >= 0) {
            throw Refused.notFound("person");
        }
        return new StreamId(category, personId.substring(dash + 1));
    }

    private static EventStoreException fault(OrganizationId organization, SQLException e) {
        return new EventStoreException("organisation " + organization + ": somebody could not be forgotten", e);
    }
}
