package dev.sightline.eventstore.projection;

/** The edition is not there any more: it was dropped, goes by another name since a switch, or is abandoned. Nothing was written. */
public final class EditionGone extends RuntimeException {
    EditionGone(String projection, Edition edition) {
        super("projection " + projection + " has no " + edition.label() + " edition any more", null, false, false);
    }
}
