package dev.sightline.server.crm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PersonalCipher;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.catalog.Whose;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.server.crm.RandomContacts.Happening;
import dev.sightline.server.tenancy.Organization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People are forgotten at random while views follow the log at random distance. */
class ForgettingIT {
    private static final int STEPS = 250;

    @AutoClose
    private final SalesTables tables = new SalesTables();

    private final Organization organization = SalesTables.organization(7);
    private final EventCodec codec = new EventCodec();
    private final List<RecordedEvent> log = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();

    static LongStream seeds() {
        return Seeds.take(6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_views_are_those_of_a_rebuild_and_show_everybody_but_who_is_forgotten(long seed) throws Exception {
        Random random = Seeds.random(seed);
        RandomContacts contacts = new RandomContacts(random);
        int applied = 0;
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(50) == 0) {
                List<String> person = contacts.somebody();
                forgotten.addAll(person);
                tables.forget(organization, person);
                add("privacy/" + person.getFirst(), contacts.now(), new PersonForgotten(person, contacts.now()), true);
            } else {
                Happening next = contacts.next();
                // Some are from before personal texts were sealed; somebody who is forgotten is in none of these.
                add(next.stream(), next.at(), next.event(), random.nextInt(3) == 0 && !ofForgotten(next));
            }
            if (random.nextInt(5) == 0) {
                tables.apply(organization, log.subList(applied, log.size()), random, 30);
                applied = log.size();
            }
        }
        tables.apply(organization, log.subList(applied, log.size()), random, 30);
        Map<String, List<String>> livedThrough = tables.rows(organization);

        String everything = livedThrough.toString();
        assertThat(everything).contains("of:");
        forgotten.forEach(stream -> assertThat(everything).doesNotContain(RandomContacts.mark(stream)));
        assertThat(shown("SELECT 'account/' || id, name FROM account_view")).isEqualTo(accounts(contacts));
        assertThat(shown("SELECT 'opportunity/' || id, contact_name FROM opportunity_view"))
                .isEqualTo(deals(contacts));
        assertThat(shown("SELECT 'activity/' || id, on_name FROM activity_view"))
                .isEqualTo(activities(contacts));

        for (int most : new int[] {1, 20, 1000}) {
            tables.reset(organization);
            tables.apply(organization, log, random, most);
            assertThat(tables.rows(organization)).isEqualTo(livedThrough);
        }
    }

    private boolean ofForgotten(Happening next) {
        Whose whose = EventCodec.whose(next.event(), next.stream());
        return whose != null
                && (forgotten.contains(whose.subject()) || forgotten.contains(String.valueOf(whose.contact())));
    }

    private void add(String stream, Instant at, DomainEvent event, boolean clear) throws Exception {
        Whose whose = EventCodec.whose(event, stream);
        PersonalCipher cipher = tables.cipher(organization, whose == null ? List.of() : List.of(whose));
        StreamId id = StreamId.parse(stream);
        log.add(new RecordedEvent(
                organization.id(),
                log.size() + 1L,
                id,
                versions.merge(stream, 1L, Long::sum),
                at,
                new NewEvent(
                        new UUID(1, log.size()),
                        EventCodec.typeOf(event),
                        EventCodec.versionOf(event),
                        at,
                        clear ? codec.write(event) : codec.write(event, stream, cipher),
                        new EventOrigin("test", null, null, null, null))));
    }

    private Map<String, String> shown(String query) throws Exception {
        return tables.read(organization, jdbc -> {
            Map<String, String> shown = new TreeMap<>();
            jdbc.sql(query).query(row -> {
                shown.put(row.getString(1), String.valueOf(row.getString(2)));
            });
            return shown;
        });
    }

    private Map<String, String> accounts(RandomContacts contacts) {
        Map<String, String> names = new TreeMap<>();
        contacts.accounts.forEach((stream, details) ->
                names.put(stream, name(details.name(), !details.isCompany() && forgotten.contains(stream))));
        return names;
    }

    private Map<String, String> deals(RandomContacts contacts) {
        Map<String, String> names = new TreeMap<>();
        contacts.deals.forEach((stream, details) -> names.put(
                stream,
                name(
                        details.contactName(),
                        forgotten.contains(stream) || forgotten.contains("account/" + details.accountId()))));
        return names;
    }

    private Map<String, String> activities(RandomContacts contacts) {
        Map<String, String> names = new TreeMap<>();
        contacts.activities.forEach((stream, details) -> {
            String on = switch (String.valueOf(details.onKind())) {
                case "hr.employee" -> "employee/";
                case "res.users" -> "user/";
                case "account" -> "account/";
                default -> "nobody/";
            };
            names.put(stream, name(details.onName(), forgotten.contains(on + details.onId())));
        });
        return names;
    }

    private static String name(@Nullable String name, boolean erased) {
        return name == null ? "null" : erased ? "erased" : name;
    }
}
