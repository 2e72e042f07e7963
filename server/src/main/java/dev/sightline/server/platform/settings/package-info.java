/** Tells whoever starts the server, in one line, why it does not start. */
@NullMarked
package dev.sightline.server.platform.settings;

import org.jspecify.annotations.NullMarked;
