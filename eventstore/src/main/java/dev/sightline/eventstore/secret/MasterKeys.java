package dev.sightline.eventstore.secret;

import java.util.List;

/**
 * Which keys there are. Immutable.
 *
 * @param current encloses, and opens
 * @param old open what was enclosed before {@code current} took their place
 */
public record MasterKeys(MasterKey current, List<MasterKey> old) {
    public MasterKeys {
        old = List.copyOf(old);
    }
}
