@NullMarked
package dev.sightline.postgres;

import org.jspecify.annotations.NullMarked;
