package dev.sightline.server.identity;

import java.util.HexFormat;

/** A browser in which somebody has signed in before. Immutable. */
record KnownDevice(String word) {
    private static final int SHOWN_BYTES = 8;

    /** What its attempts are counted by, in the place of an address. */
    String origin() {
        return "device " + HexFormat.of().formatHex(RandomWord.hash(word), 0, SHOWN_BYTES);
    }
}
