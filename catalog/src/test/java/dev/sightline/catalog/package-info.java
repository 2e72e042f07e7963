@NullMarked
package dev.sightline.catalog;

import org.jspecify.annotations.NullMarked;
