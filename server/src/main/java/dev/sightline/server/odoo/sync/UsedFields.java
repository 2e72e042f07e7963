package dev.sightline.server.odoo.sync;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the translators use of a model, besides the dates that every one has. Fields that another one stands in for, and those that only some versions of Odoo have, are not
 * named. Immutable.
 *
 * @param needed without one of them figures would be wrong, or people would see what they may not: the model is then not read at all
 * @param helpful can be done without
 */
public record UsedFields(Set<String> needed, Set<String> helpful) {
    /** Of every model: when something happened, and what was written since. */
    private static final Set<String> DATES = Set.of("create_date", "write_date");

    public UsedFields {
        needed = Set.copyOf(needed);
        helpful = Set.copyOf(helpful);
    }

    static UsedFields needing(String... needed) {
        return new UsedFields(Set.of(needed), Set.of());
    }

    UsedFields using(String... helpful) {
        return new UsedFields(needed, Set.of(helpful));
    }

    /** Those of the needed ones that are not among the readable, sorted. */
    public Set<String> neededBut(Collection<String> readable) {
        return but(needed, readable);
    }

    /** All of them that are not among the readable, sorted. */
    public Set<String> allBut(Collection<String> readable) {
        Set<String> missing = but(needed, readable);
        missing.addAll(but(helpful, readable));
        missing.addAll(but(DATES, readable));
        return missing;
    }

    private static Set<String> but(Set<String> wanted, Collection<String> readable) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(Set.copyOf(readable));
        return missing;
    }
}
