/** What was open at the end of an earlier day. */
@NullMarked
package dev.sightline.server.crm.past;

import org.jspecify.annotations.NullMarked;
