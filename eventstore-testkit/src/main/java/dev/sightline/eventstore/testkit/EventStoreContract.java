package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.AppendResult.Recorded;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every event store promises. Each test works in an organisation of its own. */
public abstract class EventStoreContract {
    protected static final SettableClock CLOCK = SettableClock.at("2026-11-21T09:00:00Z");

    private static final OrganizationId OTHER = new OrganizationId(999_999);
    private static final java.util.concurrent.atomic.AtomicInteger ORGANIZATIONS =
            new java.util.concurrent.atomic.AtomicInteger();

    protected final OrganizationId organization = new OrganizationId(ORGANIZATIONS.incrementAndGet());

    /** The store under test, whose clock is {@link #CLOCK}. */
    protected abstract EventStore store();

    @Test
    void numbers_positions_per_organisation_and_versions_per_stream() {
        assertThat(store().lastPosition(organization)).isZero();

        AppendResult result = store().append(
                        organization,
                        List.of(
                                append("opportunity/1", event("a", "{}"), event("b", "{}")),
                                append("opportunity/2", event("a", "{}")),
                                append("opportunity/1", event("c", "{}"))));

        assertThat(result)
                .isEqualTo(new Appended(
                        List.of(
                                new Recorded(1, 1, false),
                                new Recorded(2, 2, false),
                                new Recorded(3, 1, false),
                                new Recorded(4, 3, false)),
                        4));
        assertThat(store().lastPosition(organization)).isEqualTo(4);
        assertThat(store().streamVersion(organization, StreamId.parse("opportunity/1")))
                .isEqualTo(3);
        assertThat(store().streamVersion(organization, StreamId.parse("opportunity/none")))
                .isZero();
    }

    @Test
    void gives_back_every_field_to_the_letter() {
        NewEvent event = new NewEvent(
                UUID.randomUUID(),
                "crm.opportunity.won",
                3,
                Instant.parse("2026-02-28T23:59:59.999999Z"),
                "{ \"name\":\"Zoë \\u0000 \\\"x\\\" 😀\",\n\"b\":1.50,  \"a\":{},\"a\":[null] }",
                new EventOrigin(
                        "odoo", "crm.lead/1@7/1", UUID.randomUUID(), UUID.randomUUID(), "user-odoo-6, \"Ann\" {\\}"));
        StreamId stream = StreamId.parse("opportunity/odoo/1,{\"\\");
        store().append(organization, List.of(new StreamAppend(stream, ExpectedVersion.any(), List.of(event))));

        assertThat(read(EventFilter.all()))
                .containsExactly(new RecordedEvent(organization, 1, stream, 1, CLOCK.instant(), event));
    }

    @Test
    void keeps_expected_versions() {
        given(append("a/1", event("x", "{}"), event("x", "{}")));

        assertThat(expecting("a/1", ExpectedVersion.noStream()))
                .isEqualTo(new Conflict(StreamId.parse("a/1"), ExpectedVersion.noStream(), 2));
        assertThat(expecting("a/1", ExpectedVersion.exactly(1)))
                .isEqualTo(new Conflict(StreamId.parse("a/1"), ExpectedVersion.exactly(1), 2));
        assertThat(expecting("a/2", ExpectedVersion.exactly(1)))
                .isEqualTo(new Conflict(StreamId.parse("a/2"), ExpectedVersion.exactly(1), 0));
        assertThat(expecting("a/2", ExpectedVersion.streamExists()))
                .isEqualTo(new Conflict(StreamId.parse("a/2"), ExpectedVersion.streamExists(), 0));
        assertThat(store().lastPosition(organization)).isEqualTo(2);

        assertThat(expecting("a/1", ExpectedVersion.exactly(2))).isInstanceOf(Appended.class);
        assertThat(expecting("a/1", ExpectedVersion.streamExists())).isInstanceOf(Appended.class);
        assertThat(expecting("a/2", ExpectedVersion.noStream())).isInstanceOf(Appended.class);
        assertThat(expecting("a/2", ExpectedVersion.any())).isInstanceOf(Appended.class);
    }

    @Test
    void appends_all_streams_or_none() {
        given(append("a/1", event("x", "{}")));

        AppendResult result = store().append(
                        organization,
                        List.of(
                                append("a/2", event("x", "{}")),
                                append("a/1", ExpectedVersion.noStream(), event("x", "{}"))));

        assertThat(result).isInstanceOf(Conflict.class);
        assertThat(read(EventFilter.all())).hasSize(1);
    }

