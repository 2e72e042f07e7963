@NullMarked
package dev.sightline.eventstore.personal;

import org.jspecify.annotations.NullMarked;
