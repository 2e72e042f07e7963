package dev.sightline.eventstore.projection;

/** What came of a wish concerning an {@link Edition}. */
public sealed interface EditionAnswer {

    /** It is done, and stays so whatever is killed now. */
    record Done() implements EditionAnswer {}

    /**
     * Nothing was changed.
     *
     * @param detail for people who look after the system; names no other organisation
     */
    record Refused(Reason reason, String detail) implements EditionAnswer {}

    /** Why not. */
    enum Reason {
        /** Its effects go outside, and are never repeated. */
        NOT_REPLAYABLE,
        /** Its tables cannot be copied: it names none, or they have what a copy would not. */
        UNFIT_TABLES,
        /** A next edition is there already. */
        ALREADY_BUILDING,
        /** There is no such edition. */
        NO_EDITION,
        /** The edition is not yet where the serving one is. */
        BEHIND,
        /** The edition's tables have other columns than the serving ones, since a migration, or it is abandoned. */
        OUTDATED,
        /** Readers held the tables, or old snapshots, for the whole time that was given. Try again. */
        BUSY
    }

    EditionAnswer DONE = new Done();

    static EditionAnswer refused(Reason reason, String detail) {
        return new Refused(reason, detail);
    }
}
