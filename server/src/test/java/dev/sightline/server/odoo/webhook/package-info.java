@NullMarked
package dev.sightline.server.odoo.webhook;

import org.jspecify.annotations.NullMarked;
