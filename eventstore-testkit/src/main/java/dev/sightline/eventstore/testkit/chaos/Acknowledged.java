package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.OrganizationId;
import java.util.Optional;
import java.util.UUID;

/**
 * An append that was acknowledged: its events stand at positions that follow each other, and so do their ids. A line of text and a
 * few words of memory for thousands of events. Immutable.
 */
record Acknowledged(OrganizationId organization, long position, int count, UUID firstId) {
    private static final String WORD = "ack ";
    /** A line that a kill cut off lacks it. */
    private static final String END = " .";

    static UUID plus(UUID id, int steps) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + steps);
    }

    String line() {
        return WORD + organization + " " + position + " " + count + " " + firstId + END;
    }

    static Optional<Acknowledged> parse(String line) {
        if (!line.startsWith(WORD) || !line.endsWith(END)) {
            return Optional.empty();
        }
        String[] words = line.split(" ");
        return Optional.of(new Acknowledged(
                new OrganizationId(Integer.parseInt(words[1])),
                Long.parseLong(words[2]),
                Integer.parseInt(words[3]),
                UUID.fromString(words[4])));
    }

    /** The position behind its last. */
    long end() {
        return position + count;
    }

    /** The id of the event at one of its positions. */
    UUID at(long place) {
        return plus(firstId, (int) (place - position));
    }

    /** What tells that an event was refused or rolled back, or was recorded before under another id: it must not be there. */
    record Undone(OrganizationId organization, UUID id) {
        private static final String WORD = "undone ";

        String line() {
            return WORD + organization + " " + id + END;
        }

        static Optional<Undone> parse(String line) {
            if (!line.startsWith(WORD) || !line.endsWith(END)) {
                return Optional.empty();
            }
            String[] words = line.split(" ");
            return Optional.of(new Undone(new OrganizationId(Integer.parseInt(words[1])), UUID.fromString(words[2])));
        }
    }

    /** What a source delivered stands at the position, whoever's append put it there. */
    record Delivered(OrganizationId organization, long position, String sourceEventId) {
        private static final String WORD = "delivered ";

        String line() {
            return WORD + organization + " " + position + " " + sourceEventId + END;
        }

        static Optional<Delivered> parse(String line) {
            if (!line.startsWith(WORD) || !line.endsWith(END)) {
                return Optional.empty();
            }
            String[] words = line.split(" ");
            return Optional.of(
                    new Delivered(new OrganizationId(Integer.parseInt(words[1])), Long.parseLong(words[2]), words[3]));
        }
    }
}
