package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An append is one round trip where the store remembers how things stand, and right where it remembers wrongly. */
class RoundTripsIT {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh();

    private static final AtomicInteger ORGANIZATIONS = new AtomicInteger();

    private final OrganizationId organization = new OrganizationId(ORGANIZATIONS.incrementAndGet());
    private final AtomicInteger trips = new AtomicInteger();
    private final EventStore store = new PostgresEventStore(counting(DATABASE.application()), Clock.systemUTC());
    private final EventStore another = new PostgresEventStore(DATABASE.application(), Clock.systemUTC());

    /** Counts statements and commits: each goes to the server and back. Nobody waits until listeners are told. */
    private DataSource counting(DataSource database) {
        return proxy(DataSource.class, database, connection -> proxy(Connection.class, connection, result -> result));
    }

    private interface Wrap {
        Object around(Object result);
    }

    private <T> T proxy(Class<T> type, Object target, Wrap wrap) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    boolean telling =
                            arguments != null && String.valueOf(arguments[0]).contains("pg_notify(?, said)");
                    if (List.of("prepareStatement", "commit").contains(method.getName()) && !telling) {
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
    void where_another_process_has_appended_the_forecast_is_refused_first() {
        append1("deal/1", ExpectedVersion.any());
        another.append(organization, List.of(append("deal/2", event("x", "{}"))));

        assertThat(append1("deal/1", ExpectedVersion.any())).isInstanceOf(Appended.class);
        assertThat(trips)
                .as("the forecast, and the look that a first append takes")
                .hasValue(4);

        assertThat(append1("deal/1", ExpectedVersion.any())).isInstanceOf(Appended.class);
        assertThat(trips).as("with what was found out").hasValue(1);
        assertThat(store.streamVersion(organization, StreamId.parse("deal/1"))).isEqualTo(3);
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
    void what_is_remembered_of_a_stream_is_not_trusted_once_another_process_appended() {
        append1("deal/1", ExpectedVersion.any());
        another.append(organization, List.of(append("deal/1", event("x", "{}"))));
        // Looks where the log stands now, and learns nothing of deal/1.
        append1("deal/2", ExpectedVersion.any());

        assertThat(append1("deal/1", ExpectedVersion.exactly(2))).isInstanceOf(Appended.class);
        assertThat(store.streamVersion(organization, StreamId.parse("deal/1"))).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("expectations")
    void what_a_writer_says_of_a_stream_that_is_not_remembered_is_checked(ExpectedVersion said, boolean right) {
        another.append(organization, List.of(append("deal/1", event("x", "{}"), event("x", "{}"), event("x", "{}"))));
        append1("deal/2", ExpectedVersion.any());

        AppendResult result = append1("deal/1", said);

        if (right) {
            assertThat(trips).hasValue(1);
            assertThat(result).isInstanceOf(Appended.class);
        } else {
            assertThat(result)
                    .isInstanceOfSatisfying(
                            Conflict.class,
                            conflict -> assertThat(conflict.actualVersion()).isEqualTo(3));
        }
        append1("deal/2", ExpectedVersion.exactly(1));
        assertThat(store.lastPosition(organization)).isEqualTo(right ? 6 : 5);
    }

    static Stream<Arguments> expectations() {
        return Stream.of(
                Arguments.of(ExpectedVersion.noStream(), false),
                Arguments.of(ExpectedVersion.exactly(2), false),
                Arguments.of(ExpectedVersion.exactly(3), true),
                Arguments.of(ExpectedVersion.exactly(4), false));
    }

    @Test
    void a_refused_append_leaves_no_gap() {
        another.append(organization, List.of(append("deal/1", event("x", "{}", "lead/1"))));
        append1("deal/2", ExpectedVersion.any());

        AppendResult partly = store.append(
                organization,
                List.of(
                        append("deal/2", event("x", "{}", "lead/2")),
                        append("deal/2", event("x", "{}", "lead/1")),
                        append("deal/2", event("x", "{}", "lead/3"))));

        assertThat(partly)
                .isInstanceOfSatisfying(
                        Appended.class,
                        appended -> assertThat(appended.events())
                                .extracting(AppendResult.Recorded::position)
                                .containsExactly(3L, 1L, 4L));
        assertThat(store.read(organization, EventFilter.all(), 10))
                .extracting(RecordedEvent::position)
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_time_that_no_database_holds_fails_its_own_writer() {
        append1("deal/1", ExpectedVersion.any());
        NewEvent event = event("x", "{}");
        NewEvent never = new NewEvent(event.id(), "x", 1, Instant.MAX, "{}", event.origin());

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> store.append(organization, List.of(append("deal/1", never)))))
                .hasMessageContaining("timestamp");
        assertThat(append1("deal/1", ExpectedVersion.exactly(1))).isInstanceOf(Appended.class);
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
