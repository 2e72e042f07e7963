@NullMarked
package dev.sightline.eventstore.seal;

import org.jspecify.annotations.NullMarked;
