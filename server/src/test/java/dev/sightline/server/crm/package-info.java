@NullMarked
package dev.sightline.server.crm;

import org.jspecify.annotations.NullMarked;
