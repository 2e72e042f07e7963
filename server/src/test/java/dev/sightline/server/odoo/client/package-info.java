@NullMarked
package dev.sightline.server.odoo.client;

import org.jspecify.annotations.NullMarked;
