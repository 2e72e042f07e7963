package dev.sightline.server.access;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent.EmployeeDeleted;
import dev.sightline.catalog.HrmEvent.EmployeeUpdated;
import dev.sightline.catalog.HrmEvent.UserDeleted;
import dev.sightline.catalog.HrmEvent.UserUpdated;
import dev.sightline.server.identity.ArchivedPeople.Leaver;
import dev.sightline.server.ingest.DecodedEvents.Decoded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a batch archives or removes: looked at event by event, so that neither who they are nor when they left depends on how the
 * log was cut into batches. Confined to one thread.
 */
final class Leavers {
    private final People people;
    private final List<Leaver> found = new ArrayList<>();

    Leavers(People people) {
        this.people = people;
    }

    /** Lets the people take the event. */
    void apply(Decoded<DomainEvent> decoded) {
        Map<String, Set<String>> before = new HashMap<>();
        concerned(decoded).filter(this::present).forEach(person -> before.put(person, addresses(person)));
        PeopleFacts.apply(people, decoded);
        before.forEach((person, addresses) -> {
            if (!present(person)) {
                found.add(new Leaver(person, addresses, decoded.recorded().recordedAt()));
            }
        });
    }

    /** In the order of the log. */
    List<Leaver> found() {
        return found;
    }

    /**
     * The people whom the event may make leave. A record that appears makes nobody leave, archived or not: of several employees of one
     * user the archived one may be read first.
     */
    private Stream<String> concerned(Decoded<DomainEvent> decoded) {
        String key = decoded.key();
        return switch (decoded.event()) {
            case UserUpdated any -> Stream.of(PersonId.ofUser(key));
            case UserDeleted any -> Stream.of(PersonId.ofUser(key));
            case EmployeeUpdated(var details, var changed) ->
                Stream.concat(
                        personOf(key),
                        details.userId() == null ? Stream.empty() : Stream.of(PersonId.ofUser(details.userId())));
            case EmployeeDeleted any -> personOf(key);
            default -> Stream.empty();
        };
    }

    private Stream<String> personOf(String employeeKey) {
        return Stream.ofNullable(people.employee(employeeKey)).map(SourceEmployee::personId);
    }

    /** The same as {@link Scopes} asks. */
    private boolean present(String person) {
        SourceUser user = user(person);
        SourceEmployee employee = people.foremost(person);
        return people.tree().contains(person)
                && (user == null || user.active())
                && (employee == null || employee.active());
    }

    /** In lower case: what an account that names nobody is taken to be theirs by. */
    private Set<String> addresses(String person) {
        SourceUser user = user(person);
        SourceEmployee employee = people.foremost(person);
        Set<String> addresses = new HashSet<>();
        if (user != null && user.login() != null) {
            addresses.add(user.login().toLowerCase(Locale.ROOT));
        }
        if (user != null && user.address() != null) {
            addresses.add(user.address());
        } else if (employee != null && employee.email() != null) {
            addresses.add(employee.email().toLowerCase(Locale.ROOT));
        }
        return addresses;
    }

    private @Nullable SourceUser user(String person) {
        return person.startsWith("user-") ? people.users().get(person.substring("user-".length())) : null;
    }
}
