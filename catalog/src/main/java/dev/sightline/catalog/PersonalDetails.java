package dev.sightline.catalog;

import org.jspecify.annotations.Nullable;

/** Details with {@link Personal} texts: a record that is a component of its events. Whose they are is {@link Whose}'s to say. */
interface PersonalDetails {

    /** Whether the texts are those of a person at all, rather than of a company. */
    default boolean personal() {
        return true;
    }

    /** Stream of somebody else whom the texts are about, such as {@code account/odoo-7}; null: the event's own stream alone. */
    default @Nullable String contact() {
        return null;
    }
}
