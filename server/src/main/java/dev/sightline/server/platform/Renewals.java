package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.eventstore.secret.UnreadableSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts what becomes of secrets that are enclosed anew. Confined to one thread. */
public final class Renewals {
    /** Of those that do not open, how many are told by name; the others are counted. */
    private static final int NAMED = 20;

    private long anew;
    private long already;
    private long unreadable;
    private final List<String> named = new ArrayList<>();

    /** The envelope to keep instead; empty where it is of the current key already, or does not open. */
    public Optional<byte[]> renew(SecretBox box, OrganizationId organization, String purpose, byte[] envelope) {
        try {
            Optional<byte[]> fresh = box.renew(organization, purpose, envelope);
            count(fresh.isPresent() ? 1 : 0, fresh.isPresent() ? 0 : 1);
            return fresh;
        } catch (UnreadableSecret e) {
            unreadable(purpose, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    public void count(long enclosedAnew, long enclosedAlready) {
        anew += enclosedAnew;
        already += enclosedAlready;
    }

    /** @param purpose of the secret, which says whose it is */
    public void unreadable(String purpose, String why) {
        unreadable++;
        if (named.size() < NAMED) {
            named.add(purpose.replace('\n', ' ').strip() + ": " + why);
        }
    }

    public long anew() {
        return anew;
    }

    /** Those that the current key had enclosed before. */
    public long already() {
        return already;
    }

    public long unreadable() {
        return unreadable;
    }

    /** The first of those that do not open, each with the reason; shows no secret. */
    public List<String> named() {
        return List.copyOf(named);
    }
}
