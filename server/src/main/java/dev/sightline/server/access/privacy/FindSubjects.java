package dev.sightline.server.access.privacy;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.AccountUpdated;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeUpdated;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserUpdated;
import dev.sightline.catalog.SealedEvent;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.ingest.PersonalTexts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which streams are one person: the user, the employees of that user, the contact of that user. Told from the log alone. */
@Component
class FindSubjects {
    private static final int MOST = 100_000;
    private static final Set<String> LINKS =
            Set.of("hrm.user.created", "hrm.user.updated", "hrm.employee.created", "hrm.employee.updated");

    private final EventStore log;
    private final PersonalTexts texts;

    FindSubjects(EventStore log, PersonalTexts texts) {
        this.log = log;
        this.texts = texts;
    }

    /**
     * A person.
     *
     * @param main the stream that was asked for
     * @param streams all of theirs, that one too
     * @param personIds as the reporting tree names them
     * @param addresses every e-mail address and login that their events ever told and that still can be read, in lower case
     * @param isPerson false for a company
     */
    record Subjects(
            StreamId main, Set<String> streams, Set<String> personIds, Set<String> addresses, boolean isPerson) {}

    /** Who refers to whom, as events tell it; in clear, whoever is forgotten. */
    private static final class Links {
        private final Map<String, Set<String>> employeesOf = new HashMap<>();
        private final Map<String, Set<String>> usersOf = new HashMap<>();
        private final Map<String, Set<String>> accountsOf = new HashMap<>();
        private final Map<String, Set<String>> usersOfAccount = new HashMap<>();

        private void user(String user, @Nullable String account) {
            if (account != null) {
                add(accountsOf, user, account);
                add(usersOfAccount, account, user);
            }
        }

        private void employee(String employee, @Nullable String user) {
            if (user != null) {
                add(employeesOf, user, employee);
                add(usersOf, employee, user);
            }
        }

        void add(String key, DomainEvent event) {
            switch (event) {
                case UserCreated(var details) -> user(key, details.accountId());
                case UserUpdated(var details, var changed) -> user(key, details.accountId());
                case EmployeeCreated(var details, var manager) -> employee(key, details.userId());
                case EmployeeUpdated(var details, var changed) -> employee(key, details.userId());
                default -> {}
            }
        }

        private static void add(Map<String, Set<String>> to, String key, String value) {
            to.computeIfAbsent(key, any -> new TreeSet<>()).add(value);
        }

        Stream<String> beside(StreamId stream) {
            String key = stream.key();
            return switch (stream.category()) {
                case "user" ->
                    Stream.concat(streams(employeesOf, key, "employee"), streams(accountsOf, key, "account"));
                case "employee" -> streams(usersOf, key, "user");
                case "account" -> streams(usersOfAccount, key, "user");
                default -> Stream.empty();
            };
        }

        private static Stream<String> streams(Map<String, Set<String>> from, String key, String category) {
            return from.getOrDefault(key, Set.of()).stream().map(other -> category + "/" + other);
        }
    }

    /** Empty where the log knows none. */
    Optional<Subjects> of(OrganizationId organization, StreamId main) {
        if (log.streamVersion(organization, main) == 0) {
            return Optional.empty();
        }
        Set<String> streams = new TreeSet<>(Set.of(main.toString()));
        if (!main.category().equals("opportunity")) {
            Links links = links(organization);
            List<String> next = new ArrayList<>(streams);
            while (!next.isEmpty()) {
                List<String> found = next.stream()
                        .flatMap(stream -> links.beside(StreamId.parse(stream)))
                        .filter(stream -> !streams.contains(stream))
                        .distinct()
                        .toList();
                streams.addAll(found);
                next = found;
            }
        }
        Set<String> addresses = new HashSet<>();
        boolean person = true;
        for (String stream : streams) {
            for (DomainEvent event : events(organization, stream)) {
                addresses(event)
                        .filter(Objects::nonNull)
                        .map(address -> address.toLowerCase(Locale.ROOT))
                        .forEach(addresses::add);
                AccountDetails account = account(event);
                if (stream.equals(main.toString()) && account != null) {
                    person = !account.isCompany();
                }
            }
        }
        Set<String> personIds = streams.stream()
                .map(StreamId::parse)
                .filter(stream -> !stream.category().equals("account"))
                .map(stream -> stream.category() + "-" + stream.key())
                .collect(Collectors.toCollection(TreeSet::new));
        return Optional.of(new Subjects(main, streams, personIds, addresses, person));
    }

    private List<DomainEvent> events(OrganizationId organization, String stream) {
        List<SealedEvent> found =
                log.read(organization, EventFilter.all().ofStream(StreamId.parse(stream)), MOST).stream()
                        .flatMap(FindSubjects::readable)
                        .toList();
        return texts.open(organization, found);
    }

    /** None of one that does not fit its type: such are parked, and stand in nobody's way to be forgotten. */
    private static Stream<SealedEvent> readable(RecordedEvent recorded) {
        try {
            return Stream.of(DecodedEvents.sealed(recorded));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    private Links links(OrganizationId organization) {
        Links links = new Links();
        try (var events = log.stream(organization, EventFilter.all().ofTypes(LINKS))) {
            events.forEach(recorded -> readable(recorded)
                    .forEach(event -> links.add(recorded.stream().key(), event.withoutTexts())));
        }
        return links;
    }

    private static @Nullable AccountDetails account(DomainEvent event) {
        return switch (event) {
            case AccountCreated(var details) -> details;
            case AccountUpdated(var details, var changed) -> details;
            default -> null;
        };
    }

    private static Stream<@Nullable String> addresses(DomainEvent event) {
        return switch (event) {
            case UserCreated(var details) -> Stream.of(details.login(), details.email());
            case UserUpdated(var details, var changed) -> Stream.of(details.login(), details.email());
            case EmployeeCreated(var details, var manager) -> Stream.of(details.workEmail());
            case EmployeeUpdated(var details, var changed) -> Stream.of(details.workEmail());
            default -> Stream.empty();
        };
    }
}
