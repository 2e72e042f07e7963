package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ingest.Translator.Translation;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds the translator of each observation, wraps what it says into envelopes, and appends it all at once. */
@Component
class TranslatingIngest implements Ingest {
    private static final Logger log = LoggerFactory.getLogger(TranslatingIngest.class);

    private final Map<Kind, Translator> translators;
    private final EventStore store;
    private final OrganizationTransactions transactions;
    private final Supplier<UUID> ids;
    private final EventCodec codec = new EventCodec();

    private record Kind(String source, String model) {}

    TranslatingIngest(
            List<Translator> translators, EventStore store, OrganizationTransactions transactions, Supplier<UUID> ids) {
        this.translators = register(translators);
        this.store = store;
        this.transactions = transactions;
        this.ids = ids;
    }

    private static Map<Kind, Translator> register(List<Translator> translators) {
        Map<Kind, Translator> byKind = new HashMap<>();
        for (Translator each : translators) {
            for (String model : each.models()) {
                Translator other = byKind.putIfAbsent(new Kind(each.source(), model), each);
                if (other != null) {
                    throw new IllegalStateException("both " + other.getClass().getName() + " and "
                            + each.getClass().getName() + " translate " + model + " of source " + each.source());
                }
            }
        }
        return Map.copyOf(byKind);
    }

    @Override
    public boolean understands(String source, String model) {
        return translators.containsKey(new Kind(source, model));
    }

    @Override
    public Outcome record(
            OrganizationId organization, UUID correlationId, Lookups lookups, List<Observation> observations) {
        Map<StreamId, List<NewEvent>> byStream = new LinkedHashMap<>();
        List<Untranslated> untranslated = new ArrayList<>();
        for (Observation each : observations) {
            Translator translator = translators.get(new Kind(each.source(), each.model()));
            if (translator == null) {
                continue;
            }
            List<Translation> translations;
            try {
                translations = translator.translate(each, lookups);
            } catch (UntranslatableRecord e) {
                untranslated.add(new Untranslated(each, String.valueOf(e.getMessage())));
                continue;
            } catch (IllegalArgumentException
                    | IllegalStateException
                    | NullPointerException
                    | ClassCastException
                    | ArithmeticException
                    | java.util.NoSuchElementException
                    | java.time.DateTimeException
                    | tools.jackson.core.JacksonException e) {
                // The record's content stays out of the log; the trace leads to the translator's line.
                log.warn("record {} of {} could not be translated", each.id(), each.model(), new Untold(e));
                untranslated.add(new Untranslated(each, e.getClass().getSimpleName()));
                continue;
            }
            for (int n = 0; n < translations.size(); n++) {
                Translation translation = translations.get(n);
                byStream.computeIfAbsent(translation.stream(), stream -> new ArrayList<>())
                        .add(envelope(each, n, translation, correlationId));
            }
        }
        return append(organization, byStream, untranslated);
    }

    private NewEvent envelope(Observation observation, int n, Translation translation, UUID correlationId) {
        DomainEvent event = translation.event();
        return new NewEvent(
                ids.get(),
                EventCodec.typeOf(event),
                EventCodec.versionOf(event),
                translation.occurredAt(),
                codec.write(event),
                new EventOrigin(observation.source(), observation.revision() + "/" + n, correlationId, null, null));
    }

    private Outcome append(
            OrganizationId organization, Map<StreamId, List<NewEvent>> byStream, List<Untranslated> untranslated) {
        if (byStream.isEmpty()) {
            return new Outcome(0, 0, untranslated);
        }
        List<StreamAppend> appends = byStream.entrySet().stream()
                .map(entry -> new StreamAppend(entry.getKey(), ExpectedVersion.any(), entry.getValue()))
                .toList();
        return switch (appendWithin(organization, appends)) {
            case AppendResult.Appended done ->
                new Outcome(
                        (int) done.events().stream()
                                .filter(event -> !event.alreadyRecorded())
                                .count(),
                        done.lastPosition(),
                        untranslated);
            case AppendResult.Conflict conflict ->
                throw new EventStoreException("an append without expectations was refused at " + conflict.stream());
        };
    }

    private AppendResult appendWithin(OrganizationId organization, List<StreamAppend> appends) {
        Connection connection = transactions.connection();
        try {
            return store.append(connection, organization, appends);
        } catch (SQLException e) {
            throw new EventStoreException("organisation " + organization + ": observations could not be appended", e);
        }
    }

    /** The place of a fault without its message, which may quote the record. */
    private static final class Untold extends RuntimeException {
        Untold(RuntimeException fault) {
            super(fault.getClass().getName(), null, false, true);
            setStackTrace(fault.getStackTrace());
        }
    }
}
