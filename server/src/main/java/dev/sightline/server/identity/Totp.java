package dev.sightline.server.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes by time (RFC 6238 with HMAC-SHA-1 and 30 seconds, which every authenticator app knows). Pure. */
final class Totp {
    static final int DIGITS = 6;
    /** RFC 4226, 4: as long as the hash. */
    static final int SECRET_BYTES = 20;

    private static final int STEP_SECONDS = 30;
    /** Clocks of telephones are a little off, and people type slowly. */
    private static final int STEPS_OFF = 1;

    private Totp() {}

    static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    }

    /** RFC 4226, 5.3. */
    static String code(byte[] secret, long step, int digits) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "RAW"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int bits = ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff;
            String code = Integer.toString(bits % (int) Math.pow(10, digits));
            return "0".repeat(digits - code.length()) + code;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The step whose code it is, of those around the time.
     *
     * @param after the last step whose code was used: it and those before it are not good any more
     */
    static OptionalLong match(byte[] secret, String code, Instant at, long after) {
        long now = step(at);
        OptionalLong found = OptionalLong.empty();
        for (long step = now - STEPS_OFF; step <= now + STEPS_OFF; step++) {
            boolean same = MessageDigest.isEqual(
                    code(secret, step, DIGITS).getBytes(StandardCharsets.US_ASCII),
                    code.getBytes(StandardCharsets.US_ASCII));
            if (same && step > after && found.isEmpty()) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }
}
