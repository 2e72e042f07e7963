@NullMarked
package dev.sightline.server.hrm;

import org.jspecify.annotations.NullMarked;
