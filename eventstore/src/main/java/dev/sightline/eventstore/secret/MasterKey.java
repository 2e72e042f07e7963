package dev.sightline.eventstore.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** An AES key of 256 bits. Its text form is its name alone. Immutable. */
public final class MasterKey {
    static final int NAME_BYTES = 8;
    private static final int BYTES = 32;
    private static final String NAMING = "sightline master key";
    private static final String DERIVING = "sightline key for ";
    private static final String HMAC = "HmacSHA256";

    private final byte[] name;
    private final SecretKey key;

    private MasterKey(byte[] key) {
        this.name = Arrays.copyOf(keyed(key, NAMING), NAME_BYTES);
        this.key = new SecretKeySpec(key, "AES");
    }

    /** A key as {@link #generate} writes it; {@link IllegalArgumentException}, which shows none of it, for anything else. */
    public static MasterKey ofBase64(String text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // The decoder's own message shows a character of the key.
            key = new byte[0];
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a master key is 32 bytes in Base64");
        }
        return new MasterKey(key);
    }

    /** A new key in Base64, as {@code openssl rand -base64 32} makes one. */
    public static String generate(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** What envelopes call the key, in hexadecimal: tells two keys apart and nothing about them. */
    public String name() {
        return HexFormat.of().formatHex(name);
    }

    byte[] nameBytes() {
        return name.clone();
    }

    SecretKey key() {
        return key;
    }

    /** A key of 256 bits for HMAC-SHA-256, which tells nothing about this one. */
    SecretKey derive(String purpose) {
        return new SecretKeySpec(keyed(key.getEncoded(), DERIVING + purpose), HMAC);
    }

    private static byte[] keyed(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "master key " + name();
    }
}
