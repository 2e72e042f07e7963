@NullMarked
package dev.sightline.server.ingest;

import org.jspecify.annotations.NullMarked;
