/** Webhooks of Odoo's automation rules: hints that a record changed. */
@NullMarked
package dev.sightline.server.odoo.webhook;

import org.jspecify.annotations.NullMarked;
