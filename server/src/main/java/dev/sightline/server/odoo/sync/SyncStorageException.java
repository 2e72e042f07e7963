package dev.sightline.server.odoo.sync;

/** The database failed while a page was stored; names the organisation and the model. */
final class SyncStorageException extends RuntimeException {
    SyncStorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
