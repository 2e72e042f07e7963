package dev.sightline.server.odoo.sync;

import java.util.List;

/**
 * Records that were read together.
 *
 * @param lastId the window has been read up to and including this id
 * @param unreadable ids of records that Odoo itself fails to read
 * @param ended whether nothing follows
 */
record Page(List<Snapshot> records, long lastId, List<Long> unreadable, boolean ended) {}
