/** The paths in memory that every event takes, by JMH. Start at {@link dev.sightline.bench.micro.MicroBench}. */
@NullMarked
package dev.sightline.bench.micro;

import org.jspecify.annotations.NullMarked;
