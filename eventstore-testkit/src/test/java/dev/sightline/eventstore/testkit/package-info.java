@NullMarked
package dev.sightline.eventstore.testkit;

import org.jspecify.annotations.NullMarked;
