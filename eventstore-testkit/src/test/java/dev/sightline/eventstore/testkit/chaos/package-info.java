@NullMarked
package dev.sightline.eventstore.testkit.chaos;

import org.jspecify.annotations.NullMarked;
