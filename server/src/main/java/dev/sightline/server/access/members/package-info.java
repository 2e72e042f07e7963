/** The accounts of an organisation beside the people of the source whom they are, for administrators. */
@NullMarked
package dev.sightline.server.access.members;

import org.jspecify.annotations.NullMarked;
