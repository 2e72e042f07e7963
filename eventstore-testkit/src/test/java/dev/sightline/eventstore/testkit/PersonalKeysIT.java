package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.personal.KeyOwner;
import dev.sightline.eventstore.personal.KeyRing;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.eventstore.personal.PersonalKeys.Reenclosed;
import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PersonalKeysIT {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final MasterKey MASTER = MasterKey.ofBase64(MasterKey.generate(RANDOM));
    private static final KeyOwner ANA = new KeyOwner("user/odoo-1", "");
    private static final KeyOwner DEAL = new KeyOwner("opportunity/odoo-5", "account/odoo-7");
    private static final byte[] TEXT = "Zoë".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh();

    private static int organizations;

    private final OrganizationId organization = new OrganizationId(++organizations);
    private final PersonalKeys keys = keys(MASTER, List.of());

    private static PersonalKeys keys(MasterKey current, List<MasterKey> older) {
        return new PersonalKeys(new SecretBox(new MasterKeys(current, older), RANDOM), RANDOM);
    }

    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T within(Work<T> work) throws SQLException {
        return within(organization, work);
    }

    private static <T> T within(OrganizationId organization, Work<T> work) throws SQLException {
        try (Connection connection = DATABASE.application().getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement enter =
                    connection.prepareStatement("SELECT set_config('sightline.organization', ?, true)")) {
                enter.setString(1, organization.toString());
                enter.execute();
            }
            T result = work.run(connection);
            connection.commit();
            return result;
        }
    }

    /** Empty where the owner is forgotten. */
    private Optional<byte[]> seal(KeyOwner owner) throws SQLException {
        return within(connection -> Optional.ofNullable(
                keys.forWriting(connection, organization, List.of(owner)).seal(owner, "c", TEXT)));
    }

    /** Empty where the owner is forgotten. */
    private Optional<byte[]> open(PersonalKeys with, KeyOwner owner, byte[] sealed) throws SQLException {
        return within(
                connection -> Optional.ofNullable(with.forReading(connection, organization, List.of(owner), List.of())
                        .open(owner, "c", sealed)));
    }

    private int forget(String... subjects) throws SQLException {
        return within(connection -> keys.forget(
                        connection, organization, Arrays.asList(subjects), Instant.EPOCH, "someone", "asked for it"))
                .keys();
    }

    private long count() throws SQLException {
        return within(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM personal_keys");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Test
    void a_key_is_made_once_and_opens_what_it_sealed_in_any_process() throws SQLException {
        byte[] one = seal(ANA).orElseThrow();
        byte[] two = seal(ANA).orElseThrow();

        assertThat(open(keys(MASTER, List.of()), ANA, one)).hasValue(TEXT);
        assertThat(open(keys, ANA, two)).hasValue(TEXT);
        assertThat(one).isNotEqualTo(two);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void forgetting_destroys_the_keys_of_a_person_as_subject_and_as_contact_and_none_is_made_again()
            throws SQLException {
        byte[] ana = seal(ANA).orElseThrow();
        byte[] deal = seal(DEAL).orElseThrow();
        KeyOwner other = new KeyOwner("opportunity/odoo-6", "account/odoo-8");
        byte[] stays = seal(other).orElseThrow();

        assertThat(forget("account/odoo-7", "user/odoo-1")).isEqualTo(2);

        assertThat(open(keys, ANA, ana)).isEmpty();
        assertThat(open(keys, DEAL, deal)).isEmpty();
        assertThat(open(keys, other, stays)).hasValue(TEXT);
        assertThat(seal(ANA)).isEmpty();
        assertThat(seal(new KeyOwner("opportunity/odoo-9", "account/odoo-7"))).isEmpty();
        assertThat(count()).isEqualTo(1);
        assertThat(forget("account/odoo-7", "user/odoo-1")).as("again").isZero();
    }

    @Test
    void what_was_never_sealed_is_known_to_be_of_somebody_who_is_forgotten() throws SQLException {
        forget("user/odoo-1");
        KeyOwner other = new KeyOwner("user/odoo-2", "");
        KeyRing ring = within(connection -> keys.forReading(connection, organization, List.of(), List.of(ANA, other)));
        assertThat(ring.forgotten(ANA)).isTrue();
        assertThat(ring.forgotten(other)).isFalse();
    }

    @Test
    void another_organisation_keeps_its_own() throws SQLException {
        OrganizationId other = new OrganizationId(++organizations);
        byte[] theirs = within(
                other,
                connection -> Objects.requireNonNull(
                        keys.forWriting(connection, other, List.of(ANA)).seal(ANA, "c", TEXT)));
        seal(ANA);
        forget("user/odoo-1");
        byte[] read = within(
                other,
                connection -> Objects.requireNonNull(keys.forReading(connection, other, List.of(ANA), List.of())
                        .open(ANA, "c", theirs)));
        assertThat(read).isEqualTo(TEXT);
        Set<String> forgotten = within(other, connection -> keys.allForgotten(connection, other));
        assertThat(forgotten).isEmpty();
    }

    @Test
    void a_key_of_a_transaction_that_was_rolled_back_seals_nothing_later() throws SQLException {
        assertThatThrownBy(() -> within(connection -> {
                    keys.forWriting(connection, organization, List.of(ANA));
                    throw new SQLException("something else failed");
                }))
                .hasMessage("something else failed");
        assertThat(count()).isZero();
        byte[] sealed = seal(ANA).orElseThrow();
        assertThat(open(keys(MASTER, List.of()), ANA, sealed)).hasValue(TEXT);
    }

    @Test
    void many_who_write_at_once_in_any_order_agree_on_one_key_each() throws Exception {
        long seed = Seeds.take(1).findFirst().orElseThrow();
        List<KeyOwner> owners = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            owners.add(new KeyOwner("user/odoo-" + i, ""));
        }
        List<Callable<List<byte[]>>> writers = new ArrayList<>();
        for (int w = 0; w < 8; w++) {
            List<KeyOwner> mine = new ArrayList<>(owners);
            Collections.shuffle(mine, new Random(seed + w));
            writers.add(() -> within(connection -> {
                KeyRing ring = keys.forWriting(connection, organization, mine);
                return owners.stream()
                        .map(owner -> Objects.requireNonNull(ring.seal(owner, "c", TEXT)))
                        .toList();
            }));
        }
        Seeds.random(seed);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<byte[]>> sealed : threads.invokeAll(writers)) {
                for (int i = 0; i < owners.size(); i++) {
                    assertThat(open(keys, owners.get(i), sealed.get().get(i))).hasValue(TEXT);
                }
            }
        }
        assertThat(count()).isEqualTo(40);
    }

    /** Whoever writes has the key, or knows that the person is forgotten; nobody keeps a key that outlives the forgetting. */
    @Test
    void writing_and_forgetting_at_once_leaves_no_key() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                KeyOwner owner = new KeyOwner("user/odoo-" + round, "");
                Future<Optional<byte[]>> writer = threads.submit(() -> seal(owner));
                Future<Integer> forgetter = threads.submit(() -> forget(owner.subject()));
                Optional<byte[]> sealed = writer.get();
                assertThat(forgetter.get()).isEqualTo(sealed.isPresent() ? 1 : 0);
                if (sealed.isPresent()) {
                    assertThat(open(keys, owner, sealed.get())).isEmpty();
                }
            }
        }
        assertThat(count()).isZero();
    }

    @Test
    void a_new_master_key_encloses_anew_in_steps() throws SQLException {
        byte[] ana = seal(ANA).orElseThrow();
        byte[] deal = seal(DEAL).orElseThrow();
        MasterKey fresh = MasterKey.ofBase64(MasterKey.generate(RANDOM));
        PersonalKeys both = keys(fresh, List.of(MASTER));
        PersonalKeys alone = keys(fresh, List.of());
        Reenclosed lost = within(connection -> alone.reenclose(connection, organization, null, 10));
        assertThat(lost.anew() + lost.already()).isZero();
        assertThat(lost.unreadable()).containsOnlyKeys(ANA, DEAL);
        assertThat(lost.unreadable().values())
                .allSatisfy(why -> assertThat(why).contains("which is not among those given"));

        Optional<KeyOwner> after = Optional.empty();
        int steps = 0;
        int anew = 0;
        do {
            KeyOwner from = after.orElse(null);
            Reenclosed step = within(connection -> both.reenclose(connection, organization, from, 1));
            after = Optional.ofNullable(step.next());
            anew += step.anew();
            steps++;
        } while (after.isPresent());

        assertThat(steps).isEqualTo(3);
        assertThat(anew).isEqualTo(2);
        Reenclosed again = within(connection -> alone.reenclose(connection, organization, null, 10));
        assertThat(again).isEqualTo(new Reenclosed(0, 2, Map.of(), null));
        assertThat(open(alone, ANA, ana)).hasValue(TEXT);
        assertThat(open(alone, DEAL, deal)).hasValue(TEXT);
    }

    @Test
    void who_is_forgotten_stays_so() throws SQLException {
        forget("user/odoo-1", "account/odoo-7");
        for (String change : List.of(
                "DELETE FROM forgotten_people", "UPDATE forgotten_people SET subject = 'user/odoo-2', reason = ''")) {
            assertThatThrownBy(() -> within(connection -> {
                        try (PreparedStatement statement = connection.prepareStatement(change)) {
                            return statement.executeUpdate();
                        }
                    }))
                    .hasMessageContaining("permission denied");
        }
        Set<String> before = within(connection -> keys.uncleaned(connection, organization));
        assertThat(before).containsExactlyInAnyOrder("account/odoo-7", "user/odoo-1");
        within(connection -> {
            keys.cleaned(connection, organization, Set.of("user/odoo-1"), Instant.EPOCH);
            return true;
        });
        Set<String> after = within(connection -> keys.uncleaned(connection, organization));
        assertThat(after).containsExactly("account/odoo-7");
    }
}
