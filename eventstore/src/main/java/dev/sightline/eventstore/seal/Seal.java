package dev.sightline.eventstore.seal;

import dev.sightline.eventstore.OrganizationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The signed fingerprint of a range of positions. Immutable; the arrays are not to be changed.
 *
 * @param from first position, inclusive
 * @param to last position, inclusive
 * @param root of the Merkle tree over {@code leaves}
 * @param previous fingerprint of the seal that ends at {@code from - 1}; zeros for the first
 * @param signature Ed25519 over {@link #statement}, by the key {@code keyId}
 * @param leaves fingerprints of the events, in the order of positions
 */
record Seal(
        OrganizationId organization,
        long from,
        long to,
        byte[] root,
        byte[] previous,
        Instant sealedAt,
        String keyId,
        byte[] signature,
        List<byte[]> leaves) {
    static final byte[] NONE_BEFORE = new byte[Fingerprints.LENGTH];
    private static final byte[] TITLE = "sightline seal 1\n".getBytes(StandardCharsets.US_ASCII);

    /** What is signed. */
    static byte[] statement(
            OrganizationId organization,
            long from,
            long to,
            byte[] root,
            byte[] previous,
            Instant sealedAt,
            String keyId) {
        byte[] key = keyId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(TITLE.length + Integer.BYTES + 3 * Long.BYTES + 2 * Fingerprints.LENGTH + key.length)
                .put(TITLE)
                .putInt(organization.value())
                .putLong(from)
                .putLong(to)
                .put(root)
                .put(previous)
                .putLong(Fingerprints.microseconds(sealedAt))
                .put(key)
                .array();
    }

    byte[] statement() {
        return statement(organization, from, to, root, previous, sealedAt, keyId);
    }

    /** Names this seal and, through {@code previous}, all before it. */
    byte[] fingerprint() {
        return Fingerprints.sha256(statement());
    }

    String name() {
        return HexFormat.of().formatHex(fingerprint());
    }
}
