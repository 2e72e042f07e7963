package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;

/** Who did what, for administrators: part of the organisation's own event log. Every room may write to it. Thread-safe. */
public interface AuditLog {

    /**
     * Records an entry. Within a transaction of the organisation it becomes part of that one, so that neither is there without the
     * other; call it last there, because it holds the log's head row until the end. Elsewhere it is committed when this returns.
     */
    void record(OrganizationId organization, AuditEntry entry);
}
