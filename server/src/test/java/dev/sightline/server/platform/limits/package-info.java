@org.jspecify.annotations.NullMarked
package dev.sightline.server.platform.limits;
