package dev.sightline.eventstore.seal;

import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over events and over trees of them, as RFC 6962 (section 2.1) builds them: a leaf is hashed behind a 0 byte, two
 * nodes behind a 1 byte, so that neither can be passed off as the other. Stateless.
 */
final class Fingerprints {
    static final int LENGTH = 32;
    private static final byte LEAF = 0;
    private static final byte NODE = 1;
    private static final int ABSENT = -1;

    private Fingerprints() {}

    /** Of every field of an event, each with its length before it. */
    static byte[] of(RecordedEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        bytes.write(LEAF);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            NewEvent fact = event.event();
            out.writeInt(event.organization().value());
            out.writeLong(event.position());
            text(out, event.stream().toString());
            out.writeLong(event.version());
            text(out, fact.type());
            out.writeInt(fact.schemaVersion());
            text(out, fact.id().toString());
            out.writeLong(microseconds(fact.occurredAt()));
            out.writeLong(microseconds(event.recordedAt()));
            text(out, fact.origin().source());
            text(out, fact.origin().sourceEventId());
            text(out, fact.origin().correlationId());
            text(out, fact.origin().causationId());
            text(out, fact.origin().actor());
            text(out, fact.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sha256(bytes.toByteArray());
    }

    /** The root of a tree of at least one leaf. */
    static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        // The largest power of two below the size goes to the left.
        int left = Integer.highestOneBit(leaves.size() - 1);
        MessageDigest digest = digest();
        digest.update(NODE);
        digest.update(root(leaves.subList(0, left)));
        digest.update(root(leaves.subList(left, leaves.size())));
        return digest.digest();
    }

    static byte[] sha256(byte[] bytes) {
        return digest().digest(bytes);
    }

    /** Cuts fingerprints that stand one behind the other. */
    static List<byte[]> split(byte[] joined) {
        byte[][] each = new byte[joined.length / LENGTH][];
        for (int i = 0; i < each.length; i++) {
            each[i] = Arrays.copyOfRange(joined, i * LENGTH, (i + 1) * LENGTH);
        }
        return List.of(each);
    }

    static byte[] join(List<byte[]> each) {
        byte[] joined = new byte[each.size() * LENGTH];
        for (int i = 0; i < each.size(); i++) {
            System.arraycopy(each.get(i), 0, joined, i * LENGTH, LENGTH);
        }
        return joined;
    }

    /** Since 1970; the log keeps no finer time. */
    static long microseconds(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    private static void text(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeInt(ABSENT);
            return;
        }
        byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
