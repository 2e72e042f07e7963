@NullMarked
package dev.sightline.simulator;

import org.jspecify.annotations.NullMarked;
