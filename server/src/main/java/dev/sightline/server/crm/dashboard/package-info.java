/** Figures: kept per owner and per viewer, and read as a dashboard. */
@NullMarked
package dev.sightline.server.crm.dashboard;

import org.jspecify.annotations.NullMarked;
