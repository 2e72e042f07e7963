@NullMarked
package dev.sightline.server.finance;

import org.jspecify.annotations.NullMarked;
