@NullMarked
package dev.sightline.eventstore.projection;

import org.jspecify.annotations.NullMarked;
