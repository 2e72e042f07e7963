@NullMarked
package dev.sightline.eventstore.secret;

import org.jspecify.annotations.NullMarked;
