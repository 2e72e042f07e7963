@NullMarked
package dev.sightline.server.odoo.web;

import org.jspecify.annotations.NullMarked;
