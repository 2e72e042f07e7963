package dev.sightline.eventstore.projection;

/** The edition is not there any more: it was dropped, or goes by another name since a switch. Nothing was written. */
public final class EditionGone extends RuntimeException {
    EditionGone(String projection, Edition edition) {
        super("projection " + projection + " has no " + edition.label() + " edition any more", null, false, false);
    }
}
