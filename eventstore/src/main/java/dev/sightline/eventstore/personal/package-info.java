/** Keys of people's own for their texts in events, so that destroying a key forgets the person and changes no event. */
@NullMarked
package dev.sightline.eventstore.personal;

import org.jspecify.annotations.NullMarked;
