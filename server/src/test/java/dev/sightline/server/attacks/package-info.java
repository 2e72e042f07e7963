/** What somebody who means harm sends to the running server, and that nothing comes of it. */
@NullMarked
package dev.sightline.server.attacks;

import org.jspecify.annotations.NullMarked;
