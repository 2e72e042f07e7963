package dev.sightline.eventstore.secret;

import dev.sightline.eventstore.OrganizationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encloses small secrets for keeping in the database: AES-256-GCM under a master key.
 *
 * <p>An envelope opens only for the organisation and the purpose that it was made for, so whoever can write to the database
 * cannot pass off one organisation's secret, or one kind of secret, as another. It is 37 bytes longer than what it holds:
 *
 * <pre>
 *     1 byte    form, 1
 *     8 bytes   name of the master key
 *     12 bytes  nonce, random
 *     n bytes   the secret, encrypted
 *     16 bytes  tag over all of it, the organisation and the purpose
 * </pre>
 *
 * <p>With random nonces of 96 bits, one key is good for 2^32 envelopes (NIST SP 800-38D, 8.3). Thread-safe.
 */
public final class SecretBox {
    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 1 + MasterKey.NAME_BYTES;

    /** Looking one up costs more than a secret does. It keeps the master key that it was last used with, which stays in memory anyway. */
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(SecretBox::lookUp);

    private final MasterKey current;
    private final Map<String, MasterKey> byName = new HashMap<>();
    private final SecureRandom random;

    public SecretBox(MasterKeys keys, SecureRandom random) {
        this.current = keys.current();
        keys.old().forEach(key -> byName.put(key.name(), key));
        byName.put(current.name(), current);
        this.random = random;
    }

    /**
     * The secret in an envelope of the current key; a different one each time.
     *
     * @param purpose what the secret is for and whose it is, such as {@code personal-key/user/odoo-12}; not encrypted
     */
    public byte[] enclose(OrganizationId organization, String purpose, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD_BYTES)
                .put(FORM)
                .put(current.nameBytes())
                .array();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, current, nonce, head, organization, purpose)
                    .doFinal(secret);
            return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + sealed.length)
                    .put(head)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws UnreadableSecret for anything that was not enclosed for this organisation and this purpose */
    public byte[] open(OrganizationId organization, String purpose, byte[] envelope) {
        checkForm(organization, envelope);
        MasterKey key = byName.get(keyName(envelope));
        if (key == null) {
            throw new UnreadableSecret("a secret of organisation " + organization + " was enclosed with master key "
                    + keyName(envelope) + ", which is not among those given");
        }
        ByteBuffer parts = ByteBuffer.wrap(envelope);
        byte[] head = take(parts, HEAD_BYTES);
        byte[] nonce = take(parts, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, head, organization, purpose)
                    .doFinal(take(parts, parts.remaining()));
        } catch (AEADBadTagException e) {
            throw new UnreadableSecret("a secret of organisation " + organization
                    + " was altered, or is not where it was put: it does not open");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** False for an envelope of an old key: its owner encloses the secret anew when it is next at hand. */
    public boolean isCurrent(OrganizationId organization, byte[] envelope) {
        checkForm(organization, envelope);
        return keyName(envelope).equals(current.name());
    }

    /**
     * The same secret in an envelope of the current key; empty where it lies in one. It is opened in both cases.
     *
     * @throws UnreadableSecret as {@link #open}
     */
    public Optional<byte[]> renew(OrganizationId organization, String purpose, byte[] envelope) {
        byte[] secret = open(organization, purpose, envelope);
        return isCurrent(organization, envelope)
                ? Optional.empty()
                : Optional.of(enclose(organization, purpose, secret));
    }

    /**
     * A key of its own for something else than enclosing: HMAC-SHA-256, made from the current master key. Whoever has the same master
     * key gets the same one; it lasts as long as that key is current.
     *
     * @param purpose what it is for; each has its own
     */
    public SecretKey keyFor(String purpose) {
        return current.derive(purpose);
    }

    private static void checkForm(OrganizationId organization, byte[] envelope) {
        if (envelope.length < HEAD_BYTES + NONCE_BYTES + TAG_BYTES || envelope[0] != FORM) {
            throw new UnreadableSecret("a secret of organisation " + organization + " has no form that is known");
        }
    }

    private static String keyName(byte[] envelope) {
        return HexFormat.of().formatHex(envelope, 1, HEAD_BYTES);
    }

    private static Cipher cipher(
            int mode, MasterKey key, byte[] nonce, byte[] head, OrganizationId organization, String purpose)
            throws GeneralSecurityException {
        Cipher cipher = CIPHERS.get();
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        // All but the last are of fixed length, so no two places read alike.
        cipher.updateAAD(head);
        cipher.updateAAD(
                ByteBuffer.allocate(Integer.BYTES).putInt(organization.value()).array());
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static Cipher lookUp() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES-GCM", e);
        }
    }

    private static byte[] take(ByteBuffer from, int length) {
        byte[] taken = new byte[length];
        from.get(taken);
        return taken;
    }
}
