package dev.sightline.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Whose the personal texts of an event are. Their key is that of the pair, and goes when either is forgotten.
 *
 * @param subject the event's own stream, such as {@code employee/odoo-6} or {@code opportunity/odoo-123}
 * @param contact the stream of the contact that the event names, such as {@code account/odoo-7}; null where it names none
 */
public record Whose(String subject, @Nullable String contact) {}
