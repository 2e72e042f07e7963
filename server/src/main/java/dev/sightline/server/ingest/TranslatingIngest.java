package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PersonalCipher;
import dev.sightline.catalog.Whose;
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
import java.util.Objects;
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
    private final PersonalTexts texts;
    private final Supplier<UUID> ids;
    private final EventCodec codec = new EventCodec();

    private record Kind(String source, String model) {}

    TranslatingIngest(
            List<Translator> translators,
            EventStore store,
            OrganizationTransactions transactions,
            PersonalTexts texts,
            Supplier<UUID> ids) {
        this.translators = register(translators);
        this.store = store;
        this.transactions = transactions;
        this.texts = texts;
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
        Map<StreamId, List<Told>> byStream = new LinkedHashMap<>();
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
                        .add(new Told(each, n, translation));
            }
        }
        return append(organization, correlationId, byStream, untranslated);
    }

    /** What the nth translation of an observation says. */
    private record Told(Observation observation, int n, Translation translation) {}

    private NewEvent envelope(Told told, UUID correlationId, PersonalCipher cipher) {
        Observation observation = told.observation();
        Translation translation = told.translation();
        DomainEvent event = translation.event();
        return new NewEvent(
                ids.get(),
                EventCodec.typeOf(event),
                EventCodec.versionOf(event),
                translation.occurredAt(),
                codec.write(event, translation.stream().toString(), cipher),
                new EventOrigin(
                        observation.source(), observation.revision() + "/" + told.n(), correlationId, null, null));
    }

    private Outcome append(
            OrganizationId organization,
            UUID correlationId,
            Map<StreamId, List<Told>> byStream,
            List<Untranslated> untranslated) {
        if (byStream.isEmpty()) {
            return new Outcome(0, 0, untranslated);
        }
        List<Whose> whose = byStream.values().stream()
                .flatMap(List::stream)
                .map(Told::translation)
                .map(told -> EventCodec.whose(told.event(), told.stream().toString()))
                .filter(Objects::nonNull)
                .toList();
        PersonalCipher cipher = texts.forWriting(transactions.connection(), organization, whose);
        List<StreamAppend> appends = byStream.entrySet().stream()
                .map(entry -> new StreamAppend(
                        entry.getKey(),
                        ExpectedVersion.any(),
                        entry.getValue().stream()
                                .map(told -> envelope(told, correlationId, cipher))
                                .toList()))
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
