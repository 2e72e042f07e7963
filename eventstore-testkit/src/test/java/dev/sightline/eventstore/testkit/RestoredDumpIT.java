package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.personal.KeyOwner;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.eventstore.seal.LogVerification;
import dev.sightline.eventstore.seal.LogVerification.Report;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.eventstore.seal.Sealer;
import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that was restored from a dump, with the keys that were kept beside it and without. */
class RestoredDumpIT {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeyOwner ANA = new KeyOwner("user/odoo-1", "");
    private static final KeyOwner BEA = new KeyOwner("user/odoo-2", "");
    private static final String TEXT = "Zoë";

    @AutoClose
    private final TestDatabase database = fresh();

    @AutoClose
    private final TestDatabase restored = fresh();

    private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
    private final OrganizationId organization = new OrganizationId(1);
    private final KeyPair sealKeys = SealKeys.generate();
    private final PersonalKeys personal = personal(MasterKey.generate(RANDOM));
    private final List<RecordedEvent> before = new ArrayList<>();
    private @Nullable Report sealed;

    private static TestDatabase fresh() {
        return TestDatabase.fresh("tally", owner -> {
            EventStoreSchema.install(owner);
            Tally.createTable(owner);
        });
    }

    /** A log with two people's texts, sealed and projected; one of them is forgotten; then the dump and its restoration. */
    @BeforeEach
    void dumpAndRestore() throws Exception {
        Random random = Seeds.random();
        PostgresEventStore store = store(database);
        for (int i = 0; i < 150; i++) {
            store.append(
                    organization,
                    List.of(
                            append("a/" + random.nextInt(7), event("x", "{\"n\": " + i + "}")),
                            append("b/" + random.nextInt(3), event("y", "{}", "odoo-" + i))));
        }
        for (KeyOwner owner : List.of(ANA, BEA)) {
            store.append(organization, List.of(append(owner.subject(), personalEvent(owner))));
        }
        catchUp(database);
        new Sealer(database.application(), sealKeys, clock).seal(organization);
        within(
                database,
                transaction -> personal.forget(
                        transaction, organization, List.of(BEA.subject()), clock.instant(), "ann", "asked for it"));
        before.addAll(store.read(organization, EventFilter.all(), 1_000));
        sealed = verify(database, null, sealKeys.getPublic());

        CopiedDatabase.copy(database, restored);
    }

    @Test
    void every_order_is_kept_and_appends_and_projections_go_on() throws Exception {
        PostgresEventStore second = store(restored);

        assertThat(second.read(organization, EventFilter.all(), 1_000))
                .isEqualTo(before)
                .hasSize(302);
        AppendResult.Appended next = (AppendResult.Appended)
                second.append(organization, List.of(append("a/1", event("x", "{}"), event("y", "{}", "odoo-7"))));
        assertThat(next.events().getFirst().position()).isEqualTo(303);
        assertThat(next.events().getLast().alreadyRecorded())
                .as("what was recorded before the dump")
                .isTrue();
        catchUp(restored);
        assertThat(applied()).isEqualTo(LongStream.rangeClosed(1, 303).boxed().toList());
    }

    @Test
    void the_seals_verify_and_their_chain_goes_on_with_the_key_or_a_new_one() throws Exception {
        String lastSeal = Objects.requireNonNull(Objects.requireNonNull(sealed).lastSeal());
        assertThat(verify(restored, lastSeal, sealKeys.getPublic()))
                .isEqualTo(sealed)
                .returns(302L, Report::sealedUpTo);

        store(restored).append(organization, List.of(append("a/1", event("x", "{}"))));
        new Sealer(restored.application(), sealKeys, clock).seal(organization);
        Report same = verify(restored, lastSeal, sealKeys.getPublic());
        assertThat(same.finding()).as(same.explanation()).isNull();
        assertThat(same.sealedUpTo()).isEqualTo(303);

        // Where the private key was lost: a new one, and both public ones to verify with.
        KeyPair fresh = SealKeys.generate();
        store(restored).append(organization, List.of(append("a/1", event("x", "{}"))));
        new Sealer(restored.application(), fresh, clock).seal(organization);
        Report both = verify(restored, lastSeal, sealKeys.getPublic(), fresh.getPublic());
        assertThat(both.finding()).as(both.explanation()).isNull();
        assertThat(both.sealedUpTo()).isEqualTo(304);
        assertThat(verify(restored, lastSeal, fresh.getPublic()).finding()).isNotNull();
    }

    @Test
    void texts_open_with_the_master_key_alone_and_who_was_forgotten_stays_so() throws Exception {
        assertThat(opened(personal, ANA)).contains(TEXT);
        assertThat(opened(personal, BEA)).isEmpty();
        Optional<byte[]> anew = within(
                restored,
                transaction -> Optional.ofNullable(personal.forWriting(transaction, organization, List.of(BEA))
                        .seal(BEA, "c", bytes(TEXT))));
        assertThat(anew).as("no new key is made").isEmpty();

        PersonalKeys stranger = personal(MasterKey.generate(RANDOM));
        assertThatThrownBy(() -> opened(stranger, ANA)).hasMessageContaining("which is not among those given");
    }

    private NewEvent personalEvent(KeyOwner owner) throws SQLException {
        byte[] text = within(
                database,
                transaction -> Objects.requireNonNull(personal.forWriting(transaction, organization, List.of(owner))
                        .seal(owner, "c", bytes(TEXT))));
        return event("z", "{\"personal\": \"" + Base64.getEncoder().encodeToString(text) + "\"}");
    }

    /** The text in the restored log; empty where its person is forgotten. */
    private Optional<String> opened(PersonalKeys with, KeyOwner owner) throws SQLException {
        String data = store(restored).read(organization, EventFilter.all().ofTypes(Set.of("z")), 10).stream()
                .filter(each -> each.stream().toString().equals(owner.subject()))
                .findFirst()
                .orElseThrow()
                .data();
        byte[] text = Base64.getDecoder().decode(data.split("\"")[3]);
        Optional<byte[]> plain = within(
                restored,
                transaction -> Optional.ofNullable(with.forReading(transaction, organization, List.of(owner), List.of())
                        .open(owner, "c", text)));
        return plain.map(found -> new String(found, StandardCharsets.UTF_8));
    }

    private Report verify(TestDatabase where, @Nullable String noted, PublicKey... keys) throws Exception {
        StringWriter out = new StringWriter();
        LogDump.write(where.application(), store(where), organization, out);
        return LogVerification.of(new StringReader(out.toString()), List.of(keys), noted);
    }

    private PostgresEventStore store(TestDatabase where) {
        return new PostgresEventStore(where.application(), clock);
    }

    private static PersonalKeys personal(String masterKey) {
        return new PersonalKeys(
                new SecretBox(new MasterKeys(MasterKey.ofBase64(masterKey), List.of()), RANDOM), RANDOM);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T> T within(TestDatabase where, OrganizationTransaction.Work<T> work) throws SQLException {
        return OrganizationTransaction.run(where.application(), organization, work);
    }

    private void catchUp(TestDatabase where) {
        try (ProjectionEngine engine =
                new ProjectionEngine(where.application(), List.of(new Tally()), EngineSettings.defaults(), clock)) {
            assertThat(engine.catchUp(Tally.NAME, organization))
                    .isEqualTo(store(where).lastPosition(organization));
        }
    }

    private List<Long> applied() throws SQLException {
        List<Long> all =
                new ArrayList<>(within(restored, transaction -> Tally.positions(transaction, organization, "%")));
        all.sort(null);
        return all;
    }
}
