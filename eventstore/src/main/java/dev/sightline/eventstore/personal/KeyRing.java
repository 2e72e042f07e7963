package dev.sightline.eventstore.personal;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a piece of work needs, and who of those concerned is forgotten. AES-256-GCM: one byte form, 12 bytes nonce, the text,
 * 16 bytes tag over it, the organisation, the owner and the context. Good for one transaction; thread-safe as far as its
 * source of nonces is.
 */
public final class KeyRing {
    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final OrganizationId organization;
    private final Map<KeyOwner, SecretKey> keys;
    private final Set<String> forgotten;
    private final Supplier<byte[]> nonces;
    /** Looked up once, as that costs more than a text does; it goes with the ring, and the last key in it too. */
    private @Nullable Cipher cipher;

    /**
     * @param forgotten subjects and contacts
     * @param nonces {@value #NONCE_BYTES} bytes each, never twice the same with a key
     */
    public KeyRing(
            OrganizationId organization,
            Map<KeyOwner, SecretKey> keys,
            Set<String> forgotten,
            Supplier<byte[]> nonces) {
        this.organization = organization;
        this.keys = Map.copyOf(keys);
        this.forgotten = Set.copyOf(forgotten);
        this.nonces = nonces;
    }

    public boolean forgotten(KeyOwner owner) {
        return forgotten.contains(owner.subject()) || forgotten.contains(owner.contact());
    }

    /** Null where the owner is forgotten. */
    public byte @Nullable [] seal(KeyOwner owner, String context, byte[] plain) {
        if (forgotten(owner)) {
            return null;
        }
        byte[] nonce = nonces.get();
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, owner, nonce, context, plain);
        return ByteBuffer.allocate(1 + nonce.length + sealed.length)
                .put(FORM)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /**
     * Null where the owner is forgotten.
     *
     * @throws EventStoreException where it was altered, or sealed for another organisation, owner or context
     */
    public byte @Nullable [] open(KeyOwner owner, String context, byte[] sealed) {
        if (forgotten(owner)) {
            return null;
        }
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != FORM) {
            throw new EventStoreException("the sealed texts of " + owner.subject() + " have no form that is known");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        byte[] body = Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length);
        return crypt(Cipher.DECRYPT_MODE, owner, nonce, context, body);
    }

    private synchronized byte[] crypt(int mode, KeyOwner owner, byte[] nonce, String context, byte[] bytes) {
        SecretKey key = keys.get(owner);
        if (key == null) {
            throw new EventStoreException("organisation " + organization + " has no key for the texts of "
                    + owner.subject() + " although nobody forgot them");
        }
        try {
            Cipher aes = cipher;
            if (aes == null) {
                aes = Cipher.getInstance("AES/GCM/NoPadding");
                cipher = aes;
            }
            aes.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            aes.updateAAD((organization + "\n" + owner.subject() + "\n" + owner.contact() + "\n" + context)
                    .getBytes(StandardCharsets.UTF_8));
            return aes.doFinal(bytes);
        } catch (AEADBadTagException e) {
            throw new EventStoreException("the sealed texts of " + owner.subject()
                    + " were altered, or are not where they were put: they do not open");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
