package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.util.List;

/**
 * Settings that an organisation takes along in its export: a bean of whoever keeps them, so that what is kept elsewhere is not forgotten there.
 * Thread-safe.
 */
public interface ExportedSettings {

    /** What they are called in {@code settings.json}: a noun in the plural, in snake_case. */
    String name();

    /** All of them as what is written to JSON, in an order that stays; no password, key or other secret, enclosed or not. */
    List<?> all(OrganizationId organization);
}
