@NullMarked
package dev.sightline.server.odoo.jobs;

import org.jspecify.annotations.NullMarked;
