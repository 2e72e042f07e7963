@NullMarked
package dev.sightline.server.mail;

import org.jspecify.annotations.NullMarked;
