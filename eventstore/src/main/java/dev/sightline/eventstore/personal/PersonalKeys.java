package dev.sightline.eventstore.personal;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.eventstore.secret.UnreadableSecret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code personal_keys} and {@code forgotten_people}. Each call within a transaction that entered the organisation; a
 * set of keys costs the same one or two round trips whatever its size. Thread-safe.
 *
 * <p>Keys are never remembered by owner, as the one who remembers would not hear that somebody is forgotten, or that the
 * transaction that made a key was rolled back. What is remembered, in bounded number, is what an enclosed key opens to.
 */
public final class PersonalKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int REMEMBERED = 20_000;

    /** First half of the advisory lock: whoever writes personal texts shares it, whoever forgets has it alone. */
    private static final int LOCK = 0x70657273;

    private final SecretBox box;
    private final SecureRandom random;
    private final Map<Enclosed, SecretKey> opened = new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Enclosed, SecretKey> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Enclosed(OrganizationId organization, KeyOwner owner, ByteBuffer envelope) {}

    /**
     * What forgetting did.
     *
     * @param keys how many there were
     * @param anew the streams that were not forgotten before
     */
    public record Destroyed(int keys, Set<String> anew) {}

    /**
     * What became of some of the keys.
     *
     * @param anew how many are enclosed under the current master key now
     * @param already how many were
     * @param unreadable why the others do not open, by whose they are; they are as they were
     * @param next where to go on; null when all are done
     */
    public record Reenclosed(
            int anew,
            int already,
            Map<KeyOwner, String> unreadable,
            @Nullable KeyOwner next) {}

    public PersonalKeys(SecretBox box, SecureRandom random) {
        this.box = box;
        this.random = random;
    }

    /**
     * Keys to seal with, made where there is none yet and nobody is forgotten. Until the transaction ends nobody is forgotten
     * meanwhile. Ask before the log's head row is taken.
     */
    public KeyRing forWriting(Connection transaction, OrganizationId organization, Collection<KeyOwner> owners)
            throws SQLException {
        Set<KeyOwner> sorted = new TreeSet<>(owners);
        share(transaction, organization);
        Set<String> forgotten = forgotten(transaction, organization, sorted);
        sorted.removeIf(owner -> forgotten.contains(owner.subject()) || forgotten.contains(owner.contact()));
        Map<KeyOwner, SecretKey> keys = keys(transaction, organization, sorted);
        sorted.removeAll(keys.keySet());
        if (!sorted.isEmpty()) {
            keys.putAll(make(transaction, organization, sorted));
            sorted.removeAll(keys.keySet());
            // Made by somebody else meanwhile, for whom the insert waited.
            keys.putAll(keys(transaction, organization, sorted));
        }
        return new KeyRing(organization, keys, forgotten, this::nonce);
    }

    /**
     * Keys to open with.
     *
     * @param sealed owners of texts that are sealed
     * @param clear owners of texts that are not, of whom is only asked whether they are forgotten
     */
    public KeyRing forReading(
            Connection transaction,
            OrganizationId organization,
            Collection<KeyOwner> sealed,
            Collection<KeyOwner> clear)
            throws SQLException {
        Map<KeyOwner, SecretKey> keys = keys(transaction, organization, new HashSet<>(sealed));
        Set<KeyOwner> doubtful = new HashSet<>(clear);
        sealed.stream().filter(owner -> !keys.containsKey(owner)).forEach(doubtful::add);
        return new KeyRing(organization, keys, forgotten(transaction, organization, doubtful), this::nonce);
    }

    /** All who are forgotten. Until the transaction ends nobody else is. */
    public Set<String> allForgotten(Connection transaction, OrganizationId organization) throws SQLException {
        share(transaction, organization);
        return subjects(transaction, organization, "TRUE");
    }

    /** Those forgotten whose copies outside of the log are still to be cleaned. */
    public Set<String> uncleaned(Connection transaction, OrganizationId organization) throws SQLException {
        return subjects(transaction, organization, "cleaned_at IS NULL");
    }

    /**
     * Destroys the keys of these streams, and of everything sealed about them; waits for those who are writing. Doing it again
     * changes nothing.
     *
     * @param by whoever asked for it
     */
    public Destroyed forget(
            Connection transaction,
            OrganizationId organization,
            Collection<String> subjects,
            Instant at,
            String by,
            String reason)
            throws SQLException {
        Object[] sorted = new TreeSet<>(subjects).toArray();
        Set<String> anew = new TreeSet<>();
        try (PreparedStatement alone = transaction.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
            alone.setInt(1, LOCK);
            alone.setInt(2, organization.value());
            alone.execute();
        }
        synchronized (opened) {
            opened.clear();
        }
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO forgotten_people (organization_id, subject, forgotten_at, forgotten_by, reason)
                SELECT ?, subject, ?, ?, ? FROM unnest(?::text[]) AS subject
                ON CONFLICT DO NOTHING
                RETURNING subject
                """)) {
            insert.setInt(1, organization.value());
            insert.setObject(2, at.atOffset(ZoneOffset.UTC));
            insert.setString(3, by);
            insert.setString(4, reason);
            insert.setArray(5, transaction.createArrayOf("text", sorted));
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    anew.add(rows.getString(1));
                }
            }
        }
        try (PreparedStatement delete = transaction.prepareStatement("""
                DELETE FROM personal_keys
                WHERE organization_id = ? AND (subject = ANY (?) OR contact <> '' AND contact = ANY (?))
                """)) {
            delete.setInt(1, organization.value());
            delete.setArray(2, transaction.createArrayOf("text", sorted));
            delete.setArray(3, transaction.createArrayOf("text", sorted));
            return new Destroyed(delete.executeUpdate(), Set.copyOf(anew));
        }
    }

    /** Copies outside of the log are rid of them. */
    public void cleaned(Connection transaction, OrganizationId organization, Collection<String> subjects, Instant at)
            throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE forgotten_people SET cleaned_at = ?
                WHERE organization_id = ? AND subject = ANY (?) AND cleaned_at IS NULL
                """)) {
            update.setObject(1, at.atOffset(ZoneOffset.UTC));
            update.setInt(2, organization.value());
            update.setArray(3, transaction.createArrayOf("text", subjects.toArray()));
            update.executeUpdate();
        }
    }

    /**
     * Encloses under the current master key what is enclosed under an older one; whoever forgets somebody waits meanwhile.
     *
     * @param after where the last call ended; null for the first
     * @param limit how many keys to look at
     */
    public Reenclosed reenclose(
            Connection transaction, OrganizationId organization, @Nullable KeyOwner after, int limit)
            throws SQLException {
        // Forgetting takes rows in another order than this one.
        share(transaction, organization);
        List<KeyOwner> owners = new ArrayList<>();
        List<byte[]> anew = new ArrayList<>();
        Map<KeyOwner, String> unreadable = new LinkedHashMap<>();
        KeyOwner last = null;
        int read = 0;
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT subject, contact, enclosed FROM personal_keys
                WHERE organization_id = ? AND (subject, contact) > (?, ?)
                ORDER BY subject, contact LIMIT ?
                FOR UPDATE
                """)) {
            select.setInt(1, organization.value());
            select.setString(2, after == null ? "" : after.subject());
            select.setString(3, after == null ? "" : after.contact());
            select.setInt(4, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    KeyOwner owner = new KeyOwner(rows.getString(1), rows.getString(2));
                    last = owner;
                    read++;
                    try {
                        box.renew(organization, purpose(owner), rows.getBytes(3))
                                .ifPresent(fresh -> {
                                    owners.add(owner);
                                    anew.add(fresh);
                                });
                    } catch (UnreadableSecret e) {
                        unreadable.put(owner, String.valueOf(e.getMessage()));
                    }
                }
            }
        }
        if (!owners.isEmpty()) {
            try (PreparedStatement update = transaction.prepareStatement("""
                    UPDATE personal_keys k SET enclosed = anew.enclosed
                    FROM unnest(?::text[], ?::text[], ?::bytea[]) AS anew (subject, contact, enclosed)
                    WHERE k.organization_id = ? AND k.subject = anew.subject AND k.contact = anew.contact
                    """)) {
                bind(transaction, update, 1, owners);
                update.setArray(3, transaction.createArrayOf("bytea", anew.toArray(byte[][]::new)));
                update.setInt(4, organization.value());
                update.executeUpdate();
            }
        }
        int already = read - owners.size() - unreadable.size();
        return new Reenclosed(owners.size(), already, unreadable, read < limit ? null : last);
    }

    private Map<KeyOwner, SecretKey> keys(
            Connection transaction, OrganizationId organization, Collection<KeyOwner> owners) throws SQLException {
        Map<KeyOwner, SecretKey> keys = HashMap.newHashMap(owners.size());
        if (owners.isEmpty()) {
            return keys;
        }
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT k.subject, k.contact, k.enclosed
                FROM unnest(?::text[], ?::text[]) AS wanted (subject, contact)
                -- One look into the index for each, whatever the statistics say.
                CROSS JOIN LATERAL (
                    SELECT * FROM personal_keys p
                    WHERE p.organization_id = ? AND p.subject = wanted.subject AND p.contact = wanted.contact
                    LIMIT 1) AS k
                """)) {
            bind(transaction, select, 1, List.copyOf(owners));
            select.setInt(3, organization.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    KeyOwner owner = new KeyOwner(rows.getString(1), rows.getString(2));
                    keys.put(owner, opened(organization, owner, rows.getBytes(3)));
                }
            }
        }
        return keys;
    }

    /** Those that nobody else made meanwhile. */
    private Map<KeyOwner, SecretKey> make(Connection transaction, OrganizationId organization, Set<KeyOwner> sorted)
            throws SQLException {
        List<KeyOwner> owners = List.copyOf(sorted);
        Map<KeyOwner, SecretKey> drawn = HashMap.newHashMap(owners.size());
        byte[][] enclosed = new byte[owners.size()][];
        for (int i = 0; i < enclosed.length; i++) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            drawn.put(owners.get(i), new SecretKeySpec(key, "AES"));
            enclosed[i] = box.enclose(organization, purpose(owners.get(i)), key);
        }
        Set<KeyOwner> made = HashSet.newHashSet(owners.size());
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO personal_keys (organization_id, subject, contact, enclosed)
                SELECT ?, made.* FROM unnest(?::text[], ?::text[], ?::bytea[]) AS made
                ON CONFLICT DO NOTHING
                RETURNING subject, contact
                """)) {
            insert.setInt(1, organization.value());
            bind(transaction, insert, 2, owners);
            insert.setArray(4, transaction.createArrayOf("bytea", enclosed));
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    made.add(new KeyOwner(rows.getString(1), rows.getString(2)));
                }
            }
        }
        drawn.keySet().retainAll(made);
        return drawn;
    }

    private Set<String> forgotten(Connection transaction, OrganizationId organization, Collection<KeyOwner> owners)
            throws SQLException {
        Set<String> forgotten = new HashSet<>();
        if (owners.isEmpty()) {
            return forgotten;
        }
        Set<String> asked = new TreeSet<>();
        owners.forEach(owner -> {
            asked.add(owner.subject());
            asked.add(owner.contact());
        });
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT subject FROM forgotten_people WHERE organization_id = ? AND subject = ANY (?)")) {
            select.setInt(1, organization.value());
            select.setArray(2, transaction.createArrayOf("text", asked.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    forgotten.add(rows.getString(1));
                }
            }
        }
        return forgotten;
    }

    private static Set<String> subjects(Connection transaction, OrganizationId organization, String which)
            throws SQLException {
        Set<String> subjects = new TreeSet<>();
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT subject FROM forgotten_people WHERE organization_id = ? AND " + which)) {
            select.setInt(1, organization.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    subjects.add(rows.getString(1));
                }
            }
        }
        return subjects;
    }

    /** A statement of its own: the next one's snapshot then shows what whoever had the lock committed. */
    private static void share(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement shared = transaction.prepareStatement("SELECT pg_advisory_xact_lock_shared(?, ?)")) {
            shared.setInt(1, LOCK);
            shared.setInt(2, organization.value());
            shared.execute();
        }
    }

    private static void bind(Connection transaction, PreparedStatement statement, int at, List<KeyOwner> owners)
            throws SQLException {
        statement.setArray(
                at,
                transaction.createArrayOf(
                        "text", owners.stream().map(KeyOwner::subject).toArray()));
        statement.setArray(
                at + 1,
                transaction.createArrayOf(
                        "text", owners.stream().map(KeyOwner::contact).toArray()));
    }

    private SecretKey opened(OrganizationId organization, KeyOwner owner, byte[] enclosed) {
        Enclosed name = new Enclosed(organization, owner, ByteBuffer.wrap(enclosed));
        synchronized (opened) {
            SecretKey known = opened.get(name);
            if (known != null) {
                return known;
            }
        }
        SecretKey key = new SecretKeySpec(box.open(organization, purpose(owner), enclosed), "AES");
        synchronized (opened) {
            opened.put(name, key);
        }
        return key;
    }

    private byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    private static String purpose(KeyOwner owner) {
        return "personal-key/" + owner.subject() + "\n" + owner.contact();
    }
}
