/** When a sync runs, for whom, and how it went. Start at {@link dev.sightline.server.odoo.jobs.SyncJobs}. */
@NullMarked
package dev.sightline.server.odoo.jobs;

import org.jspecify.annotations.NullMarked;
