/** Counts requests: of this server in memory, or of all servers together in Redis. */
@NullMarked
package dev.sightline.server.platform.limits;

import org.jspecify.annotations.NullMarked;
