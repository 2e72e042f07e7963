package dev.sightline.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EventCodecTest {
    private static final Path APPROVED = Path.of("src/test/resources/approved");
    private static final JsonMapper PRETTY = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final EventCodec codec = new EventCodec();

    static Stream<Class<? extends DomainEvent>> types() {
        return Samples.types().stream();
    }

    /** R8: what was stored once is read for ever. {@code -Dsightline.approve} writes the file of a new type or version. */
    @ParameterizedTest
    @MethodSource("types")
    void the_stored_json_of_each_type_is_pinned(Class<? extends DomainEvent> type) throws IOException {
        DomainEvent event = Samples.typical(type);
        Path file = APPROVED.resolve(EventCodec.typeOf(event) + ".v" + EventCodec.versionOf(event) + ".json");
        if (Boolean.getBoolean("sightline.approve") && !Files.exists(file)) {
            Files.writeString(file, PRETTY.writeValueAsString(PRETTY.readTree(codec.write(event))) + "\n");
        }
        assertThat(file)
                .as("run with -Dsightline.approve=true to pin a new type")
                .exists();
        String approved = Files.readString(file, StandardCharsets.UTF_8);

        assertThat(codec.read(EventCodec.typeOf(event), EventCodec.versionOf(event), approved))
                .isEqualTo(event);
        assertThat(PRETTY.readTree(codec.write(event))).isEqualTo(PRETTY.readTree(approved));
    }

    /**
     * One for each version that a type ever had, so that none is dropped when the next comes; and what it reads as: of an older version
     * {@code -Dsightline.approve} writes that once.
     */
    @ParameterizedTest
    @MethodSource("types")
    void each_version_of_a_type_is_pinned_and_so_is_what_it_reads_as(Class<? extends DomainEvent> type)
            throws IOException {
        DomainEvent typical = Samples.typical(type);
        String name = EventCodec.typeOf(typical);
        int present = EventCodec.versionOf(typical);
        for (int version = 1; version <= present; version++) {
            int stored = version;
            String data = pinned(typical, version);
            ApprovedReading.of(APPROVED, name, version, present).check(codec, () -> codec.read(name, stored, data));
        }
    }

    @Test
    void an_upcaster_that_is_changed_or_answers_differently_each_time_is_noticed(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("crm.opportunity.won.v1.as.v2.json");
        ApprovedReading approving = new ApprovedReading(file, true);
        ApprovedReading pinned = new ApprovedReading(file, false);
        EventCodec released = closing(() -> "2026-03-31T00:00:00Z");
        assertThatThrownBy(() -> pinned.check(released, () -> won(released)))
                .as("nothing is approved yet")
                .isInstanceOf(AssertionError.class);
        approving.check(released, () -> won(released));
        pinned.check(released, () -> won(released));

        EventCodec changed = closing(() -> "2026-03-31T12:00:00Z");
        assertThatThrownBy(() -> approving.check(changed, () -> won(changed))).isInstanceOf(AssertionError.class);
        Iterator<String> times =
                List.of("2026-03-31T00:00:00Z", "2026-03-31T00:00:01Z").iterator();
        EventCodec impure = closing(times::next);
        assertThatThrownBy(() -> pinned.check(impure, () -> won(impure)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("read again");
    }

    private static DomainEvent won(EventCodec codec) {
        return codec.read("crm.opportunity.won", 1, "{}");
    }

    /** A catalogue in which a deal's closing comes with version 2. */
    private static EventCodec closing(Supplier<String> at) {
        Upcaster closed = new Upcaster() {
            @Override
            public String type() {
                return "crm.opportunity.won";
            }

            @Override
            public int from() {
                return 1;
            }

            @Override
            public ObjectNode upcast(ObjectNode data) {
                return data.put("closed_at", at.get());
            }
        };
        return new EventCodec(new Upcasters(Map.of("crm.opportunity.won", 2), List.of(closed)));
    }

    /** What is pinned today will one day be read by an upcaster: by way of a tree, and not one letter is lost on it. */
    @ParameterizedTest
    @MethodSource("types")
    void each_pinned_type_survives_its_next_version(Class<? extends DomainEvent> type) throws IOException {
        DomainEvent typical = Samples.typical(type);
        String name = EventCodec.typeOf(typical);
        int version = EventCodec.versionOf(typical);
        List<Upcaster> steps = new ArrayList<>();
        for (int from = 1; from <= version; from++) {
            steps.add(new Renaming(name, from, from == version));
        }
        EventCodec next = new EventCodec(new Upcasters(Map.of(name, version + 1), steps));
        ObjectNode stored = (ObjectNode) PRETTY.readTree(pinned(typical, version));
        List.copyOf(stored.propertyNames()).forEach(field -> stored.set("old_" + field, stored.remove(field)));

        assertThat(next.read(name, version, stored.toString())).isEqualTo(typical);
    }

    /** The last step gives the fields today's names; those before leave all as it is. */
    private record Renaming(String type, int from, boolean last) implements Upcaster {
        @Override
        public ObjectNode upcast(ObjectNode data) {
            if (last) {
                List.copyOf(data.propertyNames()).forEach(field -> data.set(field.substring(4), data.remove(field)));
            }
            return data;
        }
    }

    private static String pinned(DomainEvent event, int version) throws IOException {
        return Files.readString(APPROVED.resolve(EventCodec.typeOf(event) + ".v" + version + ".json"));
    }

    @Test
    void an_older_version_is_read_through_its_upcasters() {
        Upcaster closedOn = new Upcaster() {
            @Override
            public String type() {
                return "crm.opportunity.won";
            }

            @Override
            public int from() {
                return 1;
            }

            @Override
            public ObjectNode upcast(ObjectNode data) {
                data.put("closed_at", data.remove("closed_on").stringValue() + "T00:00:00Z");
                return data;
            }
        };
        EventCodec later = new EventCodec(new Upcasters(Map.of("crm.opportunity.won", 2), List.of(closedOn)));

        assertThat(later.read("crm.opportunity.won", 1, "{\"closed_on\": \"2026-03-31\"}"))
                .isEqualTo(new CrmEvent.OpportunityWon(Instant.parse("2026-03-31T00:00:00Z")));
        assertThatThrownBy(() -> later.read("crm.opportunity.won", 1, "[]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void no_pinned_type_has_left_the_catalogue() throws IOException {
        try (Stream<Path> files = Files.list(APPROVED)) {
            assertThat(files.map(
                            file -> file.getFileName().toString().replaceAll("\\.v\\d+(\\.as\\.v\\d+)?\\.json$", "")))
                    .allMatch(EventCodec.types()::contains);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void every_event_comes_back_as_it_was(Class<? extends DomainEvent> type) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 50; n++) {
            DomainEvent event = Samples.random(type, random);
            String stored = codec.write(event);
            assertThat(codec.read(EventCodec.typeOf(event), EventCodec.versionOf(event), stored))
                    .as("seed %d: %s", seed, stored)
                    .isEqualTo(event);
        }
    }

    @Test
    void a_reader_takes_fields_that_it_does_not_know() {
        assertThat(codec.read("crm.opportunity.deleted", 1, "{\"by\": \"a newer producer\"}"))
                .isEqualTo(new CrmEvent.OpportunityDeleted());
    }

    @Test
    void what_the_catalogue_does_not_hold_is_refused_without_quoting_it() {
        assertThatThrownBy(() -> codec.read("crm.opportunity.vanished", 1, "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("crm.opportunity.vanished");
        assertThatThrownBy(() -> codec.read("crm.opportunity.won", 2, "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> codec.read("crm.opportunity.won", 1, "{\"closed_at\": \"secret\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
    }
}
