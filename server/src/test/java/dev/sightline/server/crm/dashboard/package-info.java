/** The sums behind dashboards, against plain computations. */
@NullMarked
package dev.sightline.server.crm.dashboard;

import org.jspecify.annotations.NullMarked;
