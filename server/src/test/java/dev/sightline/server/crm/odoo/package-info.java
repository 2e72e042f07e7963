@NullMarked
package dev.sightline.server.crm.odoo;

import org.jspecify.annotations.NullMarked;
