@NullMarked
package dev.sightline.eventstore;

import org.jspecify.annotations.NullMarked;
