/** The sums behind dashboards, against plain computations. */
@NullMarked
package dev.sightline.server.crm.opportunities;

import org.jspecify.annotations.NullMarked;
