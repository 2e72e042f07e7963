package dev.sightline.eventstore.seal;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a dump against its seals, without a database and in bounded memory. For one dump and one thread.
 *
 * <p>What the seals prove: no sealed event was changed, removed or added since. Events behind the last seal are counted but
 * not vouched for; nor does a dump show that its last seals were cut off, unless one of them was noted elsewhere.
 */
public final class LogVerification {
    private final Map<String, PublicKey> trusted = new HashMap<>();
    private final @Nullable String noted;
    private final List<byte[]> leaves = new ArrayList<>();
    private long next = 1;
    private long sealed;
    private long seals;
    private byte[] lastFingerprint = Seal.NONE_BEFORE;
    private @Nullable String lastSeal;
    private @Nullable Instant lastSealedAt;
    private boolean notedFound;
    /** A gap or a repetition; something before it may turn out to be wrong at the next seal. */
    private @Nullable Stop pending;

    private LogVerification(Collection<PublicKey> keys, @Nullable String noted) {
        keys.forEach(key -> trusted.put(SealKeys.nameOf(key), key));
        this.noted = noted;
    }

    /** What is wrong, at the first position where anything is. */
    public enum Finding {
        /** The event is not what was sealed. */
        CHANGED,
        /** There is no event at the position. */
        REMOVED,
        /** An event stands where none belongs. */
        ADDED,
        /** The seal from that position on is not one of a trusted key, or does not follow the seal before. */
        NOT_SEALED_BY_US,
        /** The line is not one of a dump. */
        UNREADABLE
    }

    /**
     * @param organization null where not even the title could be read
     * @param events how many were read
     * @param seals how many of them are sound, in sequence from position 1
     * @param sealedUpTo the last position they vouch for
     * @param lastSeal name of the last one; note it elsewhere, and later dumps can be shown to continue it
     * @param lastSealedAt when it was made
     * @param finding null where all is well
     * @param position the finding's; 0 where there is none
     * @param explanation for people; empty where all is well
     */
    public record Report(
            @Nullable OrganizationId organization,
            long events,
            long seals,
            long sealedUpTo,
            @Nullable String lastSeal,
            @Nullable Instant lastSealedAt,
            @Nullable Finding finding,
            long position,
            String explanation) {}

    /**
     * @param keys public keys that may have sealed
     * @param noted the name of a seal that the dump must hold; null for none
     * @throws IOException where the dump cannot be read
     */
    public static Report of(Reader dump, Collection<PublicKey> keys, @Nullable String noted) throws IOException {
        return new LogVerification(keys, noted).run(new BufferedReader(dump));
    }

    /**
     * Checks a dump that holds only what has come since an earlier verification ({@link LogDump#write(javax.sql.DataSource,
     * dev.sightline.eventstore.EventStore, OrganizationId, long, java.io.Writer)} behind {@code sealedUpTo}). Its first seal has to follow
     * the last one that was sound then; what that vouches for is not read again.
     *
     * @param before without a finding
     * @return counts events and seals from position 1
     */
    public static Report continued(Reader dump, Collection<PublicKey> keys, Report before) throws IOException {
        if (before.finding() != null) {
            throw new IllegalArgumentException("nothing is continued behind a finding: " + before);
        }
        LogVerification verification = new LogVerification(keys, null);
        verification.next = before.sealedUpTo() + 1;
        verification.sealed = before.sealedUpTo();
        verification.seals = before.seals();
        if (before.lastSeal() != null) {
            verification.lastFingerprint = HexFormat.of().parseHex(before.lastSeal());
        }
        verification.lastSeal = before.lastSeal();
        verification.lastSealedAt = before.lastSealedAt();
        return verification.run(new BufferedReader(dump));
    }

    private static final class Stop extends Exception {
        final Finding finding;
        final long position;

        Stop(Finding finding, long position, String message) {
            super(message);
            this.finding = finding;
            this.position = position;
        }
    }

