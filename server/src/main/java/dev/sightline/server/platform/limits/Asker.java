package dev.sightline.server.platform.limits;

import dev.sightline.server.platform.RateLimits.Kind;

/** Who is counted, for one kind of requests. */
record Asker(Kind kind, String who) {}
