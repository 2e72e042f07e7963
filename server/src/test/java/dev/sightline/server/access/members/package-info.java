@org.jspecify.annotations.NullMarked
package dev.sightline.server.access.members;
