/** Which Odoo an organisation has connected itself, and its own address for webhooks. */
@NullMarked
package dev.sightline.server.odoo.connections;

import org.jspecify.annotations.NullMarked;
