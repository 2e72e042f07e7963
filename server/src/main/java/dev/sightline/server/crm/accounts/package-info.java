/** Companies and contacts: their view and list. */
@NullMarked
package dev.sightline.server.crm.accounts;

import org.jspecify.annotations.NullMarked;
