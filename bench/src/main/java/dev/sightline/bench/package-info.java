/** Measures side by side. Start at {@link dev.sightline.bench.Bench}. */
@NullMarked
package dev.sightline.bench;

import org.jspecify.annotations.NullMarked;
