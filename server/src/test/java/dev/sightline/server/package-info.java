/** What the tests of all rooms share. */
@org.jspecify.annotations.NullMarked
package dev.sightline.server;
