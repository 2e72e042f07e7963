package dev.sightline.simulator;

import java.nio.charset.StandardCharsets;

/** Odoo's spelling of a moment. */
final class Stamps {
    private Stamps() {}

    /** {@code yyyy-mm-dd hh:mm:ss}, UTC. */
    static String text(long epochSecond) {
        JsonOut out = new JsonOut(32).instant(epochSecond);
        return new String(out.array(), 1, out.length() - 2, StandardCharsets.US_ASCII);
    }
}
