package dev.sightline.eventstore;

/** What the writer believes of a stream's version before its append. */
public sealed interface ExpectedVersion {

    /** No expectation: append whatever is there. */
    record Any() implements ExpectedVersion {}

    /** The stream must not exist yet. */
    record NoStream() implements ExpectedVersion {}

    /** The stream must exist, at any version. */
    record StreamExists() implements ExpectedVersion {}

    /** The stream's last version is exactly this; from 1. */
    record Exactly(long version) implements ExpectedVersion {
        public Exactly {
            if (version < 1) {
                throw new IllegalArgumentException("an expected version starts at 1, not " + version);
            }
        }
    }

    static ExpectedVersion any() {
        return new Any();
    }

    static ExpectedVersion noStream() {
        return new NoStream();
    }

    static ExpectedVersion streamExists() {
        return new StreamExists();
    }

    static ExpectedVersion exactly(long version) {
        return new Exactly(version);
    }
}