    @Test
    void records_a_source_event_once_and_says_where() {
        given(append("a/1", event("x", "{}", "s1"), event("x", "{}", "s2")));
        given(append("a/1", event("y", "{}")));

        assertThat(store().append(
                                organization,
                                List.of(append(
                                        "a/1",
                                        ExpectedVersion.noStream(),
                                        event("x", "{}", "s1"),
                                        event("x", "{}", "s2")))))
                .isEqualTo(new Appended(List.of(new Recorded(1, 1, true), new Recorded(2, 2, true)), 3));
        assertThat(store().append(
                                organization,
                                List.of(append(
                                        "a/1",
                                        event("x", "{}", "s2"),
                                        event("x", "{}", "s3"),
                                        event("x", "{}", "s3")))))
                .isEqualTo(new Appended(
                        List.of(new Recorded(2, 2, true), new Recorded(4, 4, false), new Recorded(4, 4, true)), 4));
        assertThat(read(EventFilter.all())).hasSize(4);
    }

    @Test
    void reads_by_position_type_stream_and_limit() {
        given(append("a/1", event("x", "{}"), event("y", "{}")));
        given(append("a/2", event("x", "{}"), event("z", "{}")));
        given(append("a/1", event("z", "{}")));

        assertThat(positions(EventFilter.all())).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(positions(EventFilter.all().after(2).upTo(4))).containsExactly(3L, 4L);
        assertThat(positions(EventFilter.all().ofTypes(Set.of("x", "z")))).containsExactly(1L, 3L, 4L, 5L);
        assertThat(positions(EventFilter.all().ofStream(StreamId.parse("a/1")))).containsExactly(1L, 2L, 5L);
        assertThat(positions(EventFilter.all()
                        .ofStream(StreamId.parse("a/1"))
                        .ofTypes(Set.of("z"))
                        .after(2)))
                .containsExactly(5L);
        assertThat(store().read(organization, EventFilter.all().after(1), 2))
                .extracting(RecordedEvent::position)
                .containsExactly(2L, 3L);
        assertThat(positions(EventFilter.all().after(5))).isEmpty();
    }

    @Test
    void reads_as_of_a_time() {
        Instant start = CLOCK.instant();
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            CLOCK.advance(Duration.ofMinutes(1));
            times.add(CLOCK.instant());
            given(append("a/" + i, event("x", "{}"), event("x", "{}")));
        }

        assertThat(positions(EventFilter.all().asOf(start))).isEmpty();
        for (int i = 0; i < 5; i++) {
            assertThat(positions(EventFilter.all().asOf(times.get(i)))).hasSize(2 * (i + 1));
            assertThat(positions(EventFilter.all().asOf(times.get(i).minusNanos(1000))))
                    .hasSize(2 * i);
        }
        assertThat(positions(EventFilter.all().ofStream(StreamId.parse("a/3")).asOf(times.get(2))))
                .isEmpty();
    }

    @Test
    void the_time_of_the_log_never_falls() {
        given(append("a/1", event("x", "{}")));
        Instant before = CLOCK.instant();
        CLOCK.advance(Duration.ofHours(-1));
        try {
            given(append("a/1", event("x", "{}")));
            assertThat(read(EventFilter.all()))
                    .extracting(RecordedEvent::recordedAt)
                    .containsExactly(before, before);
        } finally {
            CLOCK.set(before);
        }
    }

    @Test
    void streams_more_than_a_page() {
        for (int page = 0; page < 5; page++) {
            given(append(
                    "a/" + page,
                    IntStream.range(0, 700).mapToObj(i -> event("x", "{}")).toArray(NewEvent[]::new)));
        }
        try (Stream<RecordedEvent> events =
                store().stream(organization, EventFilter.all().after(10))) {
            assertThat(events.map(RecordedEvent::position).toList())
                    .isEqualTo(java.util.stream.LongStream.rangeClosed(11, 3500)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void hides_other_organisations() {
        given(append("a/1", event("x", "{}", "s1")));

        assertThat(store().read(OTHER, EventFilter.all(), 10)).isEmpty();
        assertThat(store().streamVersion(OTHER, StreamId.parse("a/1"))).isZero();
        assertThat(store().lastPosition(OTHER)).isZero();
    }

    @Test
    void an_event_that_cannot_be_stored_is_a_fault_and_leaves_nothing() {
        assertThatThrownBy(() ->
                        store().append(organization, List.of(append("a/1", event("x", "{}"), event("x", "no json")))))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("organisation " + organization);
        assertThat(store().lastPosition(organization)).isZero();
        given(append("a/1", event("x", "{}")));
        assertThat(positions(EventFilter.all())).containsExactly(1L);
    }

    protected final void given(StreamAppend append) {
        assertThat(store().append(organization, List.of(append))).isInstanceOf(Appended.class);
    }

    private AppendResult expecting(String stream, ExpectedVersion expected) {
        return store().append(organization, List.of(append(stream, expected, event("x", "{}"))));
    }

    private List<RecordedEvent> read(EventFilter filter) {
        return store().read(organization, filter, 10_000);
    }

    private List<Long> positions(EventFilter filter) {
        return read(filter).stream().map(RecordedEvent::position).toList();
    }
}
