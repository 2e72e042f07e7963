/** The connector over HTTP: how the sync stands, its jobs, "sync now", what is odd in the source. */
@NullMarked
package dev.sightline.server.odoo.web;

import org.jspecify.annotations.NullMarked;
