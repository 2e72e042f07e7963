/**
 * The event log beside {@code COPY}, beside one transaction per append, beside Axon Framework and beside a plain cursor. Start at
 * {@link dev.sightline.bench.log.LogBench}.
 */
@NullMarked
package dev.sightline.bench.log;

import org.jspecify.annotations.NullMarked;