    private Report run(BufferedReader lines) throws IOException {
        @Nullable OrganizationId organization = null;
        try {
            String title = lines.readLine();
            organization = DumpLine.title(title == null ? "" : title);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (DumpLine.parse(organization, line)) {
                    case RecordedEvent event -> take(event);
                    case Seal seal -> check(seal);
                    default -> throw new IllegalStateException("a line of a third kind");
                }
            }
            if (pending != null) {
                throw pending;
            }
            if (noted != null && !notedFound) {
                throw new Stop(
                        Finding.REMOVED,
                        sealed + 1,
                        "the seal " + noted + " is not there: the dump ends before it, or was sealed anew");
            }
            return report(organization, null, 0, "");
        } catch (DumpLine.Unreadable e) {
            if (pending != null) {
                return report(organization, pending.finding, pending.position, String.valueOf(pending.getMessage()));
            }
            return report(
                    organization,
                    Finding.UNREADABLE,
                    next,
                    "the line behind position " + (next - 1) + " " + e.getMessage());
        } catch (Stop stop) {
            return report(organization, stop.finding, stop.position, String.valueOf(stop.getMessage()));
        }
    }

    private void take(RecordedEvent event) {
        if (pending != null) {
            return;
        }
        if (event.position() > next) {
            pending = new Stop(Finding.REMOVED, next, "there is no event at position " + next);
            return;
        }
        if (event.position() < next) {
            pending =
                    new Stop(Finding.ADDED, event.position(), "a further event stands at position " + event.position());
            return;
        }
        if (leaves.size() <= Sealer.LARGEST_RANGE) {
            // No seal covers more; so a long unsealed end costs no memory.
            leaves.add(Fingerprints.of(event));
        }
        next++;
    }

    private void check(Seal seal) throws Stop {
        long from = sealed + 1;
        PublicKey key = trusted.get(seal.keyId());
        if (key == null) {
            throw new Stop(Finding.NOT_SEALED_BY_US, from, "the key " + seal.keyId() + " is not one to be trusted");
        }
        if (!SealKeys.verifies(key, seal.statement(), seal.signature())) {
            throw new Stop(
                    Finding.NOT_SEALED_BY_US,
                    from,
                    "the seal of positions " + seal.from() + " to " + seal.to() + " was changed");
        }
        if (seal.from() != from || !Arrays.equals(seal.previous(), lastFingerprint)) {
            throw new Stop(Finding.REMOVED, from, "the seal that covers position " + from + " is missing");
        }
        try {
            compare(seal);
        } catch (Stop stop) {
            throw pending != null && pending.position <= stop.position ? pending : stop;
        }
        if (pending != null) {
            throw pending;
        }
        leaves.clear();
        sealed = seal.to();
        seals++;
        lastFingerprint = seal.fingerprint();
        lastSeal = seal.name();
        lastSealedAt = seal.sealedAt();
        notedFound |= seal.name().equals(noted);
    }

    private void compare(Seal seal) throws Stop {
        long from = seal.from();
        boolean leavesAreSealed = !seal.leaves().isEmpty()
                && seal.leaves().size() == seal.to() - from + 1
                && Arrays.equals(Fingerprints.root(seal.leaves()), seal.root());
        if (!leavesAreSealed) {
            if (leaves.size() == seal.to() - from + 1 && Arrays.equals(Fingerprints.root(leaves), seal.root())) {
                return; // the events are what was sealed, only the list that would tell which differs was damaged
            }
            throw new Stop(
                    Finding.CHANGED,
                    from,
                    "something between positions " + from + " and " + seal.to()
                            + " was changed, and so was the list that would tell which");
        }
        for (int i = 0; i < seal.leaves().size(); i++) {
            long position = from + i;
            if (i >= leaves.size()) {
                throw new Stop(Finding.REMOVED, position, "there is no event at position " + position);
            }
            if (!Arrays.equals(leaves.get(i), seal.leaves().get(i))) {
                throw new Stop(
                        Finding.CHANGED,
                        position,
                        "the event at position " + position + " is not the one that was sealed");
            }
        }
        if (leaves.size() > seal.leaves().size()) {
            throw new Stop(
                    Finding.ADDED,
                    seal.to() + 1,
                    "an event stands at position " + (seal.to() + 1) + " before the seal that ends before it");
        }
    }

    private Report report(
            @Nullable OrganizationId organization, @Nullable Finding finding, long position, String explanation) {
        return new Report(
                organization, next - 1, seals, sealed, lastSeal, lastSealedAt, finding, position, explanation);
    }
}
