package dev.sightline.eventstore.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.seal.LogVerification.Finding;
import dev.sightline.eventstore.seal.LogVerification.Report;
import java.io.IOException;
import java.io.StringReader;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogVerificationTest {
    private static final OrganizationId ACME = new OrganizationId(7);
    private static final KeyPair KEYS = SealKeys.generate();
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");

    private final long seed = Long.getLong("sightline.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    LogVerificationTest() {
        System.out.println("seed: repeat with -Dsightline.seed=" + seed);
    }

    private static RecordedEvent event(long position, String data) {
        return new RecordedEvent(
                ACME,
                position,
                new StreamId("opportunity", "odoo-" + position % 5),
                position / 5 + 1,
                NOON.plusSeconds(position),
                new NewEvent(
                        new UUID(7, position),
                        "crm.opportunity.updated",
                        1,
                        NOON,
                        data,
                        new EventOrigin(
                                "odoo", position % 3 == 0 ? null : "lead/" + position, null, null, "Ana\tB\\N\n")));
    }

    /** Dumps of logs whose ranges are sealed as told, followed by {@code tail} events that are not. */
    private static List<String> dump(List<Integer> ranges, int tail, KeyPair keys) {
        List<String> lines = new ArrayList<>(List.of(DumpLine.title(ACME)));
        byte[] previous = Seal.NONE_BEFORE;
        long position = 1;
        for (int range : ranges) {
            List<byte[]> leaves = new ArrayList<>();
            long from = position;
            for (int i = 0; i < range; i++, position++) {
                RecordedEvent event = event(position, "{\"amount\": " + position + "}");
                lines.add(DumpLine.of(event));
                leaves.add(Fingerprints.of(event));
            }
            byte[] root = Fingerprints.root(leaves);
            String key = SealKeys.nameOf(keys.getPublic());
            byte[] statement = Seal.statement(ACME, from, position - 1, root, previous, NOON, key);
            Seal seal = new Seal(
                    ACME, from, position - 1, root, previous, NOON, key, SealKeys.sign(keys, statement), leaves);
            lines.add(DumpLine.of(seal));
            previous = seal.fingerprint();
        }
        for (int i = 0; i < tail; i++, position++) {
            lines.add(DumpLine.of(event(position, "{}")));
        }
        return lines;
    }

    private static Report verify(List<String> lines) throws IOException {
        return verify(lines, null);
    }

    private static Report verify(List<String> lines, @org.jspecify.annotations.Nullable String noted)
            throws IOException {
        return LogVerification.of(new StringReader(String.join("", lines)), List.of(KEYS.getPublic()), noted);
    }

    private List<Integer> ranges() {
        return random.ints(1 + random.nextInt(4), 1, 40).boxed().toList();
    }

    @Test
    void a_sound_dump_is_found_sound_and_says_how_far_it_is_sealed() throws IOException {
        List<Integer> ranges = ranges();
        int events = ranges.stream().mapToInt(range -> range).sum();

        Report report = verify(dump(ranges, 3, KEYS));

        assertThat(report.finding()).as(report.explanation()).isNull();
        assertThat(report.organization()).isEqualTo(ACME);
        assertThat(report.events()).isEqualTo(events + 3);
        assertThat(report.sealedUpTo()).isEqualTo(events);
        assertThat(report.seals()).isEqualTo(ranges.size());
        assertThat(verify(dump(ranges, 0, KEYS), report.lastSeal()).finding()).isNull();
    }

    enum Harm {
        CHANGE_DATA(Finding.CHANGED),
        CHANGE_TIME(Finding.CHANGED),
        REMOVE(Finding.REMOVED),
        REPEAT(Finding.ADDED);

        private final Finding finding;

        Harm(Finding finding) {
            this.finding = finding;
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_first_position_that_was_harmed_is_named(Harm harm) throws IOException {
        for (int round = 0; round < 50; round++) {
            List<Integer> ranges = ranges();
            int events = ranges.stream().mapToInt(range -> range).sum();
            long harmed = 1 + random.nextInt(events);
            List<String> lines = dump(ranges, 2, KEYS);
            int at = lineOf(lines, harmed);
            RecordedEvent event = event(harmed, "{\"amount\": " + harmed + "}");
            switch (harm) {
                case CHANGE_DATA -> lines.set(at, DumpLine.of(event(harmed, "{\"amount\": " + harmed + "0}")));
                case CHANGE_TIME ->
                    lines.set(
                            at,
                            DumpLine.of(new RecordedEvent(
                                    ACME,
                                    harmed,
                                    event.stream(),
                                    event.version(),
                                    event.recordedAt().plusNanos(1_000),
                                    event.event())));
                case REMOVE -> lines.remove(at);
                case REPEAT -> lines.add(at, DumpLine.of(event));
            }
            // Harm further on must not hide the first.
            lines.set(lines.size() - 1, DumpLine.of(event(events + 2L, "{\"other\": 1}")));

            Report report = verify(lines);

            assertThat(report.finding()).as(report.explanation()).isEqualTo(harm.finding);
            assertThat(report.position()).as(report.explanation()).isEqualTo(harmed);
        }
    }

    @Test
    void of_two_harms_in_one_range_the_first_is_named_whichever_shows_first() throws IOException {
        for (Harm later : List.of(Harm.REMOVE, Harm.REPEAT)) {
            List<String> lines = dump(List.of(60), 2, KEYS);
            int at = lineOf(lines, 50);
            if (later == Harm.REMOVE) {
                lines.remove(at);
            } else {
                lines.add(at, lines.get(at));
            }
            lines.set(lineOf(lines, 10), DumpLine.of(event(10, "{\"amount\": 4711}")));

            Report report = verify(lines);

            assertThat(report.finding()).as(report.explanation()).isEqualTo(Finding.CHANGED);
            assertThat(report.position()).as(report.explanation()).isEqualTo(10);
        }
    }

    @Test
    void a_gap_behind_the_last_seal_is_named_too() throws IOException {
        List<String> lines = dump(List.of(5), 3, KEYS);
        lines.remove(lineOf(lines, 7));

        assertThat(verify(lines)).returns(Finding.REMOVED, Report::finding).returns(7L, Report::position);
    }

    private static int lineOf(List<String> lines, long position) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("event\t" + position + "\t")) {
                return i;
            }
        }
        throw new AssertionError("no event at " + position);
    }

    @Test
    void events_renumbered_to_hide_an_insertion_or_a_removal_differ_from_there_on() throws IOException {
        List<String> lines = new ArrayList<>(dump(List.of(10), 0, KEYS));
        String seal = lines.removeLast();
        for (long position = 10; position > 4; position--) {
            lines.set((int) position, DumpLine.of(event(position, "{\"amount\": " + (position - 1) + "}")));
        }
        lines.set(4, DumpLine.of(event(4, "{\"invented\": true}")));
        lines.add(seal);

        Report report = verify(lines);

        assertThat(report.finding()).isEqualTo(Finding.CHANGED);
        assertThat(report.position()).isEqualTo(4);
    }

    @Test
    void a_log_sealed_anew_with_another_key_is_not_ours() throws IOException {
        Report report = verify(dump(List.of(3, 4), 0, SealKeys.generate()));

        assertThat(report.finding()).isEqualTo(Finding.NOT_SEALED_BY_US);
        assertThat(report.position()).isEqualTo(1);
    }

    @Test
    void a_changed_seal_is_found_and_so_is_one_that_is_left_out() throws IOException {
        List<String> lines = dump(List.of(3, 4, 5), 0, KEYS);
        int second = 1 + 3 + 1 + 4;
        List<String> without = new ArrayList<>(lines);
        without.remove(second);
        List<String> changed = new ArrayList<>(lines);
        changed.set(second, lines.get(second).replace("seal\t4\t7", "seal\t4\t6"));

        assertThat(verify(without).finding()).isEqualTo(Finding.REMOVED);
        assertThat(verify(without).position()).isEqualTo(4);
        assertThat(verify(changed).finding()).isEqualTo(Finding.NOT_SEALED_BY_US);
        assertThat(verify(changed).position()).isEqualTo(4);
    }

    @Test
    void a_dump_cut_off_at_a_seal_is_found_by_a_seal_that_was_noted() throws IOException {
        List<String> whole = dump(List.of(3, 4), 0, KEYS);
        String noted = verify(whole).lastSeal();

        Report report = verify(whole.subList(0, 1 + 3 + 1), noted);

        assertThat(report.finding()).isEqualTo(Finding.REMOVED);
        assertThat(report.position()).isEqualTo(4);
    }

    @Test
    void events_missing_at_the_end_of_a_sealed_range_are_missed() throws IOException {
        List<String> lines = new ArrayList<>(dump(List.of(6), 0, KEYS));
        lines.remove(6);
        lines.remove(5);

        Report report = verify(lines);

        assertThat(report.finding()).isEqualTo(Finding.REMOVED);
        assertThat(report.position()).isEqualTo(5);
    }

    @Test
    void what_is_no_dump_is_said_to_be_none() throws IOException {
        assertThat(verify(List.of()).finding()).isEqualTo(Finding.UNREADABLE);
        assertThat(verify(List.of("hello\n")).finding()).isEqualTo(Finding.UNREADABLE);
        assertThat(verify(List.of("sightline-log\t1\t0\n")).finding()).isEqualTo(Finding.UNREADABLE);
        assertThat(verify(List.of(DumpLine.title(ACME), "event\t1\tnothing\n")).finding())
                .isEqualTo(Finding.UNREADABLE);
        assertThat(verify(List.of(DumpLine.title(ACME), "seal\t1\t1\tzz\tzz\t0\tk\tzz\tzz\n"))
                        .finding())
                .isEqualTo(Finding.UNREADABLE);
    }

    @Test
    void every_field_survives_the_dump() throws DumpLine.Unreadable {
        RecordedEvent event = event(3, "{\"text\": \"tab\\t, line\\n and \\\\N\", \"raw\": \"\u2028\"}");

        assertThat(DumpLine.parse(ACME, DumpLine.of(event).stripTrailing())).isEqualTo(event);
    }
}
