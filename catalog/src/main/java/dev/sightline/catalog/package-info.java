/** The event catalogue. Start at {@link dev.sightline.catalog.DomainEvent}; JSON in {@link dev.sightline.catalog.EventCodec}. */
@NullMarked
package dev.sightline.catalog;

import org.jspecify.annotations.NullMarked;
