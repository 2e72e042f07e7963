@NullMarked
package dev.sightline.server.odoo.sync;

import org.jspecify.annotations.NullMarked;
