package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An append is one round trip where the store remembers how things stand, and right where it remembers wrongly. */
class RoundTripsIT {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh();

    private static final AtomicInteger ORGANIZATIONS = new AtomicInteger();

    private final OrganizationId organization = new OrganizationId(ORGANIZATIONS.incrementAndGet());
    private final AtomicInteger trips = new AtomicInteger();
    private final EventStore store = new PostgresEventStore(counting(DATABASE.application()), Clock.systemUTC());
    private final EventStore another = new PostgresEventStore(DATABASE.application(), Clock.systemUTC());

    /** Counts statements and commits: each goes to the server and back. */
    private DataSource counting(DataSource database) {
        return proxy(DataSource.class, database, connection -> proxy(Connection.class, connection, result -> result));
    }

    private interface Wrap {
        Object around(Object result);
    }

    private <T> T proxy(Class<T> type, Object target, Wrap wrap) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (List.of("prepareStatement", "commit").contains(method.getName())) {
                        trips.incrementAndGet();
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return method.getName().equals("getConnection") ? wrap.around(result) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private AppendResult append1(String stream, ExpectedVersion expected) {
        trips.set(0);
        return store.append(organization, List.of(append(stream, expected, event("x", "{}"))));
    }

    @Test
    void the_first_append_looks_and_later_ones_do_it_at_once() {
        append1("deal/1", ExpectedVersion.any());
        assertThat(trips).hasValue(3);

        assertThat(append1("deal/1", ExpectedVersion.any())).isInstanceOf(Appended.class);
        assertThat(trips).hasValue(1);
        assertThat(append1("deal/1", ExpectedVersion.exactly(2))).isInstanceOf(Appended.class);
        assertThat(trips).hasValue(1);
        assertThat(append1("deal/2", ExpectedVersion.noStream())).isInstanceOf(Appended.class);
        assertThat(trips).hasValue(1);
        assertThat(append1("deal/3", ExpectedVersion.any())).isInstanceOf(Appended.class);
        assertThat(trips).hasValue(3);
        assertThat(store.lastPosition(organization)).isEqualTo(5);
    }

    @Test
    void what_another_process_appended_meanwhile_is_found_out() {
        append1("deal/1", ExpectedVersion.any());
        another.append(organization, List.of(append("deal/1", event("x", "{}"))));

        assertThat(append1("deal/1", ExpectedVersion.exactly(1)))
                .isInstanceOfSatisfying(
                        Conflict.class,
                        conflict -> assertThat(conflict.actualVersion()).isEqualTo(2));
        AppendResult result = append1("deal/1", ExpectedVersion.exactly(2));

        assertThat(result).isInstanceOfSatisfying(Appended.class, appended -> {
            assertThat(appended.lastPosition()).isEqualTo(3);
            assertThat(appended.events().getFirst().version()).isEqualTo(3);
        });
    }

    @Test
    void a_source_event_that_is_known_is_answered_although_the_forecast_held() {
        store.append(organization, List.of(append("deal/1", event("x", "{}", "lead/1"))));

        AppendResult again = store.append(organization, List.of(append("deal/1", event("x", "{}", "lead/1"))));

        assertThat(again).isInstanceOfSatisfying(Appended.class, appended -> {
            assertThat(appended.events().getFirst().alreadyRecorded()).isTrue();
            assertThat(appended.lastPosition()).isEqualTo(1);
        });
    }

    @Test
    void an_event_that_cannot_be_stored_leaves_the_memory_as_it_was() {
        append1("deal/1", ExpectedVersion.any());

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                        store.append(organization, List.of(append("deal/1", event("x", "no json"))))))
                .hasMessageContaining("json");

        assertThat(append1("deal/1", ExpectedVersion.exactly(1))).isInstanceOf(Appended.class);
        assertThat(store.lastPosition(organization)).isEqualTo(2);
    }
}
