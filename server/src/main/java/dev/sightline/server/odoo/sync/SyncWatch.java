package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Follows a running job. Called on the job's own thread. */
public interface SyncWatch {

    /** A model's turn begins; {@code total} where the number of records is known. */
    void begins(SyncModel model, @Nullable Long total);

    /** Within the transaction that stores a page: what it holds becomes part of the job's record with it. */
    void pageStored(JdbcClient jdbc, OrganizationId organization, SyncModel model, Counts page);

    /** Whether the job shall end after the present page. */
    boolean stopRequested();
}
