/** What opportunities refer to: stages, teams, labels, companies, currencies. */
@NullMarked
package dev.sightline.server.crm.reference;

import org.jspecify.annotations.NullMarked;
