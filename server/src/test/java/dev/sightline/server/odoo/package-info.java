@NullMarked
package dev.sightline.server.odoo;

import org.jspecify.annotations.NullMarked;
