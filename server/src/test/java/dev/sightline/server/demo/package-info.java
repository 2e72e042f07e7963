@NullMarked
package dev.sightline.server.demo;

import org.jspecify.annotations.NullMarked;
