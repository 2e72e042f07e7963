@NullMarked
package dev.sightline.server.odoo.connections;

import org.jspecify.annotations.NullMarked;
