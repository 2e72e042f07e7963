package dev.sightline.catalog;

import org.jspecify.annotations.Nullable;

/** Seals personal texts and opens them, with the keys that it has at hand. */
public interface PersonalCipher {

    /** Whether subject or contact is forgotten. */
    boolean forgotten(Whose whose);

    /**
     * @param context what it belongs to; the same opens it
     * @return null where they are forgotten
     */
    byte @Nullable [] seal(Whose whose, String context, byte[] plain);

    /**
     * @return null where they are forgotten
     * @throws RuntimeException where the bytes were altered, or are another organisation's, person's or context's
     */
    byte @Nullable [] open(Whose whose, String context, byte[] sealed);
}
