@NullMarked
package dev.sightline.server.access;

import org.jspecify.annotations.NullMarked;
